package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.loop.LoopJournal;
import io.leveret.broker.loop.MessageMemory;
import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.leveret.store.Backlog;
import io.leveret.store.RecoveredMessage;
import io.leveret.store.disk.StoreException;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.scratch.ScratchPage;
import io.leveret.store.seq.SeqSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves messages of one queue out of memory and back when the loop's messages take too much: first its tail, then what has
 * come back to its place, then what consumers hold and the journal has, then the front if nobody takes from it. The front
 * is read back ahead of whoever does.
 *
 * <p>A stored entry costs nothing to page out once it is forced: the journal has it. Others go to scratch pages. While
 * there is room, the front is in memory in any case, since its head may have a time to live.
 *
 * <p>Owned by the queue's home loop.
 */
final class Paging implements MessageMemory.Holder {

    private static final Logger LOG = LoggerFactory.getLogger(Paging.class);

    /** What stays in memory for a reader to come, or for a time to live to end. */
    private static final int IDLE_ENTRIES = 16;
    /** What arrives behind what is paged out is paged out in portions of about this. */
    private static final int TAIL_ENTRIES = 2048;

    private static final int IDLE_BYTES = 16 << 10;
    /** How long a head stays for whoever was told that it is here. */
    private static final int FETCH_MS_MAX = 1_000;

    private static final int READ_MESSAGES_MIN = 256;
    private static final int READ_MESSAGES_MAX = 8192;

    private final Queue queue;
    private final Loop home;
    private final QueueState state;
    private final Residence residence;
    private final ReadyEntries ready;
    private final PagedOut pagedOut;
    private final QueueLog log;
    private final Holders holders;
    private final PageWriter pages;
    private final AwayHead awayHead;
    private final LongConsumer wake;
    private final List<Runnable> waiting = new ArrayList<>(0);
    private boolean offered;
    private boolean inDemandLately;
    private boolean consumedLately;
    private boolean endsLately;
    private boolean roomAwaited;
    private long fetchedUntilMs = Long.MIN_VALUE;
    private boolean reading;
    private int readNext = READ_MESSAGES_MIN;
    private int lastRead;
    private @Nullable StoreException damage;
    /** Stored entries up to these positions are forced; by level. */
    private long[] forcedUpTo;

    private boolean forceAwaited;
    private boolean closed;

    /** @param wake has the turn end here again at a time */
    Paging(Queue queue, QueueState state, QueueLog log, Holders holders, LongConsumer wake) {
        this.queue = queue;
        this.home = queue.home();
        this.state = state;
        this.residence = state.residence();
        this.ready = state.entries();
        this.pagedOut = ready.pagedOut();
        this.log = log;
        this.holders = holders;
        this.pages = new PageWriter(queue, pagedOut);
        this.forcedUpTo = state.lastPositions();
        this.wake = wake;
        this.awayHead = new AwayHead(home, ready, wake);
    }

    private LoopJournal journal() {
        return Objects.requireNonNull(home.journal());
    }

    /** Whether nothing can be taken although something is ready. */
    boolean isHeadAway() {
        return ready.isHeadAway();
    }

    /**
     * The opposite, for those who want to take it.
     *
     * @throws ConnectionException 541 if what comes next is damaged
     */
    boolean isHeadThere() {
        boolean there = !ready.isHeadAway();
        StoreException why = damage;
        if (!there && why != null) {
            throw new ConnectionException(
                    ReplyCode.INTERNAL_ERROR, queue.description() + " cannot be read: " + why.getMessage());
        }
        return there;
    }

    /** Runs the task when the head is in memory, or cannot be read, or nothing is left. */
    void await(Runnable task) {
        if (ready.isHeadAway() && damage == null) {
            waiting.add(task);
            queue.markDirty();
        } else {
            task.run();
        }
    }

    /**
     * Reads ahead, and has messages paged out if this loop has too many.
     *
     * @param consumed whether somebody takes messages from this queue
     * @param ends whether what comes next is to be dropped, or has probably expired: that is read even if memory is short
     */
    void endTurn(boolean consumed, boolean ends) {
        consumedLately = consumed || ends;
        endsLately = ends;
        inDemandLately = consumedLately || !waiting.isEmpty();
        if (!pagedOut.isEmpty()) {
            readAhead(inDemandLately);
        }
        if (home.journal() == null) {
            return;
        }
        if (!offered && mayRelieve()) {
            offered = true;
            home.memory().offer(this);
        }
        if (!pagedOut.isEmpty() && ready.inTail() >= TAIL_ENTRIES) {
            // What must wait behind the disk anyway leaves before the collector has copied it around.
            pageOutTail(ready.inTail());
            watchHead();
        }
        if (home.memory().relieve()) {
            queue.markDirty();
        }
        pages.retry(wake);
    }

    /** Whether so little memory is left that consumers get nothing more; then the turn ends here again when there is some. */
    private boolean isShort() {
        if (!home.memory().isCritical() || !waiting.isEmpty()) {
            return false;
        }
        if (!roomAwaited) {
            roomAwaited = true;
            home.memory().whenRoom(() -> {
                roomAwaited = false;
                queue.markDirty();
            });
        }
        return true;
    }

    private boolean mayRelieve() {
        return ready.inTail() > 0
                || (ready.inFront() > 0 && mayFrontLeave())
                || ready.inReturned() > 1
                || (state.unacked() > 0 && log.isOpen());
    }

    private void readAhead(boolean inDemand) {
        int enough = inDemand ? lastRead : 0;
        boolean early = ready.readyInFront() > enough || ready.isBackBeforeFront();
        if (reading || damage != null || (early && !ready.isHeadAway())) {
            return;
        }
        if (inDemand) {
            if (!endsLately && isShort()) {
                return;
            }
        } else if (ready.isHeadAway() && awayHead.isDue()) {
            awayHead.looks();
        } else {
            return;
        }
        int messages = nextPortion(inDemand);
        List<ScratchPage> next =
                pagedOut.firstPages(messages, inDemand ? home.memory().readBytesMax() : IDLE_BYTES);
        if (next.isEmpty()) {
            request(ready.firstToRead(), messages, inDemand);
        } else {
            reading = true;
            lastRead = 0;
            journal().scratch().read(next, home, this::readPage);
        }
    }

    /** How many messages the next read should bring: the longer somebody takes them, the more. */
    private int nextPortion(boolean inDemand) {
        int messages = inDemand ? readNext : IDLE_ENTRIES;
        readNext = inDemand ? Math.min(READ_MESSAGES_MAX, readNext * 2) : READ_MESSAGES_MIN;
        return messages;
    }

    private void request(long from, int messages, boolean inDemand) {
        reading = true;
        pagedOut.beginRead();
        long to = Math.min(pagedOut.lastStoredBeforePage(), Priorities.lastBeside(from));
        int bytes = inDemand ? home.memory().readBytesMax() : IDLE_BYTES;
        log.read(from, to, messages, bytes, backlog -> read(from, to, backlog));
    }

    /** If nothing is left in front, the reader is what consumers wait for: it goes on while this portion goes out. */
    private void requestNext(Backlog backlog) {
        boolean awaited = consumedLately && ready.inFront() == 0 && backlog.damage() == null;
        long next = pagedOut.firstStoredFrom(backlog.nextSeq());
        if (awaited
                && next != SeqSet.NONE
                && next <= pagedOut.lastStoredBeforePage()
                && !home.memory().isCritical()) {
            request(next, nextPortion(true), true);
        }
    }

    private void read(long from, long to, Backlog backlog) {
        reading = false;
        if (closed) {
            return;
        }
        SeqSet cameSince = pagedOut.endRead();
        requestNext(backlog);
        lastRead = 0;
        for (RecoveredMessage found : backlog.messages()) {
            Message message = Message.recovered(found.message());
            boolean redelivered = log.isRedelivered(found.seq()) || pagedOut.isRedelivered(found.seq());
            if (pagedOut.take(found.seq(), message.bodyLength())) {
                lastRead++;
                residence.readBack(found.seq(), message, deadlineMs(found.expiresAtMs()), redelivered, true);
            }
        }
        // A purge may have been faster than what was found damaged.
        damage = pagedOut.hasStored(backlog.nextSeq(), to) ? backlog.damage() : null;
        long lost = pagedOut.lose(from, Math.min(to, backlog.nextSeq() - 1), cameSince);
        if (lost > 0) {
            // The journal said that they were safe, so this is a defect, of ours or of the device.
            LOG.error("{}: {} messages from position {} on are not in the journal", queue, lost, from);
            state.lost(lost);
            state.stored().add(-lost, 0);
        }
        if (damage != null) {
            LOG.error("{} stops at position {}: {}", queue, backlog.nextSeq(), damage.getMessage());
        }
        progressed();
    }

    private long deadlineMs(long expiresAtMs) {
        return expiresAtMs == JournalWriter.NEVER ? QueueEntry.NEVER : home.monotonicMs(expiresAtMs);
    }

    private void readPage(ScratchPage page, @Nullable List<RecoveredMessage> messages) {
        reading = false;
        if (closed) {
            return;
        }
        if (!pagedOut.take(page)) {
            progressed(); // a purge was faster
            return;
        }
        if (messages == null) {
            state.lost(page.count());
        } else {
            lastRead += messages.size();
            for (RecoveredMessage found : messages) {
                // Within one life of the process: a deadline stands there as it is.
                residence.readBack(
                        found.seq(),
                        Message.recovered(found.message()),
                        found.expiresAtMs(),
                        found.redelivered(),
                        false);
            }
        }
        release(page);
        progressed();
    }

    /** The head may be here now: whoever waits looks again. */
    private void progressed() {
        tellWaiting();
        queue.markDirty();
    }

    private void tellWaiting() {
        if (!waiting.isEmpty()) {
            fetchedUntilMs = home.turnMs() + FETCH_MS_MAX;
        }
        List<Runnable> tasks = List.copyOf(waiting);
        waiting.clear();
        tasks.forEach(Runnable::run);
    }

    @Override
    public int relieve(int entriesMax) {
        int paged = pageOutTail(entriesMax);
        if (paged < entriesMax) {
            paged += pageOutReturned(entriesMax - paged);
        }
        if (paged < entriesMax && log.isOpen()) {
            paged += leaveHeld(entriesMax - paged);
        }
        if (paged < entriesMax && mayFrontLeave() && home.memory().isOverBudget()) {
            paged += pageOutFront(entriesMax - paged);
        }
        offered = paged == entriesMax;
        watchHead();
        return paged;
    }

    /** A head may have left memory at the end of a turn, perhaps another queue's: somebody must see when it expires. */
    private void watchHead() {
        boolean isWatched = reading || damage != null || !ready.isHeadAway();
        boolean waits = inDemandLately && !endsLately && home.memory().isCritical();
        if (!isWatched && awayHead.isDue() && !waits) {
            queue.markDirty(); // it is read then
        }
    }

    /** What was given back, or read back before others; it has left its place at the head, so the first few stay. */
    private int pageOutReturned(int entriesMax) {
        int paged = 0;
        boolean unforced = false;
        for (QueueEntry entry : residence.takeReturned(
                home.memory().frontEntries(), home.memory().frontBytes(), entriesMax)) {
            if (entry.isStored() ? !isForced(entry) : pages.isBusy()) {
                residence.keep(entry);
                unforced |= entry.isStored();
                continue;
            }
            paged++;
            if (entry.isStored()) {
                residence.pageOut(entry);
            } else {
                pages.add(entry);
            }
        }
        pages.flush();
        if (unforced) {
            awaitForce();
        }
        return paged;
    }

    private int leaveHeld(int max) {
        int left = holders.leaveMemory(max, this::isForced, residence, queue.subscriptions()::released);
        if (left < max && holders.mayLeaveMemory()) {
            awaitForce();
        }
        return left;
    }

    private int pageOutTail(int entriesMax) {
        ready.keepInFront(home.memory().frontEntries(), home.memory().frontBytes());
        return pageOut(entriesMax, ready::firstInTail, residence::takeFromTail);
    }

    /** Not while somebody takes from it, nor while who has waited for it is on the way. */
    private boolean mayFrontLeave() {
        return !inDemandLately && home.turnMs() >= fetchedUntilMs;
    }

    /** Of its head, the deadline is remembered. */
    private int pageOutFront(int entriesMax) {
        QueueEntry head = ready.head();
        int paged = pageOut(entriesMax, ready::firstInFront, residence::takeFromFront);
        if (head != null && paged > 0) {
            awayHead.leaves(head);
        }
        return paged;
    }

    /**
     * Pages out entries from one end of the ready ones.
     *
     * @param first gives the next of them, or null
     * @param take takes that
     */
    private int pageOut(int entriesMax, Supplier<@Nullable QueueEntry> first, Supplier<QueueEntry> take) {
        int paged = 0;
        for (QueueEntry next = first.get(); next != null && paged < entriesMax; next = first.get()) {
            if (next.isStored() && !isForced(next)) {
                awaitForce();
                break;
            } else if (next.isStored()) {
                residence.pageOut(take.get());
            } else if (pages.isBusy()) {
                break;
            } else {
                pages.add(take.get());
            }
            paged++;
        }
        pages.flush();
        return paged;
    }

    private boolean isForced(QueueEntry entry) {
        return entry.position() <= forcedUpTo[Priorities.level(entry.position())];
    }

    /** Stored entries may go when the journal has them for sure. */
    private void awaitForce() {
        long[] upTo = state.lastPositions();
        if (!forceAwaited && !Arrays.equals(upTo, forcedUpTo)) {
            forceAwaited = true;
            home.whenDurable(() -> {
                forceAwaited = false;
                forcedUpTo = upTo;
                queue.markDirty();
            });
        }
    }

    /** Nothing is paged out any more, nor damaged. */
    void purged() {
        damage = null;
        progressed();
    }

    /** The page is not needed any more. */
    void release(ScratchPage page) {
        pages.release(page);
    }

    /** The queue is gone. */
    void close() {
        closed = true;
        home.memory().forget(this);
        tellWaiting();
    }
}
