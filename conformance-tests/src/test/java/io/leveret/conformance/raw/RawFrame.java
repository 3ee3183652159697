package io.leveret.conformance.raw;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.impl.AMQImpl;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One frame as it stood on the wire. Methods are decoded by the RabbitMQ client's own codec, so that a mistake in ours
 * cannot hide itself.
 */
public final class RawFrame {

    public static final int METHOD = 1;
    public static final int HEADER = 2;
    public static final int BODY = 3;
    public static final int HEARTBEAT = 8;
    public static final int END = 0xCE;

    private final int type;
    private final int channel;
    private final byte[] payload;

    RawFrame(int type, int channel, byte[] payload) {
        this.type = type;
        this.channel = channel;
        this.payload = payload;
    }

    public int type() {
        return type;
    }

    public int channel() {
        return channel;
    }

    public byte[] payload() {
        return payload;
    }

    public Method method() {
        if (type != METHOD) {
            throw new AssertionError("expected a method frame, got " + this);
        }
        try {
            return AMQImpl.readMethodFrom(input());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of a content header: the properties, as far as the RabbitMQ client knows their field types. */
    public AMQP.BasicProperties properties() {
        try {
            return (AMQP.BasicProperties) AMQImpl.readContentHeaderFrom(input());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of a content header: how long the body will be. */
    public long bodySize() {
        if (type != HEADER) {
            throw new AssertionError("expected a content header frame, got " + this);
        }
        int classAndWeight = 4;
        return ByteBuffer.wrap(payload).getLong(classAndWeight);
    }

    /** Of a content header: property flags and property list, untouched. */
    public byte[] propertyBytes() {
        int classWeightAndBodySize = 12;
        return Arrays.copyOfRange(payload, classWeightAndBodySize, payload.length);
    }

    @Override
    public String toString() {
        return switch (type) {
            case METHOD -> "channel " + channel + " " + method();
            case HEADER -> "channel " + channel + " content header";
            case BODY -> "channel " + channel + " body of " + payload.length + " bytes";
            default -> "frame of type " + type + " on channel " + channel;
        };
    }

    private DataInputStream input() {
        return new DataInputStream(new ByteArrayInputStream(payload));
    }
}
