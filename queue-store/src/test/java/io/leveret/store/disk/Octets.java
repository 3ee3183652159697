package io.leveret.store.disk;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Octets that are zeros where nobody has written, and take memory elsewhere only. Owner: as the file that they are of. */
final class Octets {

    static final int SECTOR_BYTES = 512;

    private static final int BLOCK_BYTES = 16 * SECTOR_BYTES;
    private static final byte[] ZEROS = new byte[BLOCK_BYTES];

    private final Map<Integer, byte[]> blocks = new HashMap<>();

    void write(int at, ByteBuffer from) {
        int position = at;
        while (from.hasRemaining()) {
            int offset = position % BLOCK_BYTES;
            int count = Math.min(from.remaining(), BLOCK_BYTES - offset);
            from.get(toWrite(position / BLOCK_BYTES), offset, count);
            position += count;
        }
    }

    void read(int at, int count, ByteBuffer into) {
        int position = at;
        while (position < at + count) {
            int offset = position % BLOCK_BYTES;
            int some = Math.min(at + count - position, BLOCK_BYTES - offset);
            byte[] block = block(position / BLOCK_BYTES);
            into.put(block == null ? ZEROS : block, offset, some);
            position += some;
        }
    }

    byte[] read(int at, int count) {
        byte[] octets = new byte[count];
        read(at, count, ByteBuffer.wrap(octets));
        return octets;
    }

    /** Takes a sector as it is there. */
    void copySector(int sector, Octets from) {
        int at = sector * SECTOR_BYTES;
        byte[] block = from.block(at / BLOCK_BYTES);
        if (block != null) {
            System.arraycopy(block, at % BLOCK_BYTES, toWrite(at / BLOCK_BYTES), at % BLOCK_BYTES, SECTOR_BYTES);
        }
    }

    /** Makes zeros of all behind this length. */
    void cut(int length) {
        int last = length / BLOCK_BYTES;
        blocks.keySet().removeIf(index -> index > last);
        byte[] block = block(last);
        if (block != null) {
            Arrays.fill(block, length % BLOCK_BYTES, BLOCK_BYTES, (byte) 0);
        }
    }

    Octets copy() {
        Octets copy = new Octets();
        blocks.forEach((index, block) -> copy.blocks.put(index, block.clone()));
        return copy;
    }

    private byte @Nullable [] block(int index) {
        return blocks.get(index);
    }

    private byte[] toWrite(int index) {
        return blocks.computeIfAbsent(index, absent -> new byte[BLOCK_BYTES]);
    }
}
