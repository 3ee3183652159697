package io.leveret.store.space;

import io.leveret.store.disk.Disk;
import io.leveret.store.journal.SegmentPool;
import io.leveret.store.journal.StoreFailure;
import io.leveret.store.worker.Doorbell;
import io.leveret.store.worker.Threads;
import io.leveret.store.worker.Worker;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Watches the room on the device and says when it is low, early enough that what is under way still finds some. Journal
 * files grow by 1 MiB at a time where none is prepared, so it is not the next whole segment that has to fit but what is
 * written until the next look, which comes after a quarter of what is left.
 *
 * <p>When it is low, gives back what can be given: prepared journal files at once, and by checkpoints, for which a
 * {@link Reserve} holds room, the segments that nobody needs any more. Those with little in them are emptied meanwhile, as
 * far as there is room to move it. Files are prepared only while there is plenty.
 *
 * <p>{@link #written} is the committer's; {@link #look}, {@link #space} and {@link #onLook} may be called by any thread;
 * all else happens on the thread {@code leveret-space}.
 */
public final class SpaceKeeper {

    private static final long LOOK_BYTES_MIN = 256 << 10;
    private static final long LOOK_BYTES_MAX = 64 << 20;
    /** Low is over when there is so much more than the limit, as a part of it: an alarm must not flutter. */
    private static final int CLEAR_PART = 8;
    /** What is low stays so for as long, though a relief may free a little at once. */
    private static final int LOW_MS_MIN = 1_000;
    /** It is over once in as long at most. */
    private static final int CYCLE_MS_MIN = 2_000;
    /** While it is low publishers wait for its end. */
    private static final int LOOK_LOW_MS = 100;
    /** After a relief it rests for so many times as long. */
    private static final int PAUSE_FACTOR = 4;

    private static final long UNRELIEVED = -1;

    /** What the keeper has others do, and learns from them. Called on the space thread. */
    public interface Relief {
        /** Lets the journal move on by a record that changes nothing; completes when it is forced. */
        CompletableFuture<Void> touch();

        /** Completes when a checkpoint is published and what it frees is given back. */
        CompletableFuture<Void> checkpoint();

        /** What a checkpoint may take. */
        long checkpointBytes() throws IOException;

        /**
         * Says how much of what keeps segments may be moved to the end of the journal while it is low, which takes room
         * before it gives some; {@link Long#MAX_VALUE} if it is not.
         */
        void mayMove(long bytes);

        /** End of the journal that is forced. */
        long durableLsn();

        /** Whether there is any journal. */
        boolean holdsAnything();
    }

    /**
     * Sizes.
     *
     * @param limitBytes below this room is low
     * @param segmentBytes of a prepared journal file
     * @param reserveBytes held for a checkpoint
     */
    public record Limits(long limitBytes, int segmentBytes, long reserveBytes) {}

    private final Disk disk;
    private final Limits limits;
    private final SegmentPool pool;
    private final Relief relief;
    private final StoreFailure failure;
    private final LongSupplier wallClockMs;
    private final Reserve reserve;
    private final Doorbell bell;
    private final Worker worker;
    private volatile DiskSpace space;
    private volatile long lookAfterBytes = LOOK_BYTES_MIN;
    private volatile Consumer<DiskSpace> listener = now -> {};
    /** End of the journal that both kept checkpoints reach. */
    private long relievedLsn = UNRELIEVED;
    /** Wall clock: a store that stays full is not to do nothing but checkpoints. */
    private long relieveAgainMs = Long.MIN_VALUE;
    /** Wall clock, when low began, and when it was over the last time. */
    private long lowAtMs = Long.MIN_VALUE;

    private long clearedAtMs = Long.MIN_VALUE;
    /** The committer's. */
    private long writtenBytes;

    /** Looks for the first time. */
    public SpaceKeeper(
            Threads threads,
            Disk disk,
            Limits limits,
            SegmentPool pool,
            Relief relief,
            StoreFailure failure,
            LongSupplier wallClockMs)
            throws IOException {
        this.bell = new Doorbell(threads);
        this.wallClockMs = wallClockMs;
        this.disk = disk;
        this.limits = limits;
        this.pool = pool;
        this.relief = relief;
        this.failure = failure;
        this.reserve = new Reserve(disk, limits.reserveBytes);
        this.space = new DiskSpace(Long.MAX_VALUE, limits.limitBytes, false);
        this.worker = new Worker(
                threads, "leveret-space", bell, this::work, failure::fail, () -> space.low() ? LOOK_LOW_MS : 0);
        reserve.find();
        measure();
    }

    /** Starts the thread. */
    public void start() {
        worker.start();
        bell.ring();
    }

    public void end() {
        worker.end();
    }

    /** What the last look has found. */
    public DiskSpace space() {
        return space;
    }

    /** Has the thread look now; does not wait for it. */
    public void look() {
        bell.ring();
    }

    /** Calls back after each look, and soon with what is now; on the space thread. */
    public void onLook(Consumer<DiskSpace> newListener) {
        listener = newListener;
        bell.ring();
    }

    /** The committer has written so much more. */
    public void written(long bytes) {
        writtenBytes += bytes;
        if (writtenBytes >= lookAfterBytes) {
            writtenBytes = 0;
            bell.ring();
        }
    }

    private void work() throws IOException {
        if (disk.usableBytes() - reserve.missingBytes() < enough() && pool.size() > 0) {
            // They are room that has been taken in advance.
            pool.deleteSpares();
        }
        measure();
        listener.accept(space);
        if (space.usableBytes() < enough() && mayRelieve()) {
            relieve();
            measure();
            listener.accept(space);
        }
        relief.mayMove(space.low() ? movableBytes() : Long.MAX_VALUE);
        if (!space.low()) {
            takeReserve();
        }
    }

    private long enough() {
        return space.low() ? limits.limitBytes + limits.limitBytes / CLEAR_PART : limits.limitBytes;
    }

    private void measure() throws IOException {
        // To those who are told of it, room that the reserve lacks is no room.
        long usable = Math.max(0, disk.usableBytes() - reserve.missingBytes());
        space = new DiskSpace(usable, limits.limitBytes, isLow(usable));
        lookAfterBytes = Math.max(LOOK_BYTES_MIN, Math.min(LOOK_BYTES_MAX, (usable - limits.limitBytes) / 4));
        pool.mayPrepare(usable - 2L * limits.segmentBytes > 2 * limits.limitBytes);
    }

    /** An alarm must not flutter where publishers take at once what a relief frees. */
    private boolean isLow(long usable) {
        long nowMs = wallClockMs.getAsLong();
        boolean wasLow = space.low();
        boolean low = usable < enough()
                || (wasLow && (isWithin(LOW_MS_MIN, lowAtMs, nowMs) || isWithin(CYCLE_MS_MIN, clearedAtMs, nowMs)));
        if (low && !wasLow) {
            lowAtMs = nowMs;
        } else if (!low && wasLow) {
            clearedAtMs = nowMs;
        }
        return low;
    }

    /** Not if the clock was set back: it must not keep anything low. */
    private static boolean isWithin(int ms, long sinceMs, long nowMs) {
        return nowMs >= sinceMs && nowMs < sinceMs + ms;
    }

    /**
     * Publishes two checkpoints, unless nothing was written since the last two: the journal behind the older one that is
     * kept is needed too, and it alone may hold most of what is dead.
     */
    private void relieve() throws IOException {
        long fromMs = wallClockMs.getAsLong();
        long needed = relief.checkpointBytes();
        if (disk.usableBytes() < needed && reserve.isHeld()) {
            reserve.giveUp();
        }
        if (disk.usableBytes() < needed) {
            return;
        }
        long firstLsn = checkpointedLsn();
        boolean idle = relief.durableLsn() == firstLsn;
        long secondLsn = checkpointedLsn();
        // What came between the two is dead weight of the older one, and calls for another round.
        relievedLsn = idle ? secondLsn : UNRELIEVED;
        long nowMs = wallClockMs.getAsLong();
        relieveAgainMs = nowMs + PAUSE_FACTOR * Math.max(0, nowMs - fromMs);
    }

    /** Publishes a checkpoint of more than the last; gives an end of the journal up to which it reaches at least. */
    private long checkpointedLsn() {
        if (!failure.awaits(relief.touch())) {
            return UNRELIEVED;
        }
        long lsn = relief.durableLsn();
        return failure.awaits(relief.checkpoint()) ? lsn : UNRELIEVED;
    }

    private boolean mayRelieve() {
        return relief.holdsAnything()
                && relief.durableLsn() != relievedLsn
                && wallClockMs.getAsLong() >= relieveAgainMs;
    }

    /** Half, as others write too; what checkpoints need without the reserve is not to be had. */
    private long movableBytes() throws IOException {
        long kept = reserve.isHeld() ? 0 : relief.checkpointBytes();
        return Math.max(0, disk.usableBytes() - kept) / 2;
    }

    private void takeReserve() throws IOException {
        boolean room = space.usableBytes() > limits.limitBytes + limits.limitBytes / CLEAR_PART;
        if (relief.holdsAnything() && !reserve.isHeld() && room && !worker.isEnding()) {
            reserve.take();
        }
    }
}
