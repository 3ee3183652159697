package io.leveret.broker.connection;

import io.leveret.broker.channel.ChannelTerms;
import io.leveret.broker.event.Events;
import io.leveret.broker.event.Terms;
import io.leveret.codec.method.ConnectionMethod;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;

/**
 * Tells what becomes of one connection and its channels, with the details that RabbitMQ gives. There are no process ids
 * here: names stand in their place, so that what belongs together can still be found. Owned by the connection's loop.
 */
final class ConnectionEvents {

    private static final String NAME = "name";
    private static final String PROTOCOL = "{0,9,1}";

    private final Events events;
    private final Channel socket;
    private final String node;
    private final String name;
    private FieldTable clientProperties = FieldTable.EMPTY;
    private boolean known;

    ConnectionEvents(ChannelTerms terms, Channel socket) {
        this.events = terms.events();
        this.node = terms.node();
        this.socket = socket;
        // Once the socket is closed it knows its ends no more.
        this.name = ConnectionName.of(socket);
    }

    /** What the connection is called. */
    String name() {
        return name;
    }

    /** What the client says of itself; empty before it has. */
    FieldTable clientProperties() {
        return clientProperties;
    }

    /** A client has said who it is. */
    void loginAccepted(FieldTable properties, String user, String mechanism) {
        introduced(properties);
        events.happened("user.authentication.success", () -> login(user, mechanism));
    }

    /** The same, in vain. */
    void loginRefused(FieldTable properties, String user, String mechanism, String why) {
        introduced(properties);
        events.happened(
                "user.authentication.failure",
                () -> login(user, mechanism).put("error", Terms.letters("user '" + user + "' - " + why)));
    }

    private void introduced(FieldTable properties) {
        clientProperties = properties;
        known = true;
    }

    private FieldTable.Builder login(String user, String mechanism) {
        FieldTable.Builder details = FieldTable.builder()
                .put("connection_type", "network")
                .put(NAME, user)
                .put("connection_name", name)
                .put("auth_mechanism", mechanism)
                .put("protocol", PROTOCOL);
        return ends(details);
    }

    private FieldTable.Builder ends(FieldTable.Builder details) {
        if (socket.localAddress() instanceof InetSocketAddress local && local.getAddress() != null) {
            details.put("host", Terms.address(local.getAddress())).put("port", (long) local.getPort());
        }
        if (socket.remoteAddress() instanceof InetSocketAddress peer && peer.getAddress() != null) {
            details.put("peer_host", Terms.address(peer.getAddress())).put("peer_port", (long) peer.getPort());
        }
        return details.put("ssl", socket.pipeline().get(SslHandler.class) != null);
    }

    /** The connection has opened a virtual host. */
    void opened(String user, String virtualHost, String mechanism, ConnectionMethod.TuneOk tuned) {
        events.happened(
                "connection.created",
                () -> ends(identity()
                        .put("type", "network")
                        .put("auth_mechanism", mechanism)
                        .put("protocol", PROTOCOL)
                        .put("user", user)
                        .put("vhost", virtualHost)
                        .put("channel_max", (long) tuned.channelMax())
                        .put("frame_max", tuned.frameMax())
                        .put("timeout", (long) tuned.heartbeat())
                        .put("user_who_performed_action", user)));
    }

    /** The connection is gone; nothing is told of one that has never said who it is. */
    void closed() {
        if (known) {
            events.happened("connection.closed", this::identity);
        }
    }

    private FieldTable.Builder identity() {
        FieldTable.Builder details = FieldTable.builder()
                .put("pid", name)
                .put(NAME, name)
                .put("node", node)
                .put("client_properties", Terms.entries(clientProperties));
        FieldValue called = clientProperties.get("connection_name");
        if (called != null) {
            details.put("user_provided_name", called);
        }
        return details;
    }
}
