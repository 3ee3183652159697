package io.leveret.codec.value;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * The 14 properties of class basic (AMQP 0-9-1 section 1.8.1), null where the publisher set none.
 *
 * <p>Messages keep and pass on the raw bytes; this form serves those who make a message or change one, such as
 * dead-lettering and the management interface.
 *
 * @param deliveryMode 2 persistent, everything else transient; 0 to 255
 * @param priority 0 to 255
 * @param timestamp seconds since 1970, 64 bits without sign on the wire
 */
public record BasicProperties(
        @Nullable ShortString contentType,
        @Nullable ShortString contentEncoding,
        @Nullable FieldTable headers,
        @Nullable Integer deliveryMode,
        @Nullable Integer priority,
        @Nullable ShortString correlationId,
        @Nullable ShortString replyTo,
        @Nullable ShortString expiration,
        @Nullable ShortString messageId,
        @Nullable Long timestamp,
        @Nullable ShortString type,
        @Nullable ShortString userId,
        @Nullable ShortString appId,
        @Nullable ShortString clusterId) {

    public static final BasicProperties EMPTY = builder().build();

    public BasicProperties {
        if (deliveryMode != null) {
            Ranges.check(deliveryMode, 0, 0xFF);
        }
        if (priority != null) {
            Ranges.check(priority, 0, 0xFF);
        }
    }

    /**
     * Reads flags word and property list.
     *
     * @throws io.leveret.codec.ConnectionException as {@link RawProperties#validate}
     */
    public static BasicProperties decode(byte[] data, int offset, int length) {
        RawProperties.validate(data, offset, length);
        return new BasicProperties(
                RawProperties.shortString(data, offset, length, PropertyFlag.CONTENT_TYPE),
                RawProperties.shortString(data, offset, length, PropertyFlag.CONTENT_ENCODING),
                RawProperties.headers(data, offset, length),
                RawProperties.octet(data, offset, PropertyFlag.DELIVERY_MODE),
                RawProperties.octet(data, offset, PropertyFlag.PRIORITY),
                RawProperties.correlationId(data, offset, length),
                RawProperties.replyTo(data, offset, length),
                RawProperties.expiration(data, offset, length),
                RawProperties.messageId(data, offset, length),
                RawProperties.timestamp(data, offset),
                RawProperties.shortString(data, offset, length, PropertyFlag.TYPE),
                RawProperties.userId(data, offset, length),
                RawProperties.shortString(data, offset, length, PropertyFlag.APP_ID),
                RawProperties.shortString(data, offset, length, PropertyFlag.CLUSTER_ID));
    }

    /** The same from the {@code length} bytes at the absolute {@code index}. */
    public static BasicProperties decode(ByteBuf buf, int index, int length) {
        byte[] data = new byte[length];
        buf.getBytes(index, data);
        return decode(data, 0, length);
    }

    /** Flags word and property list. */
    public byte[] encode() {
        ByteBuf out = Unpooled.buffer();
        writeTo(out);
        byte[] data = new byte[out.readableBytes()];
        out.readBytes(data);
        return data;
    }

    /** Writes flags word and property list. */
    public void writeTo(ByteBuf out) {
        PropertyWriter writer = new PropertyWriter(out);
        writer.shortString(PropertyFlag.CONTENT_TYPE, contentType);
        writer.shortString(PropertyFlag.CONTENT_ENCODING, contentEncoding);
        writer.table(PropertyFlag.HEADERS, headers);
        writer.octet(PropertyFlag.DELIVERY_MODE, deliveryMode);
        writer.octet(PropertyFlag.PRIORITY, priority);
        writer.shortString(PropertyFlag.CORRELATION_ID, correlationId);
        writer.shortString(PropertyFlag.REPLY_TO, replyTo);
        writer.shortString(PropertyFlag.EXPIRATION, expiration);
        writer.shortString(PropertyFlag.MESSAGE_ID, messageId);
        writer.timestamp(PropertyFlag.TIMESTAMP, timestamp);
        writer.shortString(PropertyFlag.TYPE, type);
        writer.shortString(PropertyFlag.USER_ID, userId);
        writer.shortString(PropertyFlag.APP_ID, appId);
        writer.shortString(PropertyFlag.CLUSTER_ID, clusterId);
        writer.finish();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts from these properties. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects properties one by one; null takes a property away. */
    public static final class Builder {
        private @Nullable ShortString contentType;
        private @Nullable ShortString contentEncoding;
        private @Nullable FieldTable headers;
        private @Nullable Integer deliveryMode;
        private @Nullable Integer priority;
        private @Nullable ShortString correlationId;
        private @Nullable ShortString replyTo;
        private @Nullable ShortString expiration;
        private @Nullable ShortString messageId;
        private @Nullable Long timestamp;
        private @Nullable ShortString type;
        private @Nullable ShortString userId;
        private @Nullable ShortString appId;
        private @Nullable ShortString clusterId;

        private Builder() {}

        private Builder(BasicProperties from) {
            contentType = from.contentType;
            contentEncoding = from.contentEncoding;
            headers = from.headers;
            deliveryMode = from.deliveryMode;
            priority = from.priority;
            correlationId = from.correlationId;
            replyTo = from.replyTo;
            expiration = from.expiration;
            messageId = from.messageId;
            timestamp = from.timestamp;
            type = from.type;
            userId = from.userId;
            appId = from.appId;
            clusterId = from.clusterId;
        }

        public Builder contentType(@Nullable ShortString value) {
            contentType = value;
            return this;
        }

        public Builder contentEncoding(@Nullable ShortString value) {
            contentEncoding = value;
            return this;
        }

        public Builder headers(@Nullable FieldTable value) {
            headers = value;
            return this;
        }

        public Builder deliveryMode(@Nullable Integer value) {
            deliveryMode = value;
            return this;
        }

        public Builder priority(@Nullable Integer value) {
            priority = value;
            return this;
        }

        public Builder correlationId(@Nullable ShortString value) {
            correlationId = value;
            return this;
        }

        public Builder replyTo(@Nullable ShortString value) {
            replyTo = value;
            return this;
        }

        public Builder expiration(@Nullable ShortString value) {
            expiration = value;
            return this;
        }

        public Builder messageId(@Nullable ShortString value) {
            messageId = value;
            return this;
        }

        public Builder timestamp(@Nullable Long value) {
            timestamp = value;
            return this;
        }

        public Builder type(@Nullable ShortString value) {
            type = value;
            return this;
        }

        public Builder userId(@Nullable ShortString value) {
            userId = value;
            return this;
        }

        public Builder appId(@Nullable ShortString value) {
            appId = value;
            return this;
        }

        public Builder clusterId(@Nullable ShortString value) {
            clusterId = value;
            return this;
        }

        public BasicProperties build() {
            return new BasicProperties(
                    contentType,
                    contentEncoding,
                    headers,
                    deliveryMode,
                    priority,
                    correlationId,
                    replyTo,
                    expiration,
                    messageId,
                    timestamp,
                    type,
                    userId,
                    appId,
                    clusterId);
        }
    }
}
