package io.leveret.broker;

import io.leveret.broker.auth.AccessTable;
import io.leveret.broker.auth.PasswordHash;
import io.leveret.broker.auth.Permissions;
import io.leveret.broker.auth.TopicPermissions;
import io.leveret.broker.auth.User;
import io.leveret.broker.auth.Users;
import io.leveret.broker.limit.Limits;
import io.leveret.broker.queue.QueueType;
import io.leveret.broker.vhost.Asker;
import io.leveret.broker.vhost.HostMetadata;
import io.leveret.broker.vhost.TopologyControl;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Users, virtual hosts and permissions: shows them and changes them. A change counts at once, for open connections too. Any
 * thread; futures complete when a restart would not take the change back.
 */
public final class AccessOperations {

    private final VirtualHosts virtualHosts;
    private final Users users;
    private final Consumer<String> onUserDeleted;
    private final String actor;

    /** @param onUserDeleted told, on the control thread, the name of each who can log in no more */
    AccessOperations(VirtualHosts virtualHosts, Users users, Consumer<String> onUserDeleted) {
        this(virtualHosts, users, onUserDeleted, Asker.BROKER);
    }

    private AccessOperations(VirtualHosts virtualHosts, Users users, Consumer<String> onUserDeleted, String actor) {
        this.virtualHosts = virtualHosts;
        this.users = users;
        this.onUserDeleted = onUserDeleted;
        this.actor = actor;
    }

    /** The same on behalf of a user, of whom events tell. */
    public AccessOperations by(String user) {
        return new AccessOperations(virtualHosts, users, onUserDeleted, user);
    }

    /** All users by name. */
    public List<UserInfo> users() {
        return all(users.table().users())
                .map(entry -> info(entry.getValue()))
                .sorted(Comparator.comparing(UserInfo::name))
                .toList();
    }

    /** One user, or nothing if there is none of that name. */
    public Optional<UserInfo> user(String name) {
        return Optional.ofNullable(users.table().user(name)).map(AccessOperations::info);
    }

    /**
     * Sets a user, perhaps in the place of another of its name.
     *
     * @param tags such as {@code administrator}
     * @param password null if no password is to open the door
     * @return whether there was none of its name
     * @throws IllegalArgumentException if the name is longer than 255 octets
     */
    public CompletableFuture<Boolean> setUser(String name, List<String> tags, @Nullable String password) {
        String checked = named(name);
        return virtualHosts.change(actor, () -> virtualHosts.access().put(checked, tags, password));
    }

    /**
     * The same with a hash that was made elsewhere.
     *
     * @param hash salt and digest in Base64
     * @param algorithm RabbitMQ's name of it
     * @throws IllegalArgumentException if the hash is no Base64, there is no such algorithm, or the name is too long
     */
    public CompletableFuture<Boolean> setUser(String name, List<String> tags, String hash, String algorithm) {
        PasswordHash.Algorithm known = PasswordHash.Algorithm.named(algorithm);
        if (known == null) {
            throw new IllegalArgumentException("unknown hashing algorithm " + algorithm);
        }
        User user = new User(named(name), PasswordHash.ofBase64(known, hash), tags);
        return virtualHosts.change(actor, () -> virtualHosts.access().put(user));
    }

    /** What would be kept of a password: salt and digest in Base64. */
    public CompletableFuture<String> hash(String password) {
        return virtualHosts.change(() -> virtualHosts.access().hash(password).base64());
    }

    private static String named(String name) {
        ShortString.of(name);
        return name;
    }

    /** Removes a user with all permissions, and closes its connections; completes with whether there was one. */
    public CompletableFuture<Boolean> deleteUser(String name) {
        return virtualHosts.change(actor, () -> {
            boolean removed = virtualHosts.access().removeUser(name);
            if (removed) {
                onUserDeleted.accept(name);
            }
            return removed;
        });
    }

    /** All virtual hosts by name. */
    public List<VirtualHostInfo> virtualHosts() {
        return virtualHosts.all().stream()
                .map(AccessOperations::info)
                .sorted(Comparator.comparing(VirtualHostInfo::name))
                .toList();
    }

    /** One virtual host, or nothing if there is none of that name. */
    public Optional<VirtualHostInfo> virtualHost(String name) {
        return Optional.ofNullable(virtualHosts.get(name)).map(AccessOperations::info);
    }

    /** Why there can be no virtual host of this name now, in RabbitMQ's words; nothing if there is one or can be. */
    public Optional<String> refusalOfVirtualHost(String name) {
        return Optional.ofNullable(virtualHosts.refusal(name));
    }

    /**
     * Makes a virtual host, or changes one.
     *
     * @param defaultQueueType the type of durable queues that name none, or null for that of the broker
     * @param maker the user that may do everything in it if it is new, or null
     * @return whether there was none of its name; completes with an {@link IllegalStateException} that says so if there are as
     *     many as there may be
     * @throws IllegalArgumentException if the name is longer than 255 octets, or there is no such type of queues
     */
    public CompletableFuture<Boolean> setVirtualHost(
            String name,
            String description,
            List<String> tags,
            @Nullable String defaultQueueType,
            @Nullable String maker) {
        if (defaultQueueType != null && QueueType.named(defaultQueueType) == null) {
            throw new IllegalArgumentException("there are no queues of type " + defaultQueueType);
        }
        FieldTable metadata = new HostMetadata(description, tags, defaultQueueType).table();
        String checked = named(name);
        return virtualHosts.changeAfterDeletion(actor, checked, () -> {
            boolean isNew = virtualHosts.put(checked, metadata);
            if (isNew && maker != null && users.table().user(maker) != null) {
                virtualHosts.access().put(new AccessTable.Member(checked, maker), Permissions.of(".*", ".*", ".*"));
            }
            return isNew;
        });
    }

    /**
     * Has what clients publish and get in a virtual host copied to {@code amq.rabbitmq.trace} until the broker ends, or no
     * longer; false if there is none of that name.
     */
    public boolean traceVirtualHost(String name, boolean on) {
        TopologyControl traced = virtualHosts.get(name);
        if (traced != null) {
            traced.virtualHost().trace(on);
        }
        return traced != null;
    }

    /** Deletes a virtual host with all that is in it, and closes its connections; completes with whether there was one. */
    public CompletableFuture<Boolean> deleteVirtualHost(String name) {
        return virtualHosts.delete(actor, name);
    }

    /**
     * Limits how many connections or channels a user may have.
     *
     * @param name {@code max-connections} or {@code max-channels}
     * @param value a whole number: below 0 nothing is limited, 0 lets none
     * @return completes with whether there is such a user
     * @throws IllegalArgumentException if it is another name, or no number, in RabbitMQ's words
     */
    public CompletableFuture<Boolean> limitUser(String user, String name, @Nullable Object value) {
        long checked = Limits.Of.USER.checked(name, value);
        return virtualHosts.change(
                actor, () -> virtualHosts.access().limit(user, limits -> limits.with(name, checked)));
    }

    /** Ends a limit of a user; completes with whether there is such a user. */
    public CompletableFuture<Boolean> unlimitUser(String user, String name) {
        return virtualHosts.change(actor, () -> virtualHosts.access().limit(user, limits -> limits.without(name)));
    }

    /**
     * Limits how many connections to a virtual host there may be, or queues in it.
     *
     * @param name {@code max-connections} or {@code max-queues}
     * @param value as that of {@link #limitUser}
     * @return completes with whether there is such a virtual host
     * @throws IllegalArgumentException if it is another name, or no number, in RabbitMQ's words
     */
    public CompletableFuture<Boolean> limitVirtualHost(String virtualHost, String name, @Nullable Object value) {
        long checked = Limits.Of.VIRTUAL_HOST.checked(name, value);
        return virtualHosts.change(actor, () -> virtualHosts.limit(virtualHost, limits -> limits.with(name, checked)));
    }

    /** Ends a limit of a virtual host; completes with whether there is such a virtual host. */
    public CompletableFuture<Boolean> unlimitVirtualHost(String virtualHost, String name) {
        return virtualHosts.change(actor, () -> virtualHosts.limit(virtualHost, limits -> limits.without(name)));
    }

    /** What users may do, by virtual host and user. */
    public List<PermissionsInfo> permissions() {
        return all(users.table().permissions())
                .map(entry -> info(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(PermissionsInfo::vhost).thenComparing(PermissionsInfo::user))
                .toList();
    }

    /**
     * Sets what a user may do in a virtual host.
     *
     * @return whether there was nothing before; completes with nothing if there is no such user or virtual host
     * @throws java.util.regex.PatternSyntaxException if one of the expressions is none
     */
    public CompletableFuture<Optional<Boolean>> setPermissions(PermissionsInfo wanted) {
        Permissions permissions = Permissions.of(wanted.configure(), wanted.write(), wanted.read());
        AccessTable.Member member = new AccessTable.Member(wanted.vhost(), wanted.user());
        return ifBothExist(
                wanted.vhost(), wanted.user(), () -> virtualHosts.access().put(member, permissions));
    }

    /** Takes all permissions from a user in a virtual host; completes with whether there were any. */
    public CompletableFuture<Boolean> deletePermissions(String vhost, String user) {
        return virtualHosts.change(actor, () -> virtualHosts.access().remove(new AccessTable.Member(vhost, user)));
    }

    /** To which routing keys users are limited, by virtual host, user and exchange. */
    public List<TopicPermissionsInfo> topicPermissions() {
        return all(users.table().topicPermissions())
                .map(entry -> info(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(TopicPermissionsInfo::vhost)
                        .thenComparing(TopicPermissionsInfo::user)
                        .thenComparing(TopicPermissionsInfo::exchange))
                .toList();
    }

    /**
     * Limits a user to some routing keys of a topic exchange.
     *
     * @return whether the user had no limit in the virtual host before, as RabbitMQ says; completes with nothing if there
     *     is no such user or virtual host
     * @throws java.util.regex.PatternSyntaxException if one of the expressions is none
     */
    public CompletableFuture<Optional<Boolean>> setTopicPermissions(TopicPermissionsInfo wanted) {
        AccessTable.Topic topic = new AccessTable.Topic(wanted.vhost(), wanted.user(), named(wanted.exchange()));
        TopicPermissions permissions = TopicPermissions.of(topic, wanted.write(), wanted.read());
        return ifBothExist(wanted.vhost(), wanted.user(), () -> {
            boolean isFirst = limits(wanted.vhost(), wanted.user()).isEmpty();
            virtualHosts.access().put(topic, permissions);
            return isFirst;
        });
    }

    /**
     * Ends the limits of a user in a virtual host, of one exchange or of all if that is null; completes with whether there
     * were any, of whatever exchange.
     */
    public CompletableFuture<Boolean> deleteTopicPermissions(String vhost, String user, @Nullable String exchange) {
        return virtualHosts.change(actor, () -> {
            List<AccessTable.Topic> limits = limits(vhost, user);
            limits.stream()
                    .filter(topic -> exchange == null || topic.exchange().equals(exchange))
                    .forEach(virtualHosts.access()::remove);
            return !limits.isEmpty();
        });
    }

    private List<AccessTable.Topic> limits(String vhost, String user) {
        return all(users.table().topicPermissions())
                .map(Map.Entry::getKey)
                .filter(topic ->
                        topic.virtualHost().equals(vhost) && topic.user().equals(user))
                .toList();
    }

    private CompletableFuture<Optional<Boolean>> ifBothExist(String vhost, String user, Supplier<Boolean> change) {
        return virtualHosts.change(
                actor,
                () -> virtualHosts.get(vhost) == null || users.table().user(user) == null
                        ? Optional.empty()
                        : Optional.of(change.get()));
    }

    private static <T> Stream<T> all(Iterable<T> entries) {
        return StreamSupport.stream(entries.spliterator(), false);
    }

    private static UserInfo info(User user) {
        PasswordHash hash = user.password();
        PasswordHash.Algorithm algorithm = hash == null ? PasswordHash.Algorithm.SHA_256 : hash.algorithm();
        return new UserInfo(
                user.name(),
                hash == null ? "" : hash.base64(),
                algorithm.title(),
                user.tags(),
                user.limits().values());
    }

    private static VirtualHostInfo info(TopologyControl control) {
        HostMetadata metadata = HostMetadata.of(control.virtualHost());
        QueueType defaultType = control.virtualHost().defaultQueueType();
        return new VirtualHostInfo(
                control.virtualHost().name(),
                metadata.description(),
                metadata.tags(),
                defaultType == null ? null : defaultType.title(),
                control.virtualHost().limits().values(),
                control.virtualHost().isTraced());
    }

    private static PermissionsInfo info(AccessTable.Member member, Permissions permissions) {
        return new PermissionsInfo(
                member.user(),
                member.virtualHost(),
                permissions.configure().text(),
                permissions.write().text(),
                permissions.read().text());
    }

    private static TopicPermissionsInfo info(AccessTable.Topic topic, TopicPermissions permissions) {
        return new TopicPermissionsInfo(
                topic.user(), topic.virtualHost(), topic.exchange(), permissions.write(), permissions.read());
    }
}
