package io.leveret.broker.loop;

import io.leveret.broker.stats.ExchangeStats;
import io.leveret.broker.stats.Sampler;
import io.leveret.broker.time.Clock;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop as the owner of connections and queues.
 *
 * <p>Work comes in <em>turns</em>: what the sockets brought that were ready at the same time, or one drain of the inbox.
 * Within a turn, commands to this loop run at once and commands to other loops gather in a {@link Lane} each; at its end
 * dirty queues dispatch, dirty connections flush, and every lane is handed over as one batch. So a turn costs one wake-up
 * per loop and one write per socket that it touched, and all that travels from one loop to another stays in order.
 *
 * <p>{@link #execute} may be called by any thread; everything else belongs to the loop's own thread.
 */
public final class Loop implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final int INBOX_CHUNK = 1024;
    /** Dispatch and flush refill each other; past this many rounds the sockets get their turn first. */
    private static final int ROUNDS_MAX = 8;

    /** So many rounds may queues have before a flush to many, so that each gets more than one message in a write. */
    private static final int ROUNDS_PER_FLUSH = 4;

    /** To fewer than this a flush costs little beside a round, and what was written is still in the processor's cache. */
    private static final int MANY_CONNECTIONS = 32;

    private static final int COMMANDS_PER_DRAIN_MAX = 4096;
    /** Steps of some microseconds each: a turn spends about a millisecond on work that no client asks for in it. */
    public static final int STEPS_PER_TURN_MAX = 256;

    /** Sockets that bring more than this between them make a turn of their own, so that the answers do not wait for all. */
    private static final int READS_PER_TURN_BYTES = 512 << 10;

    /** The thread under a loop: Netty's, or a test that steps it. */
    public interface Driver {
        /** Runs the task on the loop's thread, later; never blocks and never refuses while the broker runs. */
        void execute(Runnable task);

        /** Whether the caller is the loop's thread. */
        boolean inLoop();
    }

    /** What has work left for the end of the turn. */
    public interface Participant {
        /** Does the work that gathered during the turn; called on the owning loop. */
        void endTurn();
    }

    private final int index;
    private final Driver driver;
    private final Clock clock;
    private final Gathering gathering;
    private final Admission admission;
    private final HalfReceived halfReceived;
    private final MessageMemory memory;
    private final Sampler sampler = new Sampler(this, this::turnMs);
    private final ExchangeStats exchangeStats = new ExchangeStats(sampler);
    /** Taken once: a wall clock that is set must move no deadline that stands in the journal. */
    private final long wallLessMonotonicMs;

    private final MpscUnboundedArrayQueue<Runnable> inbox = new MpscUnboundedArrayQueue<>(INBOX_CHUNK);
    private final AtomicBoolean drainScheduled = new AtomicBoolean();
    private final ArrayDeque<Participant> dirtyQueues = new ArrayDeque<>();
    private final ArrayDeque<Participant> dirtyConnections = new ArrayDeque<>();
    private @Nullable Lane[] lanes = new Lane[4];
    private @Nullable LoopJournal journal;
    private long turnMs = -1;
    private int stepsLeft = STEPS_PER_TURN_MAX;
    private boolean ending;
    private int arrivedInTurn;
    private final Runnable drain = this::drain;

    public Loop(int index, Driver driver, Clock clock, LoopLimits limits) {
        this(index, driver, clock, limits, new Gathering());
    }

    /** @param gathering shared with who looks at this loop's sockets */
    public Loop(int index, Driver driver, Clock clock, LoopLimits limits, Gathering gathering) {
        this.index = index;
        this.driver = driver;
        this.clock = clock;
        this.gathering = gathering;
        this.wallLessMonotonicMs = clock.wallMs() - clock.monotonicMs();
        this.admission = new Admission(limits.admissionBytesMax());
        this.halfReceived = new HalfReceived(limits.halfReceivedBytesMax());
        this.memory = new MessageMemory(limits.messageBytesMax(), limits.alarmBytes());
    }

    /** Position of this loop among the broker's loops, from 0. */
    public int index() {
        return index;
    }

    /** This loop's share of the bytes that may be on their way to other loops. */
    public Admission admission() {
        return admission;
    }

    /** A socket of this loop brought so many octets. */
    public void arrived(int count) {
        arrivedInTurn += count;
        gathering.arrived(count);
    }

    /** What connections of this loop have begun to send. */
    public HalfReceived halfReceived() {
        return halfReceived;
    }

    /** What the messages in this loop's queues may take. */
    public MessageMemory memory() {
        return memory;
    }

    /** Takes samples of what is counted here. */
    public Sampler sampler() {
        return sampler;
    }

    /** What was published to exchanges from here. */
    public ExchangeStats exchangeStats() {
        return exchangeStats;
    }

    public boolean inLoop() {
        return driver.inLoop();
    }

    /** The time of this turn in {@link Clock#monotonicMs()}: read once, so that one batch has one time. */
    public long turnMs() {
        if (turnMs < 0) {
            turnMs = clock.monotonicMs();
        }
        return turnMs;
    }

    /**
     * When the given time of the monotonic clock is, in milliseconds since 1970 as the wall clock stood at the start. What is
     * stored is dated so: a wall clock that is set while the broker runs moves nothing before the next start.
     */
    public long wallMs(long monotonicMs) {
        return monotonicMs + wallLessMonotonicMs;
    }

    /** The reverse of {@link #wallMs(long)}. */
    public long monotonicMs(long wallMs) {
        return wallMs - wallLessMonotonicMs;
    }

    /** Now as a date, in {@link Clock#wallMs()}. */
    public long wallMs() {
        return clock.wallMs();
    }

    /** Steps that this turn has left for the broker's own long work, shared by all queues of the loop. */
    public int stepsLeft() {
        return stepsLeft;
    }

    /** Takes a step; false if they are used up, and the rest must wait for a turn to come. */
    public boolean takeStep() {
        assert inLoop();
        return stepsLeft > 0 && stepsLeft-- > 0;
    }

    /** A client asks for what will cost a step: this turn has one more, so that no client can outrun such work. */
    public void addStep() {
        assert inLoop();
        stepsLeft++;
    }

    /** Runs the command on this loop in a turn to come; from any thread, never blocking, never dropping. */
    @Override
    public void execute(Runnable command) {
        inbox.offer(command);
        scheduleDrain();
    }

    /** Hands a command to {@code target} behind everything this turn has sent there; at once if it is this loop. */
    public void send(Loop target, Runnable command) {
        assert inLoop();
        if (target == this) {
            command.run();
        } else {
            lane(target).add(command);
        }
    }

    /** The lane to another loop, for callers that extend its last command instead of adding one. */
    public Lane lane(Loop target) {
        assert inLoop() && target != this;
        if (target.index >= lanes.length) {
            lanes = Arrays.copyOf(lanes, Math.max(target.index + 1, lanes.length * 2));
        }
        Lane lane = lanes[target.index];
        if (lane == null) {
            lane = new Lane(target);
            lanes[target.index] = lane;
        }
        return lane;
    }

    /** Lets the queue dispatch at the end of this turn; it keeps track of being called once only. */
    public void dispatchAtTurnEnd(Participant queue) {
        assert inLoop();
        dirtyQueues.add(queue);
    }

    /** Lets the connection flush at the end of this turn, after the queues. */
    public void flushAtTurnEnd(Participant connection) {
        assert inLoop();
        dirtyConnections.add(connection);
    }

    /**
     * Passes on what this turn has gathered for the journal, then what it has for other loops, so that what they record
     * about it stands behind it, and a command to yet another owner comes after it.
     */
    public void handOver() {
        assert inLoop();
        if (journal != null) {
            journal.submit();
        }
        for (Lane lane : lanes) {
            if (lane != null) {
                lane.handOver();
            }
        }
    }

    /**
     * Ends the turn: queues dispatch, connections flush, lanes are handed over.
     *
     * <p>A flush that fails closes its socket, and closing ends a turn, too: called from within, this does nothing, and
     * the call that is under way sees to what came up.
     */
    public void endTurn() {
        assert inLoop();
        if (ending) {
            return;
        }
        ending = true;
        try {
            for (int round = 0; round < ROUNDS_MAX && hasWork(); round++) {
                serve(dirtyQueues);
                boolean wait = !dirtyQueues.isEmpty() && dirtyConnections.size() >= MANY_CONNECTIONS;
                if (!wait || round % ROUNDS_PER_FLUSH == ROUNDS_PER_FLUSH - 1) {
                    serve(dirtyConnections);
                }
            }
        } finally {
            ending = false;
            handOver();
            turnMs = -1;
            arrivedInTurn = 0;
            stepsLeft = STEPS_PER_TURN_MAX;
        }
        if (hasWork()) {
            scheduleDrain();
        }
    }

    /**
     * A socket has been read: ends the turn when all that are ready have been, since what they have to say to one another
     * then goes out in one write each; at once if it is much already.
     */
    public void endTurnAfterReads() {
        assert inLoop();
        if (arrivedInTurn >= READS_PER_TURN_BYTES) {
            endTurn();
        } else {
            scheduleDrain();
        }
    }

    private boolean hasWork() {
        return !dirtyQueues.isEmpty() || !dirtyConnections.isEmpty();
    }

    private static void serve(ArrayDeque<Participant> dirty) {
        for (int left = dirty.size(); left > 0; left--) {
            Participant participant = dirty.remove();
            try {
                participant.endTurn();
            } catch (RuntimeException | AssertionError unexpected) {
                LOG.error("{} failed at the end of a turn", participant, unexpected);
            }
        }
    }

    /** Gives the loop its way into the journal; before anything else happens on it. */
    public void attach(LoopJournal loopJournal) {
        journal = loopJournal;
    }

    /** The loop's way into the journal, or null if this broker keeps nothing. */
    public @Nullable LoopJournal journal() {
        assert inLoop();
        return journal;
    }

    /** Runs the task on this loop once everything that was recorded on it so far is forced; at once without a journal. */
    public void whenDurable(Runnable task) {
        assert inLoop();
        if (journal == null) {
            task.run();
        } else {
            journal.whenDurable(task);
        }
    }

    /** Has a turn run soon, for participants that became dirty outside of one. */
    public void requestTurn() {
        scheduleDrain();
    }

    private void scheduleDrain() {
        if (!drainScheduled.get() && drainScheduled.compareAndSet(false, true)) {
            driver.execute(drain);
        }
    }

    /** Runs a command so that its failure harms none of those behind it. */
    static void runGuarded(Runnable command) {
        try {
            command.run();
        } catch (RuntimeException | AssertionError unexpected) {
            LOG.error("a command failed: {}", command, unexpected);
        }
    }

    private void drain() {
        // Cleared first: a command offered from here on schedules the next drain.
        drainScheduled.set(false);
        for (int i = 0; i < COMMANDS_PER_DRAIN_MAX; i++) {
            Runnable command = inbox.poll();
            if (command == null) {
                break;
            }
            runGuarded(command);
        }
        endTurn();
        if (!inbox.isEmpty()) {
            scheduleDrain();
        }
    }
}
