package io.leveret.broker.connection;

/**
 * What the broker grants one connection.
 *
 * @param channelMax channels that may be open at once; 1 to 65535, or 0 for as many as there are numbers
 * @param frameMax octets of a frame, at least 4096
 * @param initialFrameMax octets of a frame before the peers have agreed on another size
 * @param heartbeatSeconds suggested to clients; 0 suggests none
 * @param handshakeTimeoutMs until connection.open must have come
 * @param messageBytesMax octets of a message's body
 * @param replyBytesMax bytes of direct replies that may wait for a client to read; what comes then is dropped
 */
public record ConnectionLimits(
        int channelMax,
        int frameMax,
        int initialFrameMax,
        int heartbeatSeconds,
        int handshakeTimeoutMs,
        long messageBytesMax,
        long replyBytesMax) {

    /** RabbitMQ 4's defaults. */
    public static final ConnectionLimits DEFAULT =
            new ConnectionLimits(2047, 131_072, 8192, 60, 10_000, 16L * 1024 * 1024, 16L * 1024 * 1024);

    /** The same with another limit for the body of a message, in octets. */
    public ConnectionLimits withMessageBytesMax(long octets) {
        return new ConnectionLimits(
                channelMax, frameMax, initialFrameMax, heartbeatSeconds, handshakeTimeoutMs, octets, replyBytesMax);
    }
}
