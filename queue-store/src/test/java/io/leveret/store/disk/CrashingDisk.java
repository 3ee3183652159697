package io.leveret.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that remembers what was forced and what was done, and can fail, fill up and crash. What a force was to
 * write that fails is never written by a later one, as with Linux: those pages count as clean then.
 *
 * <p>After a crash of the machine each sector of 512 octets that was written and not forced is there or is not, by
 * chance; so is each change to a name, and a deleted file. A crash of the process loses nothing. Any thread.
 */
public final class CrashingDisk implements Disk {

    /** What is done to a disk that changes it. */
    public enum Kind {
        CREATE,
        WRITE,
        FORCE,
        RENAME,
        DELETE,
        FORCE_NAMES
    }

    /**
     * Something that was done.
     *
     * @param name the file; for a rename its new name, for a force of names nothing
     * @param checksum of the octets written
     * @param thread whose doing it was
     */
    public record Operation(Kind kind, String name, long position, int length, int checksum, String thread) {}

    private static final Set<Kind> NAME_CHANGES = EnumSet.of(Kind.CREATE, Kind.RENAME, Kind.DELETE, Kind.FORCE_NAMES);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private Runnable handOver = () -> {};
    /** What has happened to the name of a file; it has none at first, or none afterwards, if that is empty. */
    private record Change(String from, String to, Content content) {
        private void applyTo(Map<String, Content> names) {
            names.values().removeIf(other -> other == content);
            if (!to.isEmpty()) {
                names.put(to, content);
            }
        }
    }

    private final TreeMap<String, Content> files = new TreeMap<>();
    /** The names that the device has. */
    private final TreeMap<String, Content> forcedNames = new TreeMap<>();
    /** What is to be done to them to have {@link #files}, in order. */
    private final List<Change> unforcedNames = new ArrayList<>();
    /** What the power has failed in. */
    private @Nullable Change inFlight;
    /** Files that are deleted for good, and may yet be back. */
    private final TreeMap<String, Content> deleted = new TreeMap<>();

    private final List<Operation> operations = new ArrayList<>();
    private long failAt = Long.MAX_VALUE;
    private int failAtNameChange = Integer.MAX_VALUE;
    private int nameChanges;
    private boolean dead;
    private boolean diedInOperation;
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

    /** Called before each call, on its thread, outside of all locks: there another thread may come first. */
    public void handOverBy(Runnable before) {
        handOver = before;
    }

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

    /** The same for the change to a name, or force of names, of this number. */
    public synchronized void powerOffAtNameChange(int change) {
        failAtNameChange = change;
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

    /** Whether it has failed in an operation, and not between two. */
    public synchronized boolean hasDiedInOperation() {
        return diedInOperation;
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
    public long usableBytes() throws IOException {
        handOver.run();
        return usableNow();
    }

    private synchronized long usableNow() throws IOException {
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
        return files.values().stream().mapToLong(Content::room).sum();
    }

    /** The disk as a process finds it that starts after the machine has crashed. */
    public synchronized CrashingDisk afterMachineCrash(long seed) {
        SplittableRandom chance = new SplittableRandom(seed);
        TreeMap<String, Content> names = new TreeMap<>(forcedNames);
        boolean inOrder = chance.nextBoolean();
        int first = inOrder ? chance.nextInt(unforcedNames.size() + 1) : 0;
        for (int i = 0; i < unforcedNames.size(); i++) {
            if (inOrder ? i < first : chance.nextBoolean()) {
                unforcedNames.get(i).applyTo(names);
            }
        }
        Change last = inFlight;
        if (last != null && chance.nextBoolean()) {
            last.applyTo(names);
        }
        deleted.forEach((name, content) -> {
            if (chance.nextBoolean()) {
                names.putIfAbsent(name, content);
            }
        });
        CrashingDisk survivor = new CrashingDisk();
        names.forEach((name, content) -> survivor.files.put(name, content.survivor(chance.split())));
        survivor.forcedNames.putAll(survivor.files);
        return survivor;
    }

    /** The disk as a process finds it that starts after this one has died: what was not forced still may be lost. */
    public synchronized CrashingDisk afterProcessCrash() {
        CrashingDisk survivor = new CrashingDisk();
        Map<Content, Content> copies = new HashMap<>();
        Function<Content, Content> copy = content -> copies.computeIfAbsent(content, Content::copy);
        files.forEach((name, content) -> survivor.files.put(name, copy.apply(content)));
        forcedNames.forEach((name, content) -> survivor.forcedNames.put(name, copy.apply(content)));
        deleted.forEach((name, content) -> survivor.deleted.put(name, copy.apply(content)));
        for (Change change : unforcedNames) {
            survivor.unforcedNames.add(new Change(change.from, change.to, copy.apply(change.content)));
        }
        return survivor;
    }

    /** Changes one bit of a file, on the device. */
    public synchronized void flipBit(String name, long bit) {
        content(name).flipBit(bit);
    }

    /** Cuts a file off, on the device. */
    public synchronized void truncate(String name, int length) {
        content(name).truncate(length);
    }

    /** The files as they are, also while the power is off. */
    public synchronized List<String> names() {
        return new ArrayList<>(files.keySet());
    }

    /** The octets of a file. */
    public synchronized byte[] read(String name) {
        return content(name).all();
    }

    /** Puts octets into a file, on the device. */
    public synchronized void put(String name, int at, byte[] octets) {
        Content content = files.computeIfAbsent(name, key -> new Content());
        forcedNames.put(name, content);
        content.write(at, ByteBuffer.wrap(octets));
        content.force();
    }

    @Override
    public DiskFile open(String name, Mode mode) throws IOException {
        handOver.run();
        return openNow(name, mode);
    }

    private synchronized DiskFile openNow(String name, Mode mode) throws IOException {
        if (mode == Mode.CREATE) {
            if (files.containsKey(name)) {
                throw new FileAlreadyExistsException(name);
            }
            change(Kind.CREATE, name, new Change("", name, new Content()));
        } else if (!files.containsKey(name)) {
            throw new NoSuchFileException(name);
        } else {
            requireAlive();
        }
        return new OpenFile(name, content(name), mode);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        handOver.run();
        renameNow(from, to);
    }

    private synchronized void renameNow(String from, String to) throws IOException {
        if (!files.containsKey(from)) {
            throw new NoSuchFileException(from);
        }
        change(Kind.RENAME, to, new Change(from, to, content(from)));
    }

    @Override
    public void delete(String name) throws IOException {
        handOver.run();
        deleteNow(name);
    }

    private synchronized void deleteNow(String name) throws IOException {
        if (!files.containsKey(name)) {
            throw new NoSuchFileException(name);
        }
        change(Kind.DELETE, name, new Change(name, "", content(name)));
    }

    private void change(Kind kind, String name, Change change) throws IOException {
        if (!dead && powerFailsIn(kind)) {
            inFlight = change;
        }
        note(kind, name, 0, NOTHING);
        change.applyTo(files);
        unforcedNames.add(change);
    }

    @Override
    public void forceNames() throws IOException {
        handOver.run();
        forceNamesNow();
    }

    private synchronized void forceNamesNow() throws IOException {
        note(Kind.FORCE_NAMES, "", 0, NOTHING);
        for (Change change : unforcedNames) {
            change.applyTo(forcedNames);
            if (change.to.isEmpty()) {
                deleted.put(change.from, change.content);
            } else {
                deleted.remove(change.to);
            }
        }
        unforcedNames.clear();
    }

    @Override
    public List<String> list() throws IOException {
        handOver.run();
        return listNow();
    }

    private synchronized List<String> listNow() throws IOException {
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

    private boolean powerFailsIn(Kind kind) {
        return operations.size() >= failAt || (NAME_CHANGES.contains(kind) && nameChanges >= failAtNameChange);
    }

    private void note(Kind kind, String name, long position, ByteBuffer octets) throws IOException {
        requireAlive();
        if (powerFailsIn(kind)) {
            dead = true;
            diedInOperation = true;
            throw new IOException("the power fails");
        }
        nameChanges += NAME_CHANGES.contains(kind) ? 1 : 0;
        CRC32C checksum = new CRC32C();
        checksum.update(octets.duplicate());
        operations.add(new Operation(
                kind,
                name,
                position,
                octets.remaining(),
                (int) checksum.getValue(),
                Thread.currentThread().getName()));
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
            handOver.run();
            synchronized (CrashingDisk.this) {
                requireAlive();
                return content.length();
            }
        }

        @Override
        public void writeAt(long position, ByteBuffer bytes) throws IOException {
            handOver.run();
            synchronized (CrashingDisk.this) {
                if (mode == Mode.READ) {
                    throw new IOException(name + " is open to read only");
                }
                if (!dead && powerFailsIn(Kind.WRITE)) {
                    // A write that the power fails in may have come to any of its sectors.
                    content.write((int) position, bytes);
                }
                note(Kind.WRITE, name, position, bytes);
                long growth = content.growth((int) position, bytes.remaining());
                if (growth > 0 && octets() + growth > capacity) {
                    throw new DiskFullException(name + ": write: No space left on device", null);
                }
                content.write((int) position, bytes);
            }
        }

        @Override
        public int readAt(long position, ByteBuffer into) throws IOException {
            handOver.run();
            synchronized (CrashingDisk.this) {
                awaitReadLeave(name);
                requireAlive();
                int count = (int) Math.max(0, Math.min(into.remaining(), content.length() - position));
                content.read((int) Math.min(position, content.length()), count, into);
                octetsRead += count;
                return count;
            }
        }

        @Override
        public void force() throws IOException {
            handOver.run();
            synchronized (CrashingDisk.this) {
                awaitLeave(name);
                try {
                    note(Kind.FORCE, name, 0, NOTHING);
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
