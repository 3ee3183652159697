package io.leveret.broker.definition;

import io.leveret.broker.auth.AccessControl;
import io.leveret.broker.auth.AccessTable;
import io.leveret.broker.auth.PasswordHash;
import io.leveret.broker.auth.Permissions;
import io.leveret.broker.auth.TopicPermissions;
import io.leveret.broker.auth.User;
import io.leveret.broker.auth.Users;
import io.leveret.broker.limit.Limits;
import io.leveret.broker.queue.QueueType;
import io.leveret.broker.vhost.HostMetadata;
import io.leveret.broker.vhost.TopologyControl;
import io.leveret.broker.vhost.VirtualHosts;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Users, virtual hosts, and what those may do in these. */
final class AccessSections {

    private static final String NAME = "name";
    private static final String USER = "user";
    private static final String WRITE = "write";
    private static final String READ = "read";
    private static final String TAGS = "tags";
    private static final String PASSWORD = "password";
    private static final String HASH = "password_hash";
    private static final String LIMITS = "limits";
    private static final String METADATA = "metadata";
    private static final String DESCRIPTION = "description";
    private static final String DEFAULT_QUEUE_TYPE = "default_queue_type";
    private static final String ADMINISTRATOR = "administrator";
    /** What RabbitMQ calls a type that nobody has said. */
    private static final String UNDEFINED = "undefined";

    private final Draft draft;
    private final VirtualHosts virtualHosts;
    private final Users users;

    AccessSections(Draft draft, VirtualHosts virtualHosts, Users users) {
        this.draft = draft;
        this.virtualHosts = virtualHosts;
        this.users = users;
    }

    private AccessControl access() {
        return virtualHosts.access();
    }

    void user(Item item) {
        if (!item.has(NAME)) {
            throw Fault.of("badkey", NAME);
        } else if (!item.has(TAGS)) {
            throw new Fault("tags_not_present");
        } else if (item.has(PASSWORD) && item.has(HASH)) {
            throw new Fault("both_password_and_password_hash_are_provided");
        }
        String name = item.name().toString();
        List<String> tags = item.tags(TAGS);
        String password = item.has(PASSWORD) ? item.text(PASSWORD) : null;
        PasswordHash hash = item.has(HASH) ? hash(item) : null;
        Limits limits = limits(item, Limits.Of.USER);
        boolean keepsPassword = password == null && !item.has(HASH);
        noteLoss(name, tags, password == null && !keepsPassword && hash == null);
        draft.willHaveUser(name);
        draft.add(item.described(), () -> {
            User known = users.table().user(name);
            if (password != null) {
                access().put(name, tags, password);
            } else {
                access().put(new User(name, keepsPassword && known != null ? known.password() : hash, tags));
            }
            if (!limits.isEmpty()) {
                access().limit(name, before -> merged(before, limits));
            }
        });
    }

    /** Whoever can do less than before must be able to find out why. */
    private void noteLoss(String name, List<String> tags, boolean losesPassword) {
        User known = users.table().user(name);
        if (known != null && losesPassword && known.password() != null) {
            draft.note("user '" + name + "' can no longer log in with a password");
        }
        if (known != null && known.tags().contains(ADMINISTRATOR) && !tags.contains(ADMINISTRATOR)) {
            draft.note("user '" + name + "' is no longer an administrator");
        }
    }

    private static @Nullable PasswordHash hash(Item item) {
        String text = item.text(HASH);
        String title = item.text("hashing_algorithm", PasswordHash.Algorithm.SHA_256.title());
        PasswordHash.Algorithm algorithm = PasswordHash.Algorithm.named(title);
        if (algorithm == null) {
            throw new Fault(item.described() + ": unknown hashing algorithm " + title);
        }
        try {
            return text.isEmpty() ? null : PasswordHash.ofBase64(algorithm, text);
        } catch (IllegalArgumentException e) {
            throw Fault.of("not_base64", text);
        }
    }

    private static Limits limits(Item item, Limits.Of kind) {
        Object value = item.value(LIMITS);
        try {
            return value == null ? Limits.NONE : kind.checked(value);
        } catch (IllegalArgumentException e) {
            throw new Fault(item.described() + ": " + e.getMessage());
        }
    }

    private static Limits merged(Limits before, Limits more) {
        Limits all = before;
        for (Map.Entry<String, Long> limit : more.values().entrySet()) {
            all = all.with(limit.getKey(), limit.getValue());
        }
        return all;
    }

    void virtualHost(Item item) {
        String name = item.name().toString();
        Item metadata = metadata(item);
        TopologyControl known = virtualHosts.get(name);
        HostMetadata before = known == null ? HostMetadata.NONE : HostMetadata.of(known.virtualHost());
        HostMetadata wanted = new HostMetadata(
                item.text(DESCRIPTION, metadata.text(DESCRIPTION, before.description())),
                tags(item, metadata, before),
                defaultQueueType(item, metadata, before));
        String refusal = virtualHosts.refusal(name);
        if (refusal != null) {
            throw new Fault(refusal);
        }
        Limits limits = limits(item, Limits.Of.VIRTUAL_HOST);
        draft.addHost(name, () -> {
            virtualHosts.put(name, wanted.table());
            if (!limits.isEmpty()) {
                virtualHosts.limit(name, unused -> limits);
            }
        });
    }

    private static Item metadata(Item item) {
        Object value = item.value(METADATA);
        if (value == null || (value instanceof List<?> list && list.isEmpty())) {
            return new Item(item.described(), Map.of());
        }
        if (value instanceof Map<?, ?> fields) {
            return new Item(item.described(), fields);
        }
        throw item.wrong(METADATA, "an object");
    }

    private static List<String> tags(Item item, Item metadata, HostMetadata before) {
        if (item.value(TAGS) != null) {
            return item.tags(TAGS);
        }
        return metadata.value(TAGS) == null ? before.tags() : metadata.tags(TAGS);
    }

    private @Nullable String defaultQueueType(Item item, Item metadata, HostMetadata before) {
        String type = item.text(DEFAULT_QUEUE_TYPE, metadata.text(DEFAULT_QUEUE_TYPE, ""));
        if (type.isEmpty()) {
            return before.defaultQueueType();
        }
        if (type.equals(UNDEFINED)) {
            return null;
        }
        if (type.equals(ObjectSections.STREAM)) {
            draft.note(item.described() + ": queues cannot be streams by default here");
            return null;
        }
        if (QueueType.named(type) == null) {
            throw new Fault(item.described() + ": there are no queues of type " + type);
        }
        return type;
    }

    void permissions(Item item) {
        String host = draft.host(item);
        String user = user(item, host);
        Permissions permissions;
        try {
            permissions = Permissions.of(item.text("configure"), item.text(WRITE), item.text(READ));
        } catch (PatternSyntaxException e) {
            throw invalid(e);
        }
        draft.add(item.kind(), () -> {
            requireBoth(host, user);
            access().put(new AccessTable.Member(host, user), permissions);
        });
    }

    void topicPermissions(Item item) {
        String host = draft.host(item);
        String user = user(item, host);
        AccessTable.Topic topic =
                new AccessTable.Topic(host, user, item.shortText("exchange", "").toString());
        TopicPermissions permissions;
        try {
            permissions = TopicPermissions.of(topic, item.text(WRITE), item.text(READ));
        } catch (PatternSyntaxException e) {
            throw invalid(e);
        }
        draft.add(item.kind(), () -> {
            requireBoth(host, user);
            access().put(topic, permissions);
        });
    }

    private String user(Item item, String host) {
        Item named = new Item(item.kind() + " in vhost '" + host + "'", item.fields());
        String user = named.text(USER);
        draft.requireUser(user);
        return user;
    }

    private static Fault invalid(PatternSyntaxException e) {
        return Fault.of("invalid_regexp", e.getPattern(), e.getDescription());
    }

    private void requireBoth(String host, String user) {
        if (virtualHosts.get(host) == null) {
            throw Fault.of("no_such_vhost", host);
        }
        if (users.table().user(user) == null) {
            throw Fault.of("no_such_user", Objects.toString(user));
        }
    }
}
