package io.leveret.store.disk;

import static io.leveret.store.disk.Octets.SECTOR_BYTES;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.SplittableRandom;

/** What a file of a {@link CrashingDisk} holds, and of that what the device has. Owner: the disk. */
final class Content {

    private Octets octets = new Octets();
    private int length;
    /** Sectors that take room: those that were written. */
    private final BitSet allocated = new BitSet();

    private Octets forced = new Octets();
    private int forcedLength;
    private final BitSet unforced = new BitSet();
    /** Written, and not forced by a force that failed: no other will. */
    private final BitSet lost = new BitSet();

    int length() {
        return length;
    }

    void write(int at, ByteBuffer bytes) {
        int end = at + bytes.remaining();
        unforced.set(Math.min(at, length) / SECTOR_BYTES, (end + SECTOR_BYTES - 1) / SECTOR_BYTES);
        lost.andNot(unforced);
        allocated.set(at / SECTOR_BYTES, (end + SECTOR_BYTES - 1) / SECTOR_BYTES);
        octets.write(at, bytes);
        length = Math.max(length, end);
    }

    void read(int at, int count, ByteBuffer into) {
        octets.read(at, count, into);
    }

    byte[] all() {
        return octets.read(0, length);
    }

    void force() {
        unforced.stream().forEach(sector -> forced.copySector(sector, octets));
        unforced.clear();
        forcedLength = length;
    }

    void forceFails() {
        lost.or(unforced);
        unforced.clear();
    }

    /** Octets of room that writing these would take. */
    long growth(int at, int count) {
        int from = at / SECTOR_BYTES;
        int to = (at + count + SECTOR_BYTES - 1) / SECTOR_BYTES;
        return (long) (to - from - allocated.get(from, to).cardinality()) * SECTOR_BYTES;
    }

    /** The room that it takes. */
    long room() {
        return (long) allocated.cardinality() * SECTOR_BYTES;
    }

    /** Changes one bit, on the device. */
    void flipBit(long bit) {
        byte[] octet = octets.read((int) (bit / 8), 1);
        octet[0] ^= (byte) (1 << (bit % 8));
        octets.write((int) (bit / 8), ByteBuffer.wrap(octet));
        settle();
    }

    /** Cuts it off, on the device. */
    void truncate(int newLength) {
        octets.cut(newLength);
        length = newLength;
        settle();
    }

    private void settle() {
        forced = octets.copy();
        forcedLength = length;
    }

    /** What a crash of the machine leaves. */
    Content survivor(SplittableRandom chance) {
        Content survivor = new Content();
        int kept = forcedLength + (length > forcedLength ? chance.nextInt(length - forcedLength + 1) : 0);
        Octets left = forced.copy();
        BitSet perhaps = (BitSet) unforced.clone();
        perhaps.or(lost);
        perhaps.stream().filter(sector -> chance.nextBoolean()).forEach(sector -> left.copySector(sector, octets));
        left.cut(kept);
        survivor.octets = left;
        survivor.length = kept;
        survivor.settle();
        survivor.allocated.or(allocated);
        return survivor;
    }

    Content copy() {
        Content copy = new Content();
        copy.octets = octets.copy();
        copy.length = length;
        copy.forced = forced.copy();
        copy.forcedLength = forcedLength;
        copy.unforced.or(unforced);
        copy.lost.or(lost);
        copy.allocated.or(allocated);
        return copy;
    }
}
