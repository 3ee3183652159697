package io.leveret.broker;

import io.leveret.broker.connection.ConnectionReport;
import io.leveret.codec.method.ConnectionMethod;
import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One connection for those who look from outside.
 *
 * @param name {@code 127.0.0.1:53210 -> 127.0.0.1:5672}
 * @param nameByClient what the client calls it, or null
 * @param vhost the virtual host that it has opened, null before that
 * @param user empty before the login
 * @param mechanism of the login; empty before that
 * @param state {@code running}, {@code blocked} and so on
 * @param local the broker's end
 * @param peer the client's end
 * @param tls null if the connection is not encrypted
 * @param channelMax 0 for any number, and before tune
 * @param heartbeatSeconds 0 for none
 * @param connectedAtMs since 1970
 * @param clientProperties as plain Java values
 * @param readsIn how many reads have brought what has come
 * @param octetsPending what the socket has not taken yet
 */
public record ConnectionInfo(
        String name,
        @Nullable String nameByClient,
        @Nullable String vhost,
        String user,
        String mechanism,
        String state,
        @Nullable InetSocketAddress local,
        @Nullable InetSocketAddress peer,
        @Nullable TlsInfo tls,
        int channels,
        int channelMax,
        long frameMax,
        int heartbeatSeconds,
        long connectedAtMs,
        Map<String, Object> clientProperties,
        long octetsIn,
        long readsIn,
        long octetsOut,
        long writesOut,
        long octetsPending) {

    /** On the connection's loop. */
    static ConnectionInfo of(ConnectionReport report) {
        ConnectionMethod.TuneOk tuned = report.tuned();
        return new ConnectionInfo(
                report.name(),
                report.nameByClient(),
                report.virtualHost(),
                report.user(),
                report.mechanism(),
                report.state(),
                report.local(),
                report.peer(),
                TlsInfo.of(report.tlsSession(), report.peerCertificate()),
                report.channelCount(),
                tuned == null ? 0 : tuned.channelMax(),
                tuned == null ? 0 : tuned.frameMax(),
                tuned == null ? 0 : tuned.heartbeat(),
                report.connectedAtMs(),
                PlainValues.of(report.clientProperties()),
                report.octetsIn(),
                report.readsIn(),
                report.octetsOut(),
                report.writesOut(),
                report.octetsPending());
    }
}
