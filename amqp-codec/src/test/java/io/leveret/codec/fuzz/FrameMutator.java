package io.leveret.codec.fuzz;

import io.leveret.codec.frame.FrameType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Damages valid frames in ways that know the format: its lengths, its tags, its nesting. */
final class FrameMutator {
    private static final byte[] TAGS = "tbBsuIilLfdDSATFVxZ".getBytes(StandardCharsets.US_ASCII);
    private static final int[] ODD_OCTETS = {0, 1, 2, 0x7F, 0x80, 0xCE, 0xFF};
    private static final int[] TYPES = {1, 2, 3, 8, 0, 4, 5, 255};
    private static final int NESTING_USUAL = 100;
    private static final int NESTING_EXTREME = 21_800;

    private final FrameCorpus corpus;
    private final SplittableRandom random;

    FrameMutator(FrameCorpus corpus, SplittableRandom random) {
        this.corpus = corpus;
        this.random = random;
    }

    /** A damaged frame, at times with other octets before and a whole frame after it. */
    byte[] next(int lead) {
        FrameCorpus.Sample sample = corpus.any(random);
        byte[] payload = random.nextInt(16) == 0 ? nested(sample.type()) : sample.payload();
        for (int i = random.nextInt(4); i > 0; i--) {
            payload = mutated(payload);
        }
        ByteBuf out = Unpooled.buffer(lead + payload.length + FrameType.OVERHEAD_OCTETS);
        out.writeZero(lead);
        frame(out, sample.type(), payload);
        if (random.nextInt(8) == 0) {
            damageHead(out, lead);
        }
        if (random.nextInt(8) == 0) {
            FrameCorpus.Sample next = corpus.any(random);
            frame(out, next.type(), next.payload());
        }
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    private static void frame(ByteBuf out, int type, byte[] payload) {
        out.writeByte(type).writeShort(type == FrameType.HEARTBEAT ? 0 : 1).writeInt(payload.length);
        out.writeBytes(payload).writeByte(FrameType.FRAME_END);
    }

    private void damageHead(ByteBuf frame, int at) {
        switch (random.nextInt(4)) {
            case 0 -> frame.setByte(at, TYPES[random.nextInt(TYPES.length)]);
            case 1 -> frame.setShort(at + 1, random.nextInt(3));
            case 2 -> frame.setInt(at + 3, oddLength(frame.writerIndex() - at));
            default -> frame.setByte(frame.writerIndex() - 1, random.nextInt(256));
        }
    }

    private byte[] mutated(byte[] data) {
        if (data.length == 0) {
            return new byte[] {(byte) random.nextInt(256)};
        }
        int at = random.nextInt(data.length);
        return switch (random.nextInt(9)) {
            case 0 -> with(data, at, data[at] ^ 1 << random.nextInt(8));
            case 1 -> with(data, at, ODD_OCTETS[random.nextInt(ODD_OCTETS.length)]);
            case 2 -> with(data, at, TAGS[random.nextInt(TAGS.length)]);
            case 3 -> withLength(data, at);
            case 4 -> Arrays.copyOf(data, at);
            case 5 -> Arrays.copyOf(data, data.length + 1 + random.nextInt(16));
            case 6 -> joined(data, at + random.nextInt(data.length - at), data, at);
            case 7 -> joined(data, at, data, at + random.nextInt(data.length - at));
            default -> spliced(data, at);
        };
    }

    private static byte[] with(byte[] data, int at, int octet) {
        byte[] changed = data.clone();
        changed[at] = (byte) octet;
        return changed;
    }

    private byte[] withLength(byte[] data, int at) {
        if (at > data.length - Integer.BYTES) {
            return with(data, at, random.nextInt(256));
        }
        return Unpooled.copiedBuffer(data)
                .setInt(at, oddLength(data.length - at - Integer.BYTES))
                .array();
    }

    private int oddLength(int left) {
        return switch (random.nextInt(8)) {
            case 0 -> Integer.MAX_VALUE;
            case 1 -> Integer.MIN_VALUE;
            case 2 -> -1 - random.nextInt(8);
            case 3 -> 0;
            case 4 -> 131_064 + random.nextInt(16);
            default -> left - 4 + random.nextInt(8);
        };
    }

    private byte[] spliced(byte[] data, int at) {
        byte[] other = corpus.any(random).payload();
        return other.length == 0 ? data : joined(data, at, other, random.nextInt(other.length));
    }

    /** The first {@code end} bytes of one and those from {@code start} of the other: repeats or leaves out a part. */
    private static byte[] joined(byte[] first, int end, byte[] second, int start) {
        byte[] both = Arrays.copyOf(first, end + second.length - start);
        System.arraycopy(second, start, both, end, second.length - start);
        return both;
    }

    /** A queue.declare, or a header, whose table is as deep as chance will have it, around the limit or far beyond. */
    private byte[] nested(int type) {
        int levels = random.nextInt(500) == 0 ? NESTING_EXTREME : 1 + random.nextInt(NESTING_USUAL);
        ByteBuf out = Unpooled.buffer();
        if (type == FrameType.HEADER) {
            out.writeShort(60).writeShort(0).writeLong(0).writeShort(1 << 13);
        } else {
            out.writeShort(50).writeShort(10).writeShort(0).writeByte(0).writeByte(0);
        }
        out.writeInt(6 * (levels - 1));
        for (int below = levels - 2; below >= 0; below--) {
            out.writeByte(0).writeByte('F').writeInt(6 * below);
        }
        byte[] payload = new byte[out.readableBytes()];
        out.readBytes(payload);
        return payload;
    }
}
