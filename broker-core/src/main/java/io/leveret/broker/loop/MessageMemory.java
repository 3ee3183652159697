package io.leveret.broker.loop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * The memory that the messages of one loop's queues may take. Past it, queues with a backlog give their tails to the disk,
 * in turn, until an eighth is free again; nothing is refused (DESIGN section 5). Nobody waits either, unless a disk that is
 * slower than the publishers lets what is on its way there grow as large as that memory again.
 *
 * <p>Owned by the loop.
 */
public final class MessageMemory {

    /** Entries that one call pages out at most, some hundred microseconds of work. */
    private static final int ENTRIES_PER_CALL_MAX = 4096;

    private static final int SLICE = 512;

    private static final long FRONT_BYTES_MAX = 64 << 10;
    private static final int QUEUES_WITH_FRONT = 4096;
    private static final long HELD_BYTES_MIN = 1 << 20;
    private static final int HOLDERS_WHEN_SHORT = 16;
    private static final int READ_BYTES_MAX = 2 << 20;
    private static final int READ_BYTES_MIN = 16 << 10;
    private static final int READ_SHARE = 8;
    private static final int FRONT_ENTRIES_MAX = 256;
    private static final int FRONT_ENTRIES_MIN = 2;
    /** So that the fronts of some hundred deep queues fit. */
    private static final long BYTES_PER_FRONT_ENTRY = 64 << 10;

    /** A queue with messages that may leave memory. */
    public interface Holder {
        /**
         * Pages out up to so many entries.
         *
         * @return how many; if fewer, the holder has no more now and must {@link #offer} itself again when it has
         */
        int relieve(int entriesMax);
    }

    /** Who waits until so many pages are written. */
    private record Waiter(long pages, Runnable task) {}

    private final long bytesMax;
    private final long alarmBytes;
    /** More than this and pages are written too slowly. */
    private final long behindBytes;
    /** So little and they are not any more, wherever it came from. */
    private final long caughtUpBytes;

    private final ArrayDeque<Waiter> waitingForPages = new ArrayDeque<>(0);
    private long pagesBegun;
    private long pagesWritten;
    /** In the order in which they are asked. */
    private final LinkedHashSet<Holder> holders = new LinkedHashSet<>();

    private Consumer<Boolean> whenExhausted = exhausted -> {};
    private final List<Runnable> waiting = new ArrayList<>(0);
    private boolean exhausted;
    private long bytes;
    private boolean relieving;

    /**
     * @param bytesMax at least 1
     * @param alarmBytes more than that
     */
    MessageMemory(long bytesMax, long alarmBytes) {
        this.bytesMax = bytesMax;
        this.alarmBytes = alarmBytes;
        this.behindBytes = bytesMax + Math.min(bytesMax, (alarmBytes - bytesMax) / 2);
        this.caughtUpBytes = bytesMax + (behindBytes - bytesMax) / 2;
    }

    /** Counts a message in, or out if the number is negative. */
    public void add(long footprintBytes) {
        bytes += footprintBytes;
        assert bytes >= 0;
        if (footprintBytes < 0 && bytes <= caughtUpBytes && !waitingForPages.isEmpty()) {
            resume(Long.MAX_VALUE);
        }
        if (exhausted ? bytes < alarmBytes - alarmBytes / 4 : bytes >= alarmBytes) {
            exhausted = !exhausted;
            whenExhausted.accept(exhausted);
            if (!exhausted) {
                List<Runnable> tasks = List.copyOf(waiting);
                waiting.clear();
                tasks.forEach(Runnable::run);
            }
        }
    }

    /** Runs the task when memory, which {@link #isExhausted}, is not so any more; within a call of {@link #add}. */
    public void whenRoom(Runnable task) {
        assert exhausted;
        waiting.add(task);
    }

    /** A page of so many octets is on its way to the disk; they count here until {@link #add} is told otherwise. */
    public void beginWrite(long footprintBytes) {
        pagesBegun++;
        add(footprintBytes);
    }

    /** The next of these pages has been written, or could not be. */
    public void endWrite() {
        pagesWritten++;
        assert pagesWritten <= pagesBegun;
        resume(pagesWritten);
    }

    private void resume(long upToPages) {
        while (!waitingForPages.isEmpty() && waitingForPages.element().pages() <= upToPages) {
            waitingForPages.remove().task().run();
        }
    }

    /** Whether pages are written more slowly than messages come, so that whoever publishes should {@link #whenWritten wait}. */
    public boolean isBehind() {
        return pagesBegun > pagesWritten && bytes > behindBytes;
    }

    /**
     * Runs the task, later, when half of the pages that are on their way now are written, or could not be, since with none
     * left the disk would have nothing to do; or when messages take clearly less than would be {@link #isBehind behind}.
     */
    public void whenWritten(Runnable task) {
        assert pagesBegun > pagesWritten;
        long underWay = pagesBegun - pagesWritten;
        waitingForPages.add(new Waiter(pagesWritten + (underWay + 1) / 2, task));
    }

    /** Tells when memory {@link #isExhausted}, and when a quarter of that is free again; before the loop runs. */
    public void whenExhausted(Consumer<Boolean> listener) {
        whenExhausted = listener;
    }

    /** What messages take now. */
    public long bytes() {
        return bytes;
    }

    /** How many entries a queue keeps before what it pages out. */
    public int frontEntries() {
        return (int) Math.max(FRONT_ENTRIES_MIN, Math.min(FRONT_ENTRIES_MAX, bytesMax / BYTES_PER_FRONT_ENTRY));
    }

    /** How many octets of messages a queue keeps there at most, if that is more than one. */
    public long frontBytes() {
        return Math.min(FRONT_BYTES_MAX, bytesMax / QUEUES_WITH_FRONT);
    }

    /** How many octets one consumer may hold unacked though memory is short. */
    public long heldBytesMax() {
        return Math.max(HELD_BYTES_MIN, bytesMax / HOLDERS_WHEN_SHORT);
    }

    /** How many octets one read for a queue should bring at most: a share of what is left, so that all can read. */
    public int readBytesMax() {
        return (int) Math.max(READ_BYTES_MIN, Math.min(READ_BYTES_MAX, (bytesMax - bytes) / READ_SHARE));
    }

    /**
     * Whether so much is held that cannot be paged out that no more should be read back for those who hold much of it. It
     * stays so until a quarter of that is free again.
     */
    public boolean isExhausted() {
        return exhausted;
    }

    /** Whether messages take more than they should, so that nothing is read back that nobody waits for. */
    public boolean isOverBudget() {
        return bytes > bytesMax;
    }

    /** Whether so much is held that nobody should get more who holds more than a little. */
    public boolean isCritical() {
        return bytes - alarmBytes >= alarmBytes / 4;
    }

    /** The holder has something to page out; nothing happens if it has said so before. */
    public void offer(Holder holder) {
        holders.add(holder);
    }

    /** The holder is gone. */
    public void forget(Holder holder) {
        holders.remove(holder);
    }

    /** Has holders page out if that is due; true if there is more to do at once. */
    public boolean relieve() {
        relieving |= bytes > bytesMax;
        for (int left = ENTRIES_PER_CALL_MAX; relieving && left > 0; ) {
            if (holders.isEmpty() || bytes <= bytesMax - bytesMax / 8) {
                relieving = false;
                break;
            }
            Holder holder = holders.iterator().next();
            holders.remove(holder);
            int paged = holder.relieve(SLICE);
            if (paged == SLICE) {
                holders.add(holder);
            }
            left -= Math.max(1, paged);
        }
        return relieving;
    }
}
