package io.leveret.conformance.kill;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Names one message: who published it, as which one, and in which unit, the messages that must come together or not at
 * all ({@link #ALONE} where there is none). It is the head of the message's body, so that a body that comes back damaged
 * does not pass for a message.
 */
record MessageId(String publisher, long sequence, long unit) {

    static final long ALONE = -1;

    private static final byte FILLER = 'x';

    /** A body of that many octets, or as many as the name needs. */
    byte[] body(int size) {
        byte[] head = (publisher + " " + sequence + " " + unit + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] body = Arrays.copyOf(head, Math.max(head.length, size));
        Arrays.fill(body, head.length, body.length, FILLER);
        return body;
    }

    /** Reads what {@link #body} wrote. */
    static MessageId of(byte[] body) {
        String[] parts = new String(body, StandardCharsets.US_ASCII).split(" ", 4);
        if (parts.length != 4 || !parts[3].chars().allMatch(octet -> octet == FILLER)) {
            throw new IllegalArgumentException("a body that no publisher wrote: " + Arrays.toString(body));
        }
        return new MessageId(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }
}
