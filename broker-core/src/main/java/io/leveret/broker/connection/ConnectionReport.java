package io.leveret.broker.connection;

import io.leveret.broker.channel.ChannelReport;
import io.leveret.broker.tls.TlsPeer;
import io.leveret.codec.method.ConnectionMethod;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * What there is to say about one connection, and the figures that only this is for. Owned by the connection's loop, but for
 * name, ends and time, which are fixed.
 */
public final class ConnectionReport {

    private final AmqpConnection connection;
    private final Channel socket;
    private final @Nullable TlsPeer tls;
    private final Handshake handshake;
    private final ConnectionEvents events;
    private final Channels channels;
    private final long connectedAtMs;
    /** A closed socket knows its ends no more. */
    private final SocketAddress local;

    private final SocketAddress peer;
    private long octetsIn;
    private long readsIn;

    ConnectionReport(
            AmqpConnection connection,
            Channel socket,
            @Nullable TlsPeer tls,
            Handshake handshake,
            ConnectionEvents events,
            Channels channels) {
        this.connection = connection;
        this.socket = socket;
        this.tls = tls;
        this.handshake = handshake;
        this.events = events;
        this.channels = channels;
        this.connectedAtMs = connection.loop().wallMs();
        this.local = socket.localAddress();
        this.peer = socket.remoteAddress() == null ? local : socket.remoteAddress();
    }

    /** A read has brought so many octets. */
    void arrived(int count) {
        octetsIn += count;
        readsIn++;
    }

    /** {@code 127.0.0.1:53210 -> 127.0.0.1:5672}. */
    public String name() {
        return events.name();
    }

    /** When the socket was there, in milliseconds since 1970. */
    public long connectedAtMs() {
        return connectedAtMs;
    }

    /** The broker's end; null if that has no such address, as in tests. */
    public @Nullable InetSocketAddress local() {
        return local instanceof InetSocketAddress inet ? inet : null;
    }

    /** The client's end. */
    public @Nullable InetSocketAddress peer() {
        return peer instanceof InetSocketAddress inet ? inet : null;
    }

    /** Who has logged in, empty before that. */
    public String user() {
        return handshake.user();
    }

    /** By which mechanism. */
    public String mechanism() {
        return handshake.mechanism();
    }

    /** The virtual host that was opened, or null. */
    public @Nullable String virtualHost() {
        return handshake.virtualHost();
    }

    /** Channels, frame size and heartbeat that were agreed upon, or null before that. */
    public ConnectionMethod.@Nullable TuneOk tuned() {
        return handshake.tuned();
    }

    /** What the client says of itself. */
    public FieldTable clientProperties() {
        return events.clientProperties();
    }

    /** What the client calls the connection, or null. */
    public @Nullable String nameByClient() {
        FieldValue called = events.clientProperties().get("connection_name");
        return called == null ? null : called.render();
    }

    /** One of RabbitMQ's: {@code starting}, {@code tuning}, {@code opening}, {@code running}, {@code blocked}, {@code closing}. */
    public String state() {
        if (!connection.isRunning()) {
            return "closing";
        }
        return connection.block().isBlocked() ? "blocked" : handshake.stateName();
    }

    public int channelCount() {
        return channels.count();
    }

    /** Of its open channels. */
    public List<ChannelReport> channels() {
        return channels.all().stream().map(channel -> channel.report()).toList();
    }

    /** Octets that have come. */
    public long octetsIn() {
        return octetsIn;
    }

    /** In how many reads. */
    public long readsIn() {
        return readsIn;
    }

    /** Octets that have been given to the socket. */
    public long octetsOut() {
        return connection.output().octetsOut();
    }

    /** In how many writes. */
    public long writesOut() {
        return connection.output().buffersOut();
    }

    /** Octets that the socket has not taken yet. */
    public long octetsPending() {
        return connection.output().pendingBytes();
    }

    /** What was agreed upon for encryption; null if nothing is encrypted. */
    public @Nullable SSLSession tlsSession() {
        SslHandler handler = socket.pipeline().get(SslHandler.class);
        return handler == null ? null : handler.engine().getSession();
    }

    /** What the client has shown, or null. */
    public @Nullable X509Certificate peerCertificate() {
        return tls == null ? null : tls.certificate();
    }
}
