package io.leveret.broker.connection;

import io.leveret.broker.auth.User;
import io.leveret.broker.auth.Users;
import io.leveret.broker.limit.BrokerLimits;
import io.leveret.broker.limit.Limits;
import io.leveret.broker.limit.Tally;
import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.method.Method;

/**
 * How many connections each user has and each virtual host, and how many channels; refuses what is more than may be. Any
 * thread may ask.
 */
public final class Occupancy {

    private static final String ALL = "";

    private final String node;
    private final BrokerLimits limits;
    private final Users users;
    private final Tally connections = new Tally();
    private final Tally connectionsOfHost = new Tally();
    private final Tally connectionsOfUser = new Tally();
    private final Tally channels = new Tally();
    private final Tally channelsOfUser = new Tally();

    /** @param node name of the node, as reply texts have it */
    public Occupancy(String node, BrokerLimits limits, Users users) {
        this.node = node;
        this.limits = limits;
        this.users = users;
    }

    /**
     * A connection opens a virtual host.
     *
     * @throws ConnectionException 530 if there are as many as there may be: of the broker, the virtual host or the user
     */
    public Seat enter(String user, String virtualHost, Limits ofVirtualHost, Method open) {
        if (!connections.take(ALL, limits.connections())) {
            throw refused("connection refused: node connection limit (" + limits.connections() + ") is reached", open);
        }
        long mostOfHost = ofVirtualHost.most(Limits.CONNECTIONS);
        if (!connectionsOfHost.take(virtualHost, mostOfHost)) {
            connections.giveBack(ALL);
            throw refused(
                    "access to vhost '" + virtualHost + "' refused for user '" + user + "': connection limit ("
                            + mostOfHost + ") is reached",
                    open);
        }
        long mostOfUser = most(user, Limits.CONNECTIONS);
        if (!connectionsOfUser.take(user, mostOfUser)) {
            connections.giveBack(ALL);
            connectionsOfHost.giveBack(virtualHost);
            throw refused(
                    "connection refused for user '" + user + "': user connection limit (" + mostOfUser + ") is reached",
                    open);
        }
        return new Seat(user, virtualHost);
    }

    private long most(String user, String limit) {
        User known = users.table().user(user);
        return known == null ? Long.MAX_VALUE : known.limits().most(limit);
    }

    private static ConnectionException refused(String why, Method method) {
        return new ConnectionException(ReplyCode.NOT_ALLOWED, why, method.classId(), method.methodId());
    }

    /** What one connection counts for. Owned by its loop. */
    public final class Seat {

        private final String user;
        private final String virtualHost;
        private int channelsOpen;
        private boolean left;

        private Seat(String user, String virtualHost) {
            this.user = user;
            this.virtualHost = virtualHost;
        }

        /**
         * The connection opens a channel.
         *
         * @throws ConnectionException 530 if there are as many as there may be: of the broker or of the user
         */
        public void openChannel() {
            if (!channels.take(ALL, limits.channels())) {
                throw tooMany("on node '" + node + "' has reached the maximum allowed limit", limits.channels());
            }
            long most = most(user, Limits.CHANNELS);
            if (!channelsOfUser.take(user, most)) {
                channels.giveBack(ALL);
                throw tooMany("for user '" + user + "' has reached the maximum allowed user limit", most);
            }
            channelsOpen++;
        }

        /** Names no method, as RabbitMQ does not. */
        private ConnectionException tooMany(String where, long most) {
            return new ConnectionException(
                    ReplyCode.NOT_ALLOWED, "number of channels opened " + where + " of (" + most + ")");
        }

        /** One of its channels has gone. */
        void closeChannel() {
            if (!left) {
                channelsOpen--;
                giveBackChannel();
            }
        }

        private void giveBackChannel() {
            channels.giveBack(ALL);
            channelsOfUser.giveBack(user);
        }

        /** The connection goes, with all its channels. Again, it does nothing. */
        public void leave() {
            if (left) {
                return;
            }
            left = true;
            for (; channelsOpen > 0; channelsOpen--) {
                giveBackChannel();
            }
            connections.giveBack(ALL);
            connectionsOfHost.giveBack(virtualHost);
            connectionsOfUser.giveBack(user);
        }
    }
}
