package io.leveret.broker.channel;

import io.leveret.broker.auth.Access;
import io.leveret.broker.queue.Message;
import io.leveret.codec.ChannelException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.value.BasicProperties;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.RawProperties;
import io.leveret.codec.value.ShortString;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the properties of a message ask of the broker: expiry, further routing keys, a proven user id. */
final class PublishRules {

    /** RabbitMQ's bound for an expiration in milliseconds: ten years. */
    private static final BigInteger EXPIRATION_MS_MAX = BigInteger.valueOf(315_360_000_000L);

    private static final ShortString CC = ShortString.of("CC");
    private static final ShortString BCC = ShortString.of("BCC");

    /**
     * What the properties say.
     *
     * @param content properties and body as they shall be kept
     * @param propertiesLength octets of {@code content} that are properties
     * @param expirationMs {@link Message#NO_EXPIRATION} if there is none
     * @param routingKeys from CC and BCC
     * @param bccKeys those of them that are from BCC
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Extras(
            byte[] content,
            int propertiesLength,
            long expirationMs,
            List<ShortString> routingKeys,
            List<ShortString> bccKeys) {}

    private PublishRules() {}

    /**
     * Checks the properties in RabbitMQ's order: expiration, CC and BCC. The user id comes last, by {@link #requireUser}.
     *
     * @return null if they ask for nothing, as those of most messages do
     */
    static @Nullable Extras check(byte[] content, int propertiesLength) {
        long expirationMs = expirationMs(RawProperties.expiration(content, 0, propertiesLength));
        Extras extras = null;
        if (RawProperties.hasHeader(content, 0, CC) || RawProperties.hasHeader(content, 0, BCC)) {
            extras = withFurtherKeys(content, propertiesLength, expirationMs);
        } else if (expirationMs != Message.NO_EXPIRATION) {
            extras = new Extras(content, propertiesLength, expirationMs, List.of(), List.of());
        }
        return extras;
    }

    /**
     * A message that says whom it is from says the truth, but for users who may speak for others.
     *
     * @throws ChannelException 406 if not
     */
    static void requireUser(byte[] content, int propertiesLength, Access access) {
        ShortString userId = RawProperties.userId(content, 0, propertiesLength);
        if (userId != null && !userId.contentEquals(access.user()) && !access.isImpersonator()) {
            throw failed("user_id property set to '" + userId + "' but authenticated user was '" + access.user() + "'");
        }
    }

    private static Extras withFurtherKeys(byte[] content, int propertiesLength, long expirationMs) {
        FieldTable headers = Objects.requireNonNull(RawProperties.headers(content, 0, propertiesLength));
        List<ShortString> keys = new ArrayList<>();
        addKeys(keys, CC, headers.get(CC));
        List<ShortString> bccKeys = new ArrayList<>();
        addKeys(bccKeys, BCC, headers.get(BCC));
        if (headers.get(BCC) == null) {
            return new Extras(content, propertiesLength, expirationMs, keys, bccKeys);
        }
        keys.addAll(bccKeys);
        byte[] properties = withoutBcc(content, propertiesLength, headers);
        byte[] kept = withProperties(properties, content, propertiesLength);
        return new Extras(kept, properties.length, expirationMs, keys, bccKeys);
    }

    /** The content with these properties in the place of its own. */
    static byte[] withProperties(byte[] properties, byte[] content, int propertiesLength) {
        int bodyLength = content.length - propertiesLength;
        byte[] replaced = new byte[properties.length + bodyLength];
        System.arraycopy(properties, 0, replaced, 0, properties.length);
        System.arraycopy(content, propertiesLength, replaced, properties.length, bodyLength);
        return replaced;
    }

    private static void addKeys(List<ShortString> keys, ShortString header, @Nullable FieldValue value) {
        if (value == null) {
            return;
        }
        if (!(value instanceof FieldValue.Array array)) {
            throw unacceptable(header, value);
        }
        for (FieldValue key : array.values()) {
            if (!(key instanceof FieldValue.LongString text)) {
                continue; // RabbitMQ minds only that it is an array
            }
            byte[] octets = text.bytes();
            if (octets.length > ShortString.BYTES_MAX) {
                throw failed("invalid message: routing key of " + octets.length + " octets in header " + header
                        + " (expected: <= " + ShortString.BYTES_MAX + ")");
            }
            keys.add(ShortString.copyOf(octets, 0, octets.length));
        }
    }

    private static byte[] withoutBcc(byte[] content, int propertiesLength, FieldTable headers) {
        FieldTable.Builder left = FieldTable.builder();
        for (FieldTable.Entry header : headers.entries()) {
            if (!header.name().equals(BCC)) {
                left.put(header.name().toString(), header.value());
            }
        }
        return BasicProperties.decode(content, 0, propertiesLength).toBuilder()
                .headers(left.build())
                .build()
                .encode();
    }

    private static long expirationMs(@Nullable ShortString expiration) {
        if (expiration == null) {
            return Message.NO_EXPIRATION;
        }
        String text = expiration.toString();
        int digits = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        int end = digits;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        if (end == digits) {
            throw invalidExpiration(text, "no_integer");
        }
        if (end < text.length()) {
            throw invalidExpiration(text, "{leftover_string,\"" + text.substring(end) + "\"}");
        }
        BigInteger ms = new BigInteger(text);
        if (ms.signum() < 0) {
            throw invalidExpiration(text, "{value_negative," + ms + "}");
        }
        if (ms.compareTo(EXPIRATION_MS_MAX) > 0) {
            throw invalidExpiration(text, "{value_too_large," + ms + "}");
        }
        return ms.longValue();
    }

    private static ChannelException invalidExpiration(String text, String why) {
        return failed("invalid expiration '" + text + "': " + why);
    }

    private static ChannelException unacceptable(ShortString header, FieldValue value) {
        return failed("invalid message: {unacceptable_type_in_header,\"" + header + "\"," + value.typeName() + "}");
    }

    private static ChannelException failed(String explanation) {
        return new ChannelException(ReplyCode.PRECONDITION_FAILED, explanation);
    }
}
