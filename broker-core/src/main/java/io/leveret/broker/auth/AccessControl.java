package io.leveret.broker.auth;

import io.leveret.broker.catalogue.CatalogueLog;
import io.leveret.broker.catalogue.Definition;
import io.leveret.broker.event.Events;
import io.leveret.broker.event.Terms;
import io.leveret.broker.limit.Limits;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Changes users and what they may do, and records that in the catalogue. Owned by the control thread. */
public final class AccessControl {

    private static final String NAME = "name";

    private final Users users;
    private final CatalogueLog catalogue;
    private final IntSupplier salts;
    private final Events events;

    /**
     * Makes the one of a broker.
     *
     * @param salts for passwords; numbers that nobody can foretell
     * @param events told of each change
     */
    public AccessControl(Users users, CatalogueLog catalogue, IntSupplier salts, Events events) {
        this.users = users;
        this.catalogue = catalogue;
        this.salts = salts;
        this.events = events;
    }

    /** Takes what the catalogue has. */
    public void restore(List<Definition> definitions) {
        AccessTable table = users.table();
        for (Definition definition : definitions) {
            if (definition instanceof Definition.OfUser user) {
                table = table.with(User.of(user.name().toString(), user.body()));
            } else if (definition instanceof Definition.OfPermissions kept) {
                AccessTable.Member member = new AccessTable.Member(
                        kept.virtualHost().toString(), kept.user().toString());
                table = table.with(member, Permissions.of(kept.body()));
            } else if (definition instanceof Definition.OfTopicPermissions kept) {
                AccessTable.Topic topic = new AccessTable.Topic(
                        kept.virtualHost().toString(),
                        kept.user().toString(),
                        kept.exchange().toString());
                table = table.with(topic, TopicPermissions.of(topic, kept.body()));
            }
        }
        users.publish(table);
    }

    /** Sets a user, perhaps in the place of another, whose limits it keeps; true if there was none of its name. */
    public boolean put(User user) {
        User known = users.table().user(user.name());
        publish(known == null ? user : user.with(known.limits()));
        if (known == null) {
            happened("user.created", user.name());
        } else if (user.password() == null) {
            happened("user.password.cleared", user.name());
        } else {
            happened("user.password.changed", user.name());
        }
        events.happened(
                "user.tags.set",
                () -> FieldTable.builder().put(NAME, user.name()).put("tags", Terms.texts(user.tags())));
        return known == null;
    }

    /** Changes what limits a user; false if there is none of that name. */
    public boolean limit(String name, UnaryOperator<Limits> change) {
        User known = users.table().user(name);
        if (known != null) {
            Limits limits = change.apply(known.limits());
            publish(known.with(limits));
            events.happened(limits.isEmpty() ? "user.limits.cleared" : "user.limits.set", () -> {
                FieldTable.Builder details =
                        FieldTable.builder().put(NAME, "limits").put("username", name);
                limits.values().forEach(details::put);
                return details;
            });
        }
        return known != null;
    }

    private void happened(String type, String user) {
        events.happened(type, () -> FieldTable.builder().put(NAME, user));
    }

    private void publish(User user) {
        catalogue.put(definition(user));
        users.publish(users.table().with(user));
    }

    /** The same with this password, or with none if it is null. */
    public boolean put(String name, List<String> tags, @Nullable String password) {
        return put(new User(name, password == null ? null : hash(password), tags));
    }

    /** What would be kept of a password. */
    public PasswordHash hash(String password) {
        return PasswordHash.of(
                PasswordHash.Algorithm.SHA_256, password.getBytes(StandardCharsets.UTF_8), salts.getAsInt());
    }

    /** Removes a user with all that it was allowed; false if there is none of that name. */
    public boolean removeUser(String name) {
        User user = users.table().user(name);
        if (user == null) {
            return false;
        }
        catalogue.remove(definition(user));
        users.publish(users.table().withoutUser(name));
        removeAll(null, name);
        happened("user.deleted", name);
        return true;
    }

    /** A virtual host is gone, and with it what anybody was allowed there. */
    public void removeVirtualHost(String name) {
        removeAll(name, null);
    }

    /** Removes all permissions of a virtual host, or of a user. */
    private void removeAll(@Nullable String virtualHost, @Nullable String user) {
        users.table().permissions().forEach(entry -> {
            AccessTable.Member member = entry.getKey();
            if (member.virtualHost().equals(virtualHost) || member.user().equals(user)) {
                remove(member);
            }
        });
        users.table().topicPermissions().forEach(entry -> {
            AccessTable.Topic topic = entry.getKey();
            if (topic.virtualHost().equals(virtualHost) || topic.user().equals(user)) {
                remove(topic);
            }
        });
    }

    /** Sets what a user may do in a virtual host; true if it could not even enter before. */
    public boolean put(AccessTable.Member member, Permissions permissions) {
        boolean isNew = users.table().permissions(member.virtualHost(), member.user()) == null;
        catalogue.put(definition(member, permissions.body()));
        users.publish(users.table().with(member, permissions));
        events.happened(
                "permission.created",
                () -> of(member)
                        .put("configure", permissions.configure().text())
                        .put("write", permissions.write().text())
                        .put("read", permissions.read().text()));
        return isNew;
    }

    /** Takes all from a user in a virtual host; false if there was nothing. */
    public boolean remove(AccessTable.Member member) {
        boolean was = users.table().permissions(member.virtualHost(), member.user()) != null;
        if (was) {
            catalogue.remove(definition(member, FieldTable.EMPTY));
            users.publish(users.table().without(member));
            events.happened("permission.deleted", () -> of(member));
        }
        return was;
    }

    private static FieldTable.Builder of(AccessTable.Member member) {
        return FieldTable.builder().put("user", member.user()).put("vhost", member.virtualHost());
    }

    /** Limits a user to some routing keys of a topic exchange. */
    public void put(AccessTable.Topic topic, TopicPermissions permissions) {
        catalogue.put(definition(topic, permissions.body()));
        users.publish(users.table().with(topic, permissions));
        events.happened(
                "topic.permission.created",
                () -> of(topic).put("write", permissions.write()).put("read", permissions.read()));
    }

    /** Ends such a limit; false if there was none. */
    public boolean remove(AccessTable.Topic topic) {
        boolean was = users.table().topicPermissions(topic.virtualHost(), topic.user(), topic.exchange()) != null;
        if (was) {
            catalogue.remove(definition(topic, FieldTable.EMPTY));
            users.publish(users.table().without(topic));
            events.happened("topic.permission.deleted", () -> of(topic));
        }
        return was;
    }

    private static FieldTable.Builder of(AccessTable.Topic topic) {
        return FieldTable.builder()
                .put("user", topic.user())
                .put("vhost", topic.virtualHost())
                .put("exchange", topic.exchange());
    }

    private static Definition definition(User user) {
        return new Definition.OfUser(ShortString.of(user.name()), user.body());
    }

    private static Definition definition(AccessTable.Member member, FieldTable body) {
        return new Definition.OfPermissions(ShortString.of(member.virtualHost()), ShortString.of(member.user()), body);
    }

    private static Definition definition(AccessTable.Topic topic, FieldTable body) {
        return new Definition.OfTopicPermissions(
                ShortString.of(topic.virtualHost()),
                ShortString.of(topic.user()),
                ShortString.of(topic.exchange()),
                body);
    }
}
