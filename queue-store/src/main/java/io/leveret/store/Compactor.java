package io.leveret.store;

import io.leveret.store.index.QueueIndex;
import io.leveret.store.index.SegmentUse;
import io.leveret.store.index.StoreIndex;
import io.leveret.store.journal.MoveWriter;
import io.leveret.store.journal.Segment;
import io.leveret.store.journal.SegmentTable;
import io.leveret.store.position.Positions;
import io.leveret.store.position.Sidecar;
import io.leveret.store.position.Sidecars;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the little that lives, or is retained, in an old segment to the end of the journal, so that the segment can go. Run by run: what
 * lives of one queue in that segment is read back and written again by rising seq, a portion at a time, and lies in the
 * new place as soon as the index has followed that.
 *
 * <p>It writes about a fifth of what others write, or, when nobody does, what its owner allows. Owner: the index worker.
 */
final class Compactor {

    private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);

    /** Younger segments may empty by themselves. */
    private static final int AGE_MIN = 8;

    /** Where the device is nearly full there is no time for that, but the newest is still written. */
    private static final int AGE_MIN_LOW = 1;

    /** A segment is worth it when less than this part of it lives. */
    private static final int LIVE_PART_MAX = 4;

    /** Of one with so little in it, it does not matter how much of the store is dead. */
    private static final int STRAGGLERS_PART_MAX = 100;

    private static final int SHARE_OF_OTHERS = 5;
    private static final long CREDIT_MAX = 16 << 20;
    /** So that segments with little of many queues do not take a force for each. */
    private static final int RUNS_TOGETHER = 64;

    /** A segment is read at once, and mostly once: that costs this part of what it would to write as much. */
    private static final int READ_PART = 16;

    private static final int PORTION_MESSAGES = 1024;
    private static final int PORTION_BYTES = 1 << 20;

    /** What is left to move of one run. */
    private record Task(long queueId, long segment, int run, long firstSeq, long lastSeq) {}

    private final StoreIndex index;
    private final SegmentTable table;
    private final Sidecars sidecars;
    private final SharedBytes sharing;
    private final MoveWriter writer;
    private final MovedBodies bodies;
    private final BacklogReader backlog;
    private final Executor owner;
    private final ArrayDeque<Task> tasks = new ArrayDeque<>();
    /** Segments in which something could not be moved; looked at again when there is a new checkpoint. */
    private final Set<Long> stuck = new HashSet<>();
    /** Segments in which something cannot be read. */
    private final Set<Long> damaged = new HashSet<>();

    /** How many tasks there were: what moves in each of them is told from the others by that. */
    private int runs;

    private long victim;
    /** Reads that are not answered, and the write behind them. */
    private int underWay;

    private long credit;
    /** What may be moved at once while the device is nearly full, {@link Long#MAX_VALUE} while it is not. */
    private long room = Long.MAX_VALUE;

    /** @param owner runs tasks on the index worker */
    Compactor(
            StoreIndex index,
            SegmentTable table,
            Sidecars sidecars,
            SharedBytes sharing,
            MoveWriter writer,
            BacklogReader backlog,
            Executor owner) {
        this.index = index;
        this.table = table;
        this.sidecars = sidecars;
        this.sharing = sharing;
        this.writer = writer;
        this.bodies = new MovedBodies(writer);
        this.backlog = backlog;
        this.owner = owner;
    }

    /** Others have written so much. */
    void othersWrote(long bytes) {
        allow(bytes / SHARE_OF_OTHERS);
    }

    /** So much may be moved. */
    void allow(long bytes) {
        credit = Math.min(CREDIT_MAX, credit + bytes);
    }

    /** There is room for so much on a device that is nearly full; {@link Long#MAX_VALUE} if it is not. */
    void keepWithin(long bytes) {
        room = bytes;
        credit = Math.min(credit, bytes);
    }

    /** What is stuck may have got loose. */
    void lookAgain() {
        stuck.clear();
    }

    /** Whether there is something to move, though it may have to wait. */
    boolean isBusy() {
        return underWay > 0 || !tasks.isEmpty();
    }

    /** Goes on if there is something to do, and it may. */
    void work() throws IOException {
        if (underWay > 0 || credit <= 0) {
            return;
        }
        if (tasks.isEmpty()) {
            choose();
        }
        List<Task> portion = new ArrayList<>();
        for (Task task = tasks.poll(); task != null; task = portion.size() < RUNS_TOGETHER ? tasks.poll() : null) {
            portion.add(task);
        }
        underWay = portion.size();
        for (Task task : portion) {
            backlog.readRetained(
                    task.queueId,
                    task.firstSeq,
                    task.lastSeq,
                    PORTION_MESSAGES,
                    PORTION_BYTES / portion.size(),
                    owner,
                    found -> move(task, found));
        }
    }

    private void move(Task task, Backlog found) {
        QueueIndex queue = index.queue(task.queueId);
        if (queue != null) {
            // Moved it would be as old as its new segment, and so stay for as long again.
            index.dropRetained(
                    queue,
                    task.firstSeq,
                    Math.min(task.lastSeq, found.nextSeq() - 1),
                    found.messages().stream().map(RecoveredMessage::seq).collect(Collectors.toSet()));
            found.messages().stream()
                    .filter(message -> queue.isReadable(message.seq()))
                    .forEach(message -> move(task, message));
        }
        if (found.damage() != null) {
            LOG.warn("Segment {} stays: {}", task.segment, found.damage().getMessage());
            damaged.add(victim);
        } else if (found.nextSeq() <= task.lastSeq) {
            tasks.addFirst(new Task(task.queueId, task.segment, task.run, found.nextSeq(), task.lastSeq));
        }
        if (--underWay == 0) {
            if (damaged.contains(victim)) {
                tasks.clear();
            }
            underWay = 1;
            writer.whenDurable(() -> underWay = 0);
            writer.submit();
        }
    }

    private void move(Task task, RecoveredMessage message) {
        boolean isShared = message.bodyLsn() != Positions.NO_BODY;
        if (!isShared || !bodies.isKnown(message)) {
            credit -= message.message().content().length;
        }
        if (isShared) {
            writer.move(
                    task.queueId,
                    message.seq(),
                    task.segment,
                    task.run,
                    message.enqueuedAtMs(),
                    message.expiresAtMs(),
                    bodies.moved(message));
        } else {
            writer.move(
                    task.queueId,
                    message.seq(),
                    task.segment,
                    task.run,
                    message.enqueuedAtMs(),
                    message.expiresAtMs(),
                    message.message());
        }
    }

    /** Finds the oldest segment that is worth it, and what to move. */
    private void choose() throws IOException {
        Segment last = table.last();
        if (last == null) {
            return;
        }
        bodies.forgetAll();
        List<SegmentUse> uses = index.segmentUses();
        sharing.forgetOthers(uses);
        boolean isLow = room < Long.MAX_VALUE;
        measureOne(uses, last.number() - (isLow ? AGE_MIN_LOW : AGE_MIN));
        boolean muchIsDead = isLow || sharing.liveBytes(uses) < table.bytes() / 2;
        for (SegmentUse use : uses) {
            Segment segment = table.numbered(use.number());
            // With bodies that the next one refers to, that is moved too.
            int ageMin = !isLow ? AGE_MIN : use.referredTo() ? 2 * AGE_MIN_LOW : AGE_MIN_LOW;
            if (use.number() > last.number() - ageMin) {
                return;
            }
            if (segment != null && !isGivenUp(use.number()) && isWorthIt(use, segment, muchIsDead) && hasRoom(use)) {
                victim = use.number();
                if (plan(segment, use.referredTo())) {
                    return;
                }
                tasks.clear();
                stuck.add(victim);
            }
        }
    }

    /** Reads the oldest segment of which it is not known what it holds, if there is one. */
    private void measureOne(List<SegmentUse> uses, long newest) {
        for (SegmentUse use : uses) {
            Segment segment = table.numbered(use.number());
            if (use.number() > newest) {
                return;
            }
            if (segment != null && use.liveBytes() >= segment.length() / LIVE_PART_MAX && sharing.isToBeMeasured(use)) {
                sharing.measure(segment, use);
                credit -= segment.length() / READ_PART;
                return;
            }
        }
    }

    private boolean isGivenUp(long segment) {
        return stuck.contains(segment) || damaged.contains(segment);
    }

    private boolean isWorthIt(SegmentUse use, Segment segment, boolean muchIsDead) {
        long live = sharing.liveBytes(use);
        return live < segment.length() / LIVE_PART_MAX && (muchIsDead || live < segment.length() / STRAGGLERS_PART_MAX);
    }

    private boolean hasRoom(SegmentUse use) {
        return sharing.liveBytes(use) + (use.referredTo() ? sharing.liveBytes(use.number() + 1) : 0) <= room;
    }

    /** Plans to move what keeps a segment; false if that is not possible now, or not worth it. */
    private boolean plan(Segment segment, boolean referredTo) throws IOException {
        Segment next = table.numbered(segment.number() + 1);
        if (!planRuns(segment, false)) {
            return false;
        }
        if (referredTo && next != null) {
            return sharing.liveBytes(next.number()) < next.length() / LIVE_PART_MAX && planRuns(next, true);
        }
        return !tasks.isEmpty();
    }

    /** Plans to move the runs of a segment; false if that is not possible now. */
    private boolean planRuns(Segment segment, boolean onlyThatReferBack) throws IOException {
        try (Sidecar sidecar = sidecars.open(segment)) {
            if (sidecar == null) {
                return planWithoutSidecar(segment, onlyThatReferBack);
            }
            boolean[] possible = {true};
            sidecar.forEachRange((queueId, firstSeq, lastSeq) -> {
                QueueIndex queue = index.queue(queueId);
                if (queue != null) {
                    possible[0] &= planRuns(queue, segment.number(), firstSeq, lastSeq, onlyThatReferBack);
                }
            });
            return possible[0];
        } catch (Sidecar.DamagedException e) {
            return planWithoutSidecar(segment, onlyThatReferBack);
        }
    }

    private boolean planWithoutSidecar(Segment segment, boolean onlyThatReferBack) {
        tasks.removeIf(task -> task.segment == segment.number());
        boolean possible = true;
        for (QueueIndex queue : index.queues().values()) {
            index.touch(queue);
            possible &= planRuns(queue, segment.number(), 1, Long.MAX_VALUE - 1, onlyThatReferBack);
        }
        return possible;
    }

    private boolean planRuns(QueueIndex queue, long segment, long firstSeq, long lastSeq, boolean onlyThatReferBack) {
        boolean[] possible = {true};
        queue.forEachRun(firstSeq, lastSeq, (first, last, number, held, refersBack) -> {
            Task before = tasks.peekLast();
            boolean isPlanned = before != null && before.queueId == queue.queueId() && before.lastSeq >= last;
            if (number != segment || isPlanned || (onlyThatReferBack && !refersBack)) {
                return;
            }
            // What belongs to an open transaction cannot be moved, and must not be passed by.
            possible[0] &= held == queue.readableCount(first, last);
            tasks.add(new Task(queue.queueId(), segment, ++runs, first, last));
        });
        return possible[0];
    }
}
