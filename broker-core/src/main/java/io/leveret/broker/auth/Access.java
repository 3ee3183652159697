package io.leveret.broker.auth;

import io.leveret.codec.value.ShortString;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the user of one connection may do, found out once for each exchange and queue and again when permissions change.
 * Owner: the connection's loop.
 */
public final class Access {

    /** What {@code require} is asked about, as reply texts have it. */
    public static final String EXCHANGE = "exchange";

    public static final String QUEUE = "queue";

    private static final String IMPERSONATOR = "impersonator";
    private static final int KNOWN_MAX = 64;

    private record Allowed(Permission permission, String kind, ShortString name) {}

    private final Users users;
    private final String user;
    private final String virtualHost;
    private final boolean unlimited;
    private final Set<Allowed> known = new HashSet<>(0);
    private @Nullable AccessTable seen;

    public Access(Users users, String user, String virtualHost) {
        this(users, user, virtualHost, false);
    }

    private Access(Users users, String user, String virtualHost, boolean unlimited) {
        this.users = users;
        this.user = user;
        this.virtualHost = virtualHost;
        this.unlimited = unlimited;
    }

    /**
     * That of whoever runs the broker, whom nothing is forbidden.
     *
     * @param name in the place of a user's, for events
     */
    public static Access ofOperator(Users users, String name, String virtualHost) {
        return new Access(users, name, virtualHost, true);
    }

    public String user() {
        return user;
    }

    /** Whether the user may publish in the name of others, by a tag. */
    public boolean isImpersonator() {
        User known = users.table().user(user);
        return known != null && known.tags().contains(IMPERSONATOR);
    }

    /** Whether the user has a permission, at this moment. */
    public boolean has(Permission permission, ShortString name) {
        Permissions allowed = users.table().permissions(virtualHost, user);
        return unlimited || (allowed != null && allowed.allows(permission, name.toString()));
    }

    /** The newest snapshot; what was allowed by another must be asked for again. */
    public AccessTable table() {
        return users.table();
    }

    /** What holds now, for whoever asks on another thread. */
    public Held held() {
        return new Held(users.table(), user, virtualHost, unlimited);
    }

    /**
     * What held for a user at one time. Immutable.
     *
     * @param table the snapshot
     * @param unlimited whether nothing is forbidden
     */
    public record Held(AccessTable table, String user, String virtualHost, boolean unlimited) {

        /** As {@link Access#require}. */
        public void require(Permission permission, String kind, ShortString name) {
            require(permission, kind, name.toString());
        }

        /** The same. */
        public void require(Permission permission, String kind, String name) {
            if (!unlimited) {
                table.require(virtualHost, user, permission, kind, name);
            }
        }
    }

    /**
     * Finds out whether the user has a permission.
     *
     * @param kind {@code exchange} or {@code queue}
     * @throws io.leveret.codec.ChannelException 403 if not
     */
    public void require(Permission permission, String kind, ShortString name) {
        if (unlimited) {
            return;
        }
        AccessTable table = users.table();
        if (table != seen || known.size() >= KNOWN_MAX) {
            known.clear();
            seen = table;
        }
        Allowed asked = new Allowed(permission, kind, name);
        if (!known.contains(asked)) {
            table.require(virtualHost, user, permission, kind, name.toString());
            known.add(asked);
        }
    }

    /**
     * Finds out whether the user may use a routing key with a topic exchange.
     *
     * @throws io.leveret.codec.ChannelException 403 if not
     */
    public void requireTopic(Permission permission, ShortString exchange, ShortString routingKey) {
        AccessTable table = users.table();
        if (!unlimited && table.hasTopicPermissions()) {
            table.requireTopic(virtualHost, user, permission, exchange.toString(), routingKey.toString());
        }
    }
}
