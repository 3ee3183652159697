package io.leveret.store;

import io.leveret.codec.value.ShortString;
import io.leveret.store.journal.StoredMessage;

/** A message of a test. */
@SuppressWarnings("ArrayRecordComponent")
public record TestMessage(
        ShortString exchange,
        ShortString routingKey,
        byte[] content,
        int propertiesLength,
        boolean isPersistent,
        int priority)
        implements StoredMessage {

    /** Octets of the body. */
    public int bodyLength() {
        return content.length - propertiesLength;
    }

    public static TestMessage of(String routingKey, byte[] content) {
        return new TestMessage(ShortString.of("ex"), ShortString.of(routingKey), content, 0, true, 0);
    }

    public static TestMessage of(String routingKey, int length, long seed) {
        byte[] content = new byte[length];
        new java.util.SplittableRandom(seed).nextBytes(content);
        return of(routingKey, content);
    }
}
