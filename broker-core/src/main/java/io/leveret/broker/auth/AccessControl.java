package io.leveret.broker.auth;

import io.leveret.broker.catalogue.CatalogueLog;
import io.leveret.broker.catalogue.Definition;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Changes users and what they may do, and records that in the catalogue. Owned by the control thread. */
public final class AccessControl {

    private final Users users;
    private final CatalogueLog catalogue;
    private final IntSupplier salts;

    /** @param salts for passwords; numbers that nobody can foretell */
    public AccessControl(Users users, CatalogueLog catalogue, IntSupplier salts) {
        this.users = users;
        this.catalogue = catalogue;
        this.salts = salts;
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

    /** Sets a user, perhaps in the place of another; true if there was none of its name. */
    public boolean put(User user) {
        boolean isNew = users.table().user(user.name()) == null;
        catalogue.put(definition(user));
        users.publish(users.table().with(user));
        return isNew;
    }

    /** The same with this password, or with none if it is null. */
    public boolean put(String name, List<String> tags, @Nullable String password) {
        PasswordHash hash = password == null
                ? null
                : PasswordHash.of(
                        PasswordHash.Algorithm.SHA_256, password.getBytes(StandardCharsets.UTF_8), salts.getAsInt());
        return put(new User(name, hash, tags));
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
        return isNew;
    }

    /** Takes all from a user in a virtual host; false if there was nothing. */
    public boolean remove(AccessTable.Member member) {
        boolean was = users.table().permissions(member.virtualHost(), member.user()) != null;
        if (was) {
            catalogue.remove(definition(member, FieldTable.EMPTY));
            users.publish(users.table().without(member));
        }
        return was;
    }

    /** Limits a user to some routing keys of a topic exchange. */
    public void put(AccessTable.Topic topic, TopicPermissions permissions) {
        catalogue.put(definition(topic, permissions.body()));
        users.publish(users.table().with(topic, permissions));
    }

    /** Ends such a limit; false if there was none. */
    public boolean remove(AccessTable.Topic topic) {
        boolean was = users.table().topicPermissions(topic.virtualHost(), topic.user(), topic.exchange()) != null;
        if (was) {
            catalogue.remove(definition(topic, FieldTable.EMPTY));
            users.publish(users.table().without(topic));
        }
        return was;
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
