package io.leveret.conformance.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Damages a recorded session where it hurts: types, channels, sizes and ends of frames, class and method ids, lengths of
 * strings and tables, the order of frames, single octets. One thread.
 */
final class Mutator {

    private static final long[] SIZES = {
        0, 1, 4, 7, 255, 4088, 8185, 131_064, 131_065, 1 << 24, 0x7FFFFFFFL, 0x80000000L, 0xFFFFFFFFL
    };
    private static final int HEAD = 7;

    private final SplittableRandom random;
    private final int damagedPerMille;

    Mutator(SplittableRandom random, int damagedPerMille) {
        this.random = random;
        this.damagedPerMille = damagedPerMille;
    }

    /**
     * The octets of the session.
     *
     * @param from the first frame that may be damaged
     */
    byte[] mutated(List<byte[]> session, int from) {
        List<byte[]> frames = new ArrayList<>(session);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < frames.size(); i++) {
            byte[] frame = frames.get(i);
            if (i < from || random.nextInt(1000) >= damagedPerMille) {
                out.writeBytes(frame);
                continue;
            }
            switch (random.nextInt(12)) {
                case 0 -> {
                    out.writeBytes(frame);
                    out.writeBytes(frame);
                }
                case 1 -> {}
                case 2 -> out.writeBytes(frames.get(random.nextInt(frames.size())));
                case 3 -> {
                    if (i + 1 < frames.size()) {
                        out.writeBytes(frames.get(i + 1));
                        frames.set(i + 1, frame);
                    }
                }
                case 4 -> out.write(frame, 0, random.nextInt(frame.length));
                default -> out.writeBytes(damaged(frame.clone()));
            }
        }
        return out.toByteArray();
    }

    private byte[] damaged(byte[] frame) {
        if (frame.length <= HEAD + 1) {
            frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
            return frame;
        }
        ByteBuffer buffer = ByteBuffer.wrap(frame);
        switch (random.nextInt(9)) {
            case 0 -> buffer.put(0, (byte) random.nextInt(256));
            case 1 -> buffer.putShort(1, (short) random.nextInt(4));
            case 2 -> buffer.putShort(1, (short) random.nextInt(65_536));
            case 3 -> buffer.putInt(3, (int) SIZES[random.nextInt(SIZES.length)]);
            case 4 -> buffer.put(frame.length - 1, (byte) random.nextInt(256));
            case 5 -> buffer.putShort(HEAD, (short) (10 * random.nextInt(11)));
            case 6 -> {
                if (frame.length > HEAD + 4) {
                    buffer.putShort(HEAD + 2, (short) (10 * random.nextInt(13) + random.nextInt(2)));
                }
            }
            case 7 -> lie(buffer);
            default -> flip(frame);
        }
        return frame;
    }

    /** A length, wherever one may be. */
    private void lie(ByteBuffer buffer) {
        int room = buffer.capacity() - HEAD - 1;
        if (room >= Long.BYTES && random.nextInt(3) == 0) {
            long[] bodies = {-1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 32, 1 << 29, (1 << 29) + 1, 17 << 20};
            buffer.putLong(HEAD + random.nextInt(room - Long.BYTES + 1), bodies[random.nextInt(bodies.length)]);
        } else if (room >= Integer.BYTES) {
            buffer.putInt(HEAD + random.nextInt(room - Integer.BYTES + 1), (int) SIZES[random.nextInt(SIZES.length)]);
        }
    }

    private void flip(byte[] frame) {
        int times = 1 + random.nextInt(4);
        for (int i = 0; i < times; i++) {
            int at = HEAD + random.nextInt(frame.length - HEAD - 1);
            frame[at] = (byte) (random.nextInt(2) == 0 ? frame[at] ^ (1 << random.nextInt(8)) : random.nextInt(256));
        }
    }
}
