package io.leveret.conformance.client.stress;

import java.nio.ByteBuffer;

/** What a stress message says of itself: the body is the producer's number (4 bytes) and its own number (8 bytes). */
record Stamp(int producer, long sequence) {

    private static final int BYTES = Integer.BYTES + Long.BYTES;

    static Stamp of(byte[] body) {
        ByteBuffer buffer = ByteBuffer.wrap(body);
        return new Stamp(buffer.getInt(), buffer.getLong());
    }

    byte[] body() {
        return ByteBuffer.allocate(BYTES).putInt(producer).putLong(sequence).array();
    }
}
