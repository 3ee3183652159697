package io.leveret.management.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One connection in the answers of {@code GET /api/connections} and below. Components are written in snake case, and mean what
 * they mean with RabbitMQ.
 *
 * @param connectedAt in milliseconds since 1970
 * @param recvCnt reads that have brought what was received
 * @param sendCnt writes that what was sent has gone out in
 * @param sendPend octets that the socket has not taken yet
 * @param timeout of heartbeats, in seconds
 */
public record ConnectionBody(
        String name,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String userProvidedName,
        String node,
        @Nullable String vhost,
        String user,
        String userWhoPerformedAction,
        String protocol,
        String authMechanism,
        String state,
        String type,
        @Nullable String host,
        @Nullable Integer port,
        @Nullable String peerHost,
        @Nullable Integer peerPort,
        boolean ssl,
        @Nullable String sslProtocol,
        @Nullable String sslKeyExchange,
        @Nullable String sslCipher,
        @Nullable String sslHash,
        @Nullable String peerCertSubject,
        @Nullable String peerCertIssuer,
        @Nullable String peerCertValidity,
        int channels,
        int channelMax,
        long frameMax,
        int timeout,
        long connectedAt,
        Map<String, Object> clientProperties,
        long recvOct,
        long recvCnt,
        long sendOct,
        long sendCnt,
        long sendPend) {

    /** What is shown of a connection where nobody wants figures. */
    public record Named(String name, @Nullable String vhost, String user, String node) {}

    /** That of this one. */
    public Named named() {
        return new Named(name, vhost, user, node);
    }
}
