package io.leveret.management.view;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Users, virtual hosts and permissions as the API sees them. None of the methods blocks. */
public interface AccessView {

    /** The same on behalf of a user, of whom events tell. */
    AccessView by(String user);

    /** All users by name. */
    List<UserBody> users();

    /** Sets a user with a password, or with none; completes with whether there was none of its name. */
    CompletionStage<Boolean> setUser(String name, List<String> tags, @Nullable String password);

    /** The same with salt and digest in Base64. */
    CompletionStage<Boolean> setUser(String name, List<String> tags, String hash, String algorithm);

    /** What would be kept of a password: salt and digest in Base64. */
    CompletionStage<String> hash(String password);

    /** Removes a user; completes with whether there was one. */
    CompletionStage<Boolean> deleteUser(String name);

    /** All virtual hosts by name. */
    List<VirtualHostBody> virtualHosts();

    /** Why there can be no virtual host of this name now; nothing if there is one or can be. */
    Optional<String> refusalOfVirtualHost(String name);

    /** Makes a virtual host for this user, or changes one; completes with whether there was none of its name. */
    CompletionStage<Boolean> setVirtualHost(
            String name, String description, List<String> tags, @Nullable String defaultQueueType, String maker);

    /** Has what happens in a virtual host traced, or no longer; false if there is none of that name. */
    boolean traceVirtualHost(String name, boolean on);

    /** Deletes a virtual host with all that is in it; completes with whether there was one. */
    CompletionStage<Boolean> deleteVirtualHost(String name);

    /** The limits of users that have any. */
    List<UserLimitsBody> userLimits();

    /** The limits of virtual hosts that have any. */
    List<VirtualHostLimitsBody> virtualHostLimits();

    /**
     * Sets a limit of a user; completes with whether there is such a user.
     *
     * @throws IllegalArgumentException if there is no such limit, or the value is none, in RabbitMQ's words
     */
    CompletionStage<Boolean> limitUser(String user, String name, @Nullable Object value);

    /** Takes one back. */
    CompletionStage<Boolean> unlimitUser(String user, String name);

    /** As {@link #limitUser}, of a virtual host. */
    CompletionStage<Boolean> limitVirtualHost(String virtualHost, String name, @Nullable Object value);

    /** Takes one back. */
    CompletionStage<Boolean> unlimitVirtualHost(String virtualHost, String name);

    /** What users may do. */
    List<PermissionsBody> permissions();

    /** Sets that; completes with whether there was nothing before, or nothing if there is no such user or virtual host. */
    CompletionStage<Optional<Boolean>> setPermissions(PermissionsBody wanted);

    /** Takes all from a user in a virtual host; completes with whether there was anything. */
    CompletionStage<Boolean> deletePermissions(String vhost, String user);

    /** To which routing keys users are limited. */
    List<TopicPermissionsBody> topicPermissions();

    /** Sets that; completes as {@link #setPermissions}. */
    CompletionStage<Optional<Boolean>> setTopicPermissions(TopicPermissionsBody wanted);

    /** Ends the limits of a user in a virtual host, of one exchange or of all if that is null. */
    CompletionStage<Boolean> deleteTopicPermissions(String vhost, String user, @Nullable String exchange);
}
