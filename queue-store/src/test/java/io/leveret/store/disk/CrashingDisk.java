package io.leveret.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that remembers what was forced and what was done, and can fail, fill up and crash. What a force was to
 * write that fails is never written by a later one, as with Linux: those pages count as clean then.
 *
 * <p>After a crash of the machine each sector of 512 octets that was written and not forced is there or is not, by
 * chance; so is a deleted file. A crash of the process loses nothing. Any thread.
 */
public final class CrashingDisk implements Disk {

    /** What is done to a disk that changes it. */
    public enum Kind {
        CREATE,
        WRITE,
        FORCE,
        RENAME,
        DELETE
    }

    /**
     * Something that was done.
     *
     * @param name the file; for a rename its new name
     */
    public record Operation(Kind kind, String name, long position, int length) {}

    private static final int SECTOR_BYTES = 512;

    private static final class Content {
        private byte[] octets = {};
        private int length;
        /** Sectors that take room: those that were written. */
        private final BitSet allocated = new BitSet();

        private byte[] forced = {};
        private final BitSet unforced = new BitSet();
        /** Written, and not forced by a force that failed: no other will. */
        private final BitSet lost = new BitSet();

        private void write(int at, ByteBuffer bytes) {
            int end = at + bytes.remaining();
            if (end > octets.length) {
                octets = Arrays.copyOf(octets, Math.max(end, Math.min(octets.length * 2, octets.length + (1 << 20))));
            }
            unforced.set(Math.min(at, length) / SECTOR_BYTES, (end + SECTOR_BYTES - 1) / SECTOR_BYTES);
            lost.andNot(unforced);
            allocated.set(at / SECTOR_BYTES, (end + SECTOR_BYTES - 1) / SECTOR_BYTES);
            bytes.get(octets, at, bytes.remaining());
            length = Math.max(length, end);
        }

        private void force() {
            forced = Arrays.copyOf(forced, length);
            unforced.stream().forEach(sector -> copy(sector, octets, forced));
            unforced.clear();
        }

        /** Octets of room that writing these would take. */
        private long growth(int at, int count) {
            int from = at / SECTOR_BYTES;
            int to = (at + count + SECTOR_BYTES - 1) / SECTOR_BYTES;
            return (long) (to - from - allocated.get(from, to).cardinality()) * SECTOR_BYTES;
        }

        private void forceFails() {
            lost.or(unforced);
            unforced.clear();
        }

        private Content survivor(SplittableRandom chance) {
            Content survivor = new Content();
            int kept = forced.length + (length > forced.length ? chance.nextInt(length - forced.length + 1) : 0);
            byte[] left = Arrays.copyOf(forced, kept);
            BitSet perhaps = (BitSet) unforced.clone();
            perhaps.or(lost);
            perhaps.stream().filter(sector -> chance.nextBoolean()).forEach(sector -> copy(sector, octets, left));
            survivor.octets = left;
            survivor.length = kept;
            survivor.forced = left.clone();
            survivor.allocated.or(allocated);
            return survivor;
        }

        private Content copy() {
            Content copy = new Content();
            copy.octets = octets.clone();
            copy.length = length;
            copy.forced = forced.clone();
            copy.unforced.or(unforced);
            copy.lost.or(lost);
            copy.allocated.or(allocated);
            return copy;
        }

        private static void copy(int sector, byte[] from, byte[] to) {
            int at = sector * SECTOR_BYTES;
            int count = Math.min(SECTOR_BYTES, Math.min(from.length, to.length) - at);
            if (count > 0) {
                System.arraycopy(from, at, to, at, count);
            }
        }
    }

    private final TreeMap<String, Content> files = new TreeMap<>();
    private final TreeMap<String, Content> deleted = new TreeMap<>();
    private final List<Operation> operations = new ArrayList<>();
    private long failAt = Long.MAX_VALUE;
    private boolean dead;
    private long calls;
    private long faultyCall = -1;
    private Supplier<IOException> fault = IOException::new;
    private long capacity = Long.MAX_VALUE;
    private long octetsRead;
    private long usable = Long.MAX_VALUE;
    private long total = Long.MAX_VALUE;
    private @Nullable String held;
    private int holding;
    private @Nullable String heldReads;
    private int holdingReads;

    /** What was done so far, in order; operations that failed are not in it. */
    public synchronized List<Operation> operations() {
        return List.copyOf(operations);
    }

    public synchronized int operationCount() {
        return operations.size();
    }

    /** The operation of this number, counted from 0, fails, and so does everything after it: the power is off. */
    public synchronized void powerOffAt(long operation) {
        failAt = operation;
        dead = operations.size() >= operation;
    }

    /** The call of this number, counted from 0, reads and the like included, fails; those after it do not. */
    public synchronized void failCall(long call, Supplier<IOException> with) {
        faultyCall = call;
        fault = with;
    }

    /** The same for the call that comes next, whoever makes it. */
    public synchronized void failNextCall(Supplier<IOException> with) {
        failCall(calls, with);
    }

    /** Whether {@link #failCall} has made a call fail. */
    public synchronized boolean hasFailedACall() {
        return faultyCall >= 0 && calls > faultyCall;
    }

    /** How many calls there were, reads and the like included. */
    public synchronized long calls() {
        return calls;
    }

    /** From now on everything fails. */
    public synchronized void powerOff() {
        dead = true;
    }

    /** Whether the power has failed. */
    public synchronized boolean isDead() {
        return dead;
    }

    /** Writes that let the files grow beyond this many octets fail. */
    public synchronized void fillUpAt(long octets) {
        capacity = octets;
    }

    /** What {@link #usableBytes} says, {@link Long#MAX_VALUE} at first. */
    public synchronized void sayUsable(long octets) {
        usable = octets;
    }

    /** What {@link #totalBytes} says; from now on {@link #usableBytes} says what is left of it. */
    public synchronized void size(long octets) {
        total = octets;
        capacity = octets;
    }

    @Override
    public synchronized long usableBytes() throws IOException {
        requireAlive();
        return total == Long.MAX_VALUE ? usable : Math.min(usable, capacity - octets());
    }

    @Override
    public synchronized long totalBytes() throws IOException {
        requireAlive();
        return total;
    }

    /** Lets every force of a file whose name begins so wait until {@link #letForcesGo}. */
    public synchronized void holdForces(String prefix) {
        held = prefix;
    }

    public synchronized void letForcesGo() {
        held = null;
        notifyAll();
    }

    /** Lets every read of a file whose name begins so wait until {@link #letReadsGo}. */
    public synchronized void holdReads(String prefix) {
        heldReads = prefix;
    }

    public synchronized void letReadsGo() {
        heldReads = null;
        notifyAll();
    }

    /** How many reads wait. */
    public synchronized int heldReads() {
        return holdingReads;
    }

    /** How many forces wait. */
    public synchronized int heldForces() {
        return holding;
    }

    /** How many octets were read of all files so far. */
    public synchronized long octetsRead() {
        return octetsRead;
    }

    /** The room that all files take. */
    public synchronized long octets() {
        return files.values().stream()
                .mapToLong(content -> (long) content.allocated.cardinality() * SECTOR_BYTES)
                .sum();
    }

    /** The disk as a process finds it that starts after the machine has crashed. */
    public synchronized CrashingDisk afterMachineCrash(long seed) {
        SplittableRandom chance = new SplittableRandom(seed);
        CrashingDisk survivor = new CrashingDisk();
        files.forEach((name, content) -> survivor.files.put(name, content.survivor(chance.split())));
        deleted.forEach((name, content) -> {
            if (chance.nextBoolean()) {
                survivor.files.putIfAbsent(name, content.survivor(chance.split()));
            }
        });
        return survivor;
    }

    /** The disk as a process finds it that starts after this one has died: what was not forced still may be lost. */
    public synchronized CrashingDisk afterProcessCrash() {
        CrashingDisk survivor = new CrashingDisk();
        files.forEach((name, content) -> survivor.files.put(name, content.copy()));
        return survivor;
    }

    /** Changes one bit of a file, on the device. */
    public synchronized void flipBit(String name, long bit) {
        Content content = content(name);
        content.octets[(int) (bit / 8)] ^= (byte) (1 << (bit % 8));
        content.forced = Arrays.copyOf(content.octets, content.length);
    }

    /** Cuts a file off, on the device. */
    public synchronized void truncate(String name, int length) {
        Content content = content(name);
        Arrays.fill(content.octets, length, content.octets.length, (byte) 0);
        content.length = length;
        content.forced = Arrays.copyOf(content.octets, length);
    }

    /** The octets of a file. */
    public synchronized byte[] read(String name) {
        Content content = content(name);
        return Arrays.copyOf(content.octets, content.length);
    }

    /** Puts octets into a file, on the device. */
    public synchronized void put(String name, int at, byte[] octets) {
        Content content = files.computeIfAbsent(name, key -> new Content());
        content.write(at, ByteBuffer.wrap(octets));
        content.force();
    }

    @Override
    public synchronized DiskFile open(String name, Mode mode) throws IOException {
        if (mode == Mode.CREATE) {
            if (files.containsKey(name)) {
                throw new FileAlreadyExistsException(name);
            }
            note(Kind.CREATE, name, 0, 0);
            files.put(name, new Content());
            deleted.remove(name);
        } else if (!files.containsKey(name)) {
            throw new NoSuchFileException(name);
        } else {
            requireAlive();
        }
        return new OpenFile(name, content(name), mode);
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        if (!files.containsKey(from)) {
            throw new NoSuchFileException(from);
        }
        note(Kind.RENAME, to, 0, 0);
        files.put(to, files.remove(from));
        deleted.remove(to);
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        if (!files.containsKey(name)) {
            throw new NoSuchFileException(name);
        }
        note(Kind.DELETE, name, 0, 0);
        deleted.put(name, files.remove(name));
    }

    @Override
    public synchronized List<String> list() throws IOException {
        requireAlive();
        return new ArrayList<>(files.keySet());
    }

    private Content content(String name) {
        Content content = files.get(name);
        if (content == null) {
            throw new AssertionError("no file " + name + " in " + files.keySet());
        }
        return content;
    }

    private void requireAlive() throws IOException {
        if (dead) {
            throw new IOException("the power is off");
        }
        if (calls++ == faultyCall) {
            throw fault.get();
        }
    }

    private void awaitLeave(String name) throws IOException {
        holding++;
        while (held != null && name.startsWith(held)) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        holding--;
    }

    private void awaitReadLeave(String name) throws IOException {
        holdingReads++;
        while (heldReads != null && name.startsWith(heldReads)) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        holdingReads--;
    }

    private void note(Kind kind, String name, long position, int length) throws IOException {
        requireAlive();
        if (operations.size() >= failAt) {
            dead = true;
            throw new IOException("the power fails");
        }
        operations.add(new Operation(kind, name, position, length));
    }

    private final class OpenFile implements DiskFile {
        private final String name;
        private final Content content;
        private final Mode mode;

        private OpenFile(String name, Content content, Mode mode) {
            this.name = name;
            this.content = content;
            this.mode = mode;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long size() throws IOException {
            synchronized (CrashingDisk.this) {
                requireAlive();
                return content.length;
            }
        }

        @Override
        public void writeAt(long position, ByteBuffer bytes) throws IOException {
            synchronized (CrashingDisk.this) {
                if (mode == Mode.READ) {
                    throw new IOException(name + " is open to read only");
                }
                if (!dead && operations.size() >= failAt) {
                    // A write that the power fails in may have come to any of its sectors.
                    content.write((int) position, bytes);
                }
                note(Kind.WRITE, name, position, bytes.remaining());
                long growth = content.growth((int) position, bytes.remaining());
                if (growth > 0 && octets() + growth > capacity) {
                    throw new DiskFullException(name + ": write: No space left on device", null);
                }
                content.write((int) position, bytes);
            }
        }

        @Override
        public int readAt(long position, ByteBuffer into) throws IOException {
            synchronized (CrashingDisk.this) {
                awaitReadLeave(name);
                requireAlive();
                int count = (int) Math.max(0, Math.min(into.remaining(), content.length - position));
                into.put(content.octets, (int) Math.min(position, content.length), count);
                octetsRead += count;
                return count;
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (CrashingDisk.this) {
                awaitLeave(name);
                try {
                    note(Kind.FORCE, name, 0, 0);
                } catch (IOException e) {
                    content.forceFails();
                    throw e;
                }
                content.force();
            }
        }

        @Override
        public void close() {}
    }
}
