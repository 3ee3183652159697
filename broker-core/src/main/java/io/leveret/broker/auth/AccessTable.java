package io.leveret.broker.auth;

import io.leveret.codec.ChannelException;
import io.leveret.codec.ReplyCode;
import io.leveret.routing.map.PersistentMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All users, and what each may do where. Immutable: a change makes another one. */
public final class AccessTable {

    /** Nobody may anything. */
    public static final AccessTable NONE =
            new AccessTable(PersistentMap.empty(), PersistentMap.empty(), PersistentMap.empty());

    /** What reply texts and expressions have for the exchange without a name. */
    private static final String DEFAULT_EXCHANGE = "amq.default";

    /** Somebody in a virtual host. */
    public record Member(String virtualHost, String user) {}

    /** The same and an exchange. */
    public record Topic(String virtualHost, String user, String exchange) {}

    private final PersistentMap<String, User> users;
    private final PersistentMap<Member, Permissions> permissions;
    private final PersistentMap<Topic, TopicPermissions> topics;

    private AccessTable(
            PersistentMap<String, User> users,
            PersistentMap<Member, Permissions> permissions,
            PersistentMap<Topic, TopicPermissions> topics) {
        this.users = users;
        this.permissions = permissions;
        this.topics = topics;
    }

    /** Null if there is none of that name. */
    public @Nullable User user(String name) {
        return users.get(name);
    }

    /** All users, in no particular order. */
    public Iterable<Map.Entry<String, User>> users() {
        return users;
    }

    /** Null if the user may do nothing there, not even enter. */
    public @Nullable Permissions permissions(String virtualHost, String user) {
        return permissions.get(new Member(virtualHost, user));
    }

    /** All of them, in no particular order. */
    public Iterable<Map.Entry<Member, Permissions>> permissions() {
        return permissions;
    }

    /** Null if the user may use every routing key with that exchange. */
    public @Nullable TopicPermissions topicPermissions(String virtualHost, String user, String exchange) {
        return topics.get(new Topic(virtualHost, user, exchange));
    }

    /** All of them, in no particular order. */
    public Iterable<Map.Entry<Topic, TopicPermissions>> topicPermissions() {
        return topics;
    }

    /** Whether routing keys are looked at for anybody at all. */
    boolean hasTopicPermissions() {
        return !topics.isEmpty();
    }

    public AccessTable with(User user) {
        return new AccessTable(users.with(user.name(), user), permissions, topics);
    }

    public AccessTable with(Member member, Permissions allowed) {
        return new AccessTable(users, permissions.with(member, allowed), topics);
    }

    public AccessTable with(Topic topic, TopicPermissions allowed) {
        return new AccessTable(users, permissions, topics.with(topic, allowed));
    }

    public AccessTable withoutUser(String name) {
        return new AccessTable(users.without(name), permissions, topics);
    }

    public AccessTable without(Member member) {
        return new AccessTable(users, permissions.without(member), topics);
    }

    public AccessTable without(Topic topic) {
        return new AccessTable(users, permissions, topics.without(topic));
    }

    /**
     * Finds out whether a user has a permission.
     *
     * @param kind {@code exchange} or {@code queue}
     * @param name the default exchange's is empty
     * @throws ChannelException 403 if not
     */
    public void require(String virtualHost, String user, Permission permission, String kind, String name) {
        String named = name.isEmpty() ? DEFAULT_EXCHANGE : name;
        Permissions allowed = permissions(virtualHost, user);
        if (allowed == null || !allowed.allows(permission, named)) {
            throw refused(permission, kind + " '" + named + "'", virtualHost, user);
        }
    }

    /**
     * Finds out whether a user may use a routing key with a topic exchange.
     *
     * @throws ChannelException 403 if not
     */
    public void requireTopic(
            String virtualHost, String user, Permission permission, String exchange, String routingKey) {
        TopicPermissions limited = topicPermissions(virtualHost, user, exchange);
        if (limited != null && !limited.allows(permission, routingKey)) {
            throw refused(permission, "topic '" + routingKey + "' in exchange '" + exchange + "'", virtualHost, user);
        }
    }

    private static ChannelException refused(Permission permission, String what, String virtualHost, String user) {
        return new ChannelException(
                ReplyCode.ACCESS_REFUSED,
                permission.title() + " access to " + what + " in vhost '" + virtualHost + "' refused for user '" + user
                        + "'");
    }
}
