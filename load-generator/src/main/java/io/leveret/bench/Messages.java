package io.leveret.bench;

import io.leveret.codec.frame.FrameEncoder;
import io.leveret.codec.frame.FrameType;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.value.BasicProperties;
import io.leveret.codec.value.RawProperties;
import io.leveret.codec.value.ShortString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;

/**
 * One producer's messages, encoded once: the publish for each of its routing keys, which it takes in turn, and header and
 * body, which all have in common. To write one is to copy the two and to put a time stamp in. Owned by the producer's
 * event loop.
 */
final class Messages {

    /** More in one write would not be cheaper. */
    static final int WRITE_OCTETS_MAX = 64 * 1024;

    private static final int PERSISTENT = 2;

    private final byte[][] publishes;
    private final byte[] content;
    /** Where in the content the time stamp belongs; negative if the body is too short. */
    private final int stampAt;

    private final int octetsMax;
    private int next;

    /**
     * @param keys routing keys, at least one
     * @param frameMax the largest frame in octets
     */
    Messages(String exchange, List<String> keys, BenchOptions.Publishing options, int frameMax) {
        assert !keys.isEmpty();
        ShortString name = ShortString.of(exchange);
        publishes = keys.stream()
                .map(key -> new BasicMethod.Publish(name, ShortString.of(key), options.mandatory(), false))
                .map(Messages::encoded)
                .toArray(byte[][]::new);
        ByteBuf out = Unpooled.buffer();
        byte[] properties = options.persistent()
                ? BasicProperties.builder().deliveryMode(PERSISTENT).build().encode()
                : RawProperties.MINIMAL;
        int size = options.sizeOctets();
        FrameEncoder.contentHeader(out, ClientConnection.CHANNEL, size, properties, 0, properties.length);
        stampAt = size < BenchOptions.STAMP_OCTETS ? -1 : out.writerIndex() + FrameType.HEAD_OCTETS;
        FrameEncoder.contentBody(out, ClientConnection.CHANNEL, new byte[size], 0, size, frameMax);
        content = ByteBufUtil.getBytes(out);
        int publishOctetsMax = 0;
        for (byte[] publish : publishes) {
            publishOctetsMax = Math.max(publishOctetsMax, publish.length);
        }
        octetsMax = publishOctetsMax + content.length;
    }

    private static byte[] encoded(BasicMethod.Publish publish) {
        ByteBuf out = Unpooled.buffer();
        FrameEncoder.method(out, ClientConnection.CHANNEL, publish);
        return ByteBufUtil.getBytes(out);
    }

    /** How many make a good write; one at least. */
    int fittingOneWrite() {
        return Math.max(1, WRITE_OCTETS_MAX / octetsMax);
    }

    /** Octets that hold so many messages, whatever their keys. */
    int octetsMax(int count) {
        return Math.multiplyExact(count, octetsMax);
    }

    /** Writes a message for the next routing key. */
    void writeNext(ByteBuf out, long stampNanos) {
        out.writeBytes(publishes[next]);
        next = next + 1 == publishes.length ? 0 : next + 1;
        int at = out.writerIndex();
        out.writeBytes(content);
        if (stampAt >= 0) {
            out.setLong(at + stampAt, stampNanos);
        }
    }
}
