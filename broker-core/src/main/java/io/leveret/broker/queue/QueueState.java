package io.leveret.broker.queue;

import io.leveret.broker.loop.MessageMemory;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.scratch.ScratchPage;
import io.leveret.store.seq.SeqSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which messages of a queue are ready, in what order, and which are unacked.
 *
 * <p>A pure core: no clock, no thread, no consumer. Time comes in as an argument. Ready entries stand in the order of
 * their positions: new ones at the end, requeued ones where they were. Both, taking and returning, are O(1) for
 * entries that were never requeued and O(log r) for the r that were.
 *
 * <p>Owned by the queue's home loop.
 */
final class QueueState {

    private final Queue queue;
    private final Priorities priorities;
    private final ReadyEntries ready;
    private final Residence residence;
    private final Purged purged = new Purged();
    /** By level: the highest position that was ever given, and that of a stored entry that was taken to be delivered. */
    private final long[] lastPositions;

    private final long[] lastDelivered;
    /** The last number that was given on any level, where all have them from one sequence. */
    private long lastNumber;

    private long readyBytes;
    private int unacked;
    private long unackedBytes;
    private final StoredTally stored = new StoredTally();
    private int withheld;
    private int reserved;
    private long reservedBytes;
    private int moving;
    private long movingBytes;
    private long entered;
    private long gone;

    QueueState(Queue queue, Priorities priorities, MessageMemory memory) {
        this.queue = queue;
        this.priorities = priorities;
        this.ready = new ReadyEntries(priorities);
        this.lastPositions = priorities.bases();
        this.lastDelivered = priorities.bases();
        this.residence = new Residence(queue, ready, memory);
    }

    /** The ready entries in their order. */
    ReadyEntries entries() {
        return ready;
    }

    /** What of them, and of others, is in memory. */
    Residence residence() {
        return residence;
    }

    /** Messages that wait for a consumer. */
    int ready() {
        return ready.size();
    }

    /** Octets of the ready messages' bodies. */
    long readyBytes() {
        return readyBytes;
    }

    /** Messages that are delivered and not settled. */
    int unacked() {
        return unacked;
    }

    /** Octets of their bodies. */
    long unackedBytes() {
        return unackedBytes;
    }

    /** Which of all these the journal has. */
    StoredTally stored() {
        return stored;
    }

    /** Messages that have died and are on their way to other queues. */
    int moving() {
        return moving;
    }

    /** Octets of their bodies. */
    long movingBytes() {
        return movingBytes;
    }

    /** Messages that have left for good. */
    long gone() {
        return gone;
    }

    /** Adds a message behind all of its priority. */
    QueueEntry enqueue(Message message, long deadlineMs) {
        return enqueueAt(nextPosition(message), message, deadlineMs);
    }

    private long nextPosition(Message message) {
        int level = priorities.level(message);
        lastPositions[level] =
                priorities.hasClasses() ? Priorities.base(level) + ++lastNumber : lastPositions[level] + 1;
        return lastPositions[level];
    }

    /** Takes over what an earlier life of the broker has left of one level on the disk. */
    void recover(SeqSet live, int level, long liveBytes, long deliveredUpTo) {
        long base = Priorities.base(level);
        lastDelivered[level] = Math.max(lastDelivered[level], base + live.floor(deliveredUpTo));
        entered += live.size();
        readyBytes += liveBytes;
        stored.add(live.size(), liveBytes);
        ready.pagedOut().recover(live, level, liveBytes);
    }

    /** New messages of its level continue above this position. */
    void continueAbove(long position) {
        int level = Priorities.level(position);
        lastPositions[level] = Math.max(lastPositions[level], position);
        lastNumber = Math.max(lastNumber, Priorities.seq(position));
        ready.continueAbove(position);
    }

    /** The highest position that was ever given, of each level. */
    long[] lastPositions() {
        return lastPositions.clone();
    }

    /** The position of the head, or of the next message to come without a priority if nothing is ready. */
    long nextToDeliver() {
        return Math.min(lastPositions[priorities.ordinaryLevel()] + 1, ready.firstPosition());
    }

    /** The highest position of a stored entry that was taken to be delivered, of each level. */
    long[] lastDelivered() {
        return lastDelivered.clone();
    }

    /** Takes a place at the end for a message that may come later, or be {@link #giveUp given up}. */
    long reserve(Message message) {
        reserved++;
        reservedBytes += message.bodyLength();
        return nextPosition(message);
    }

    /** Nothing comes to a place that was reserved for this message. */
    void giveUp(Message message) {
        reserved--;
        reservedBytes -= message.bodyLength();
    }

    /** A message takes the place that was reserved for it. */
    QueueEntry enqueueReserved(long position, Message message, long deadlineMs) {
        giveUp(message);
        return enqueueAt(position, message, deadlineMs);
    }

    /** Messages that are ready or will be, once the transactions under way are committed. */
    int expected() {
        return ready() + reserved;
    }

    /** Octets of their bodies. */
    long expectedBytes() {
        return readyBytes + reservedBytes;
    }

    /** Adds a message at its place. */
    private QueueEntry enqueueAt(long position, Message message, long deadlineMs) {
        QueueEntry entry = new QueueEntry(queue, message, position, deadlineMs);
        entered++;
        residence.enter(entry);
        if (ready.isBehindAll(position)) {
            ready.append(entry);
            readyBytes += message.bodyLength();
        } else {
            putBack(entry);
        }
        return entry;
    }

    /** The ready entry with the lowest position; null if there is none, or if it is paged out. */
    @Nullable
    QueueEntry head() {
        return ready.head();
    }

    /** So many entries that were paged out cannot be read back. */
    void lost(long count) {
        gone += count;
        readyBytes = ready.size() == 0 ? 0 : readyBytes;
    }

    /** Takes the head to be held until it is settled. */
    QueueEntry takeFor(Holder holder) {
        QueueEntry entry = removeHead();
        entry.state = QueueEntry.State.UNACKED;
        if (entry.isStored()) {
            int level = Priorities.level(entry.position());
            lastDelivered[level] = Math.max(lastDelivered[level], entry.position());
        }
        holder.hold(entry);
        unacked++;
        unackedBytes += entry.bodyLength();
        return entry;
    }

    /** Takes the head for good: it was delivered without acknowledgement, or has expired. */
    QueueEntry takeForGood() {
        QueueEntry entry = removeHead();
        gone(entry);
        return entry;
    }

    /** Takes the head to be delivered for good; what becomes of a stored one the journal learns by {@link HandedOver}. */
    QueueEntry takeToHandOver() {
        QueueEntry entry = removeHead();
        left(entry);
        return entry;
    }

    /** An entry that was handed over has been written, unless it has come back. */
    void settleHandedOver(QueueEntry entry) {
        if (entry.state == QueueEntry.State.GONE && entry.isStored()) {
            record(entry);
        }
    }

    /** Takes the head, which has died, to be held until {@link #moved}. */
    QueueEntry takeToMove() {
        QueueEntry entry = removeHead();
        move(entry);
        return entry;
    }

    private QueueEntry removeHead() {
        QueueEntry head = ready.poll();
        readyBytes -= head.bodyLength();
        return head;
    }

    /** Settles an unacked entry for good; false if it is not unacked any more. */
    boolean settle(QueueEntry entry) {
        if (!release(entry)) {
            return false;
        }
        gone(entry);
        return true;
    }

    /** Takes an unacked entry, which has died, to be held until {@link #moved}; false if it is not unacked any more. */
    boolean releaseToMove(QueueEntry entry) {
        if (!release(entry)) {
            return false;
        }
        move(entry);
        return true;
    }

    private void move(QueueEntry entry) {
        entry.state = QueueEntry.State.MOVING;
        moving++;
        movingBytes += entry.bodyLength();
    }

    /** Lets go of an entry: whoever is to have its dead letter has answered. */
    void moved(QueueEntry entry) {
        assert entry.state == QueueEntry.State.MOVING;
        moving--;
        movingBytes -= entry.bodyLength();
        gone(entry);
    }

    /** Puts an unacked entry back to its place, to be delivered again; false if it is not unacked any more. */
    boolean requeue(QueueEntry entry) {
        if (!release(entry)) {
            return false;
        }
        entry.markRedelivered();
        putBack(entry);
        return true;
    }

    /**
     * Puts an entry back that was handed over but never written to a client, whether it was to be acknowledged or not.
     */
    void giveBack(QueueEntry entry) {
        assert entry.state == QueueEntry.State.UNACKED || entry.state == QueueEntry.State.GONE;
        if (entry.state == QueueEntry.State.UNACKED) {
            release(entry);
        } else {
            gone--;
            residence.enter(entry);
        }
        queue.redeliveries().isBack(entry);
        putBack(entry);
    }

    /** Takes an unacked entry from its holder until its transaction is decided; false if it is not unacked any more. */
    boolean withhold(QueueEntry entry) {
        if (!release(entry)) {
            return false;
        }
        entry.unpin();
        entry.state = QueueEntry.State.WITHHELD;
        withheld++;
        return true;
    }

    /** A withheld entry is gone for good. */
    void settleWithheld(QueueEntry entry) {
        assert entry.state == QueueEntry.State.WITHHELD;
        withheld--;
        gone(entry);
    }

    /** A withheld entry has died, and is held until {@link #moved}. */
    void withheldToMove(QueueEntry entry) {
        assert entry.state == QueueEntry.State.WITHHELD;
        withheld--;
        move(entry);
    }

    /** Puts a withheld entry back to its place, to be delivered again. */
    void returnWithheld(QueueEntry entry) {
        assert entry.state == QueueEntry.State.WITHHELD;
        withheld--;
        entry.markRedelivered();
        queue.redeliveries().isBack(entry);
        putBack(entry);
    }

    private boolean release(QueueEntry entry) {
        Holder holder = entry.holder;
        if (entry.state != QueueEntry.State.UNACKED || holder == null) {
            return false;
        }
        holder.release(entry);
        unacked--;
        unackedBytes -= entry.bodyLength();
        return true;
    }

    private void putBack(QueueEntry entry) {
        readyBytes += entry.bodyLength();
        if (entry.isInMemory()) {
            entry.state = QueueEntry.State.READY;
            ready.putBack(entry);
        } else {
            // Read back it will be another object; who still has this one has nothing.
            entry.state = QueueEntry.State.GONE;
            residence.leave(entry);
            residence.pageOut(entry);
        }
    }

    /**
     * Takes every ready entry for good and returns how many there were; {@link #bury} does the work for those in memory.
     *
     * @param released takes pages
     */
    int purge(Consumer<ScratchPage> released) {
        int count = ready();
        purgePagedOut(released);
        ready.purgeTo(purged);
        readyBytes = 0;
        return count;
    }

    /** Lets go of some entries that were purged; true if there are more. */
    boolean bury(int entriesMax) {
        for (int left = entriesMax; left > 0; left--) {
            QueueEntry entry = purged.poll();
            if (entry == null) {
                return false;
            }
            gone(entry);
        }
        return purged.size() > 0;
    }

    /** What was purged and is not gone yet. */
    Purged purged() {
        return purged;
    }

    private void purgePagedOut(Consumer<ScratchPage> released) {
        PagedOut pagedOut = ready.pagedOut();
        gone += pagedOut.size();
        queue.redeliveries().forgetReady();
        long[] bytes = pagedOut.storedBytes();
        pagedOut.clear(
                (first, last) -> {
                    int level = Priorities.level(first);
                    queue.log().settledRange(first, last - first + 1, bytes[level]);
                    stored.add(first - last - 1, -bytes[level]);
                    bytes[level] = 0; // all of them with the first range
                },
                released);
    }

    /**
     * Forgets every ready entry of a queue that is gone, which says all to the journal. O(1) but for pages.
     *
     * @param released takes pages
     */
    void drop(Consumer<ScratchPage> released) {
        gone += ready() + purged.size();
        purged.clear();
        ready.clearMemory();
        ready.pagedOut().clear((first, last) -> {}, released);
        readyBytes = 0;
        residence.drop();
    }

    /**
     * An entry leaves for good: acknowledged, or delivered without being to be, or dead without a dead letter exchange, or
     * moved. The only way out of a queue that lives.
     */
    private void gone(QueueEntry entry) {
        left(entry);
        if (entry.isStored()) {
            record(entry);
        }
    }

    private void left(QueueEntry entry) {
        entry.state = QueueEntry.State.GONE;
        residence.leave(entry);
        queue.redeliveries().forget(entry);
        gone++;
        assert entered == gone + moving + withheld + unacked + ready() + purged.size();
    }

    /** Once: if the entry comes back after all, it is in memory only. */
    private void record(QueueEntry entry) {
        queue.log().settled(entry, JournalWriter.NO_TX);
        stored.settled(entry);
    }
}
