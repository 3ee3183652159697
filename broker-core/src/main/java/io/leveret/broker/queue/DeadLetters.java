package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.stats.DeathStats;
import io.leveret.broker.time.Deadlines;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.Route;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of the messages of one queue that die in it: they are gone, or move to where the dead letter exchange
 * leads.
 *
 * <p>A message that moves is no longer ready nor unacked, and not gone either: its queue lets go of it only when every
 * target has answered (DESIGN section 4). Moves begin at the end of the turn, in the order of the deaths, as many as the
 * turn has steps for; so neither a chain of queues nor a circle deepens the stack, and a million deaths at once do not
 * hold the loop. They count against admission and never wait for it, so that no circle of full queues can
 * stand still.
 *
 * <p>Moves that have begun or wait go on after the queue itself is deleted: these messages died before. Owned by the
 * queue's home loop.
 */
final class DeadLetters implements Publisher, Loop.Participant {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    /** Moves of one queue at least before other queues have a share in the turn's steps. */
    private static final int SLICE_MIN = 32;
    /** Waiting moves at which those deaths that can wait do so. */
    static final int WAITING_FULL = 2048;

    private static final int LOADED_TOGETHER = 256;
    /** Circles that are remembered so as to be logged once. */
    private static final int CYCLES_LOGGED_MAX = 64;

    /** A message that has died: an entry's, or one that was refused and never stood in the queue. */
    record Move(
            @Nullable Message refused,
            DeadLetterTarget target,
            boolean isSure,
            DeathReason reason,
            long timeS,
            @Nullable QueueEntry source) {

        boolean isAway() {
            return source != null && !source.isInMemory();
        }

        Message message() {
            return source == null ? Objects.requireNonNull(refused) : source.message();
        }
    }

    /** A message that tells of a death, and its way. */
    record Letter(Message message, Route<Queue> route) {}

    private final ShortString queue;
    private final QueueType type;
    /** Read by other loops too. */
    private volatile @Nullable DeadLetterTarget target;

    private final Loop home;
    private final Deadlines deadlines;
    private final QueueState state;
    private final Reloading reloading;
    private final DeadLetterRoutes routes;
    private final ArrayDeque<Move> waiting = new ArrayDeque<>(0);
    private final MovesUnderWay underWay = new MovesUnderWay();
    private @Nullable Set<List<ShortString>> cyclesLogged;
    private final List<Runnable> whenIdle = new ArrayList<>(0);
    private boolean scheduled;
    /** Runs once nothing is on its way; nothing sets out any more. */
    private @Nullable Runnable whenStopped;

    private volatile boolean isSure;
    /** Null until there is one. */
    private @Nullable SureMoves sureMoves;

    /** Whether the first move waits for its message. */
    private boolean loading;

    /**
     * Those of a queue that has none until it {@link #follow follows} something.
     *
     * @param queue the name of the queue
     */
    DeadLetters(
            ShortString queue,
            QueueType type,
            Loop home,
            Deadlines deadlines,
            QueueState state,
            Reloading reloading,
            DeadLetterRoutes routes) {
        this.queue = queue;
        this.type = type;
        this.deadlines = deadlines;
        this.home = home;
        this.state = state;
        this.reloading = reloading;
        this.routes = routes;
    }

    /**
     * What dies from here on goes there, and what nobody has taken yet; what has died before goes where it was to go.
     *
     * @param atLeastOnce whether it is tried until somebody has it
     */
    void follow(@Nullable DeadLetterTarget newTarget, boolean atLeastOnce) {
        target = newTarget;
        isSure = atLeastOnce;
        if (sureMoves != null) {
            sureMoves.tryAgain();
        }
    }

    /** Whether what dies is tried until somebody has it. Any thread. */
    boolean isSure() {
        return isSure && target != null;
    }

    /** Where dead letters go now. Any thread. */
    @Nullable
    DeadLetterTarget target() {
        return target;
    }

    /** Whether what dies moves. Any thread. */
    boolean isMoving() {
        return target != null;
    }

    /** How many stay until somebody has them. */
    int kept() {
        return isSure() ? state.moving() : 0;
    }

    /** The ready message at the head dies. */
    void headDies(DeathReason reason) {
        DeadLetterTarget to = target;
        count(reason);
        if (to == null) {
            state.takeForGood();
        } else {
            QueueEntry head = state.takeToMove();
            add(new Move(null, to, isSure, reason, nowS(), head));
        }
    }

    /** An unacked entry dies; nothing happens if it is not unacked any more. */
    void unackedDies(QueueEntry entry, DeathReason reason) {
        DeadLetterTarget to = target;
        if (!(to == null ? state.settle(entry) : state.releaseToMove(entry))) {
            return;
        }
        count(reason);
        if (to != null) {
            home.addStep();
            add(new Move(null, to, isSure, reason, nowS(), entry));
        }
    }

    /** An entry dies that a transaction has withheld. */
    void withheldDies(QueueEntry entry, DeathReason reason) {
        DeadLetterTarget to = target;
        count(reason);
        if (to == null) {
            state.settleWithheld(entry);
        } else {
            state.withheldToMove(entry);
            home.addStep();
            add(new Move(null, to, isSure, reason, nowS(), entry));
        }
    }

    /** A message was refused because the queue is full. */
    void refused(Message message) {
        DeadLetterTarget to = target;
        count(DeathReason.MAXLEN);
        if (to != null) {
            add(new Move(message, to, false, DeathReason.MAXLEN, nowS(), null));
        }
    }

    private void count(DeathReason reason) {
        DeathStats.Strategy strategy = DeathStats.Strategy.DISABLED;
        if (target != null) {
            strategy = isSure ? DeathStats.Strategy.AT_LEAST_ONCE : DeathStats.Strategy.AT_MOST_ONCE;
        }
        home.sampler().deaths().count(type.total(), strategy, reason.text());
    }

    /** Whether so many moves wait that deaths which can wait should. */
    boolean isFull() {
        return waiting.size() >= WAITING_FULL;
    }

    private long nowS() {
        return home.wallMs() / 1000;
    }

    /** The broker stops: what waits to move stays, and the task runs once what is on its way has arrived. */
    void stop(Runnable task) {
        whenStopped = task;
        tellIfStopped();
    }

    private void tellIfStopped() {
        Runnable task = whenStopped;
        if (task != null && underWay.isEmpty()) {
            task.run();
        }
    }

    /** Runs the task once no dead letter waits or is on its way; what nobody has taken is tried no more. */
    void whenIdle(Runnable task) {
        if (sureMoves != null) {
            sureMoves.giveUp();
        }
        whenIdle.add(task);
        tellIfIdle();
    }

    private void tellIfIdle() {
        if (!whenIdle.isEmpty() && waiting.isEmpty() && underWay.isEmpty() && areSureIdle()) {
            List<Runnable> tasks = List.copyOf(whenIdle);
            whenIdle.clear();
            tasks.forEach(Runnable::run);
        }
    }

    private boolean areSureIdle() {
        return sureMoves == null || sureMoves.isIdle();
    }

    /** One that nobody has taken goes where letters go now. */
    private void again(Move stuck) {
        QueueEntry source = Objects.requireNonNull(stuck.source);
        DeadLetterTarget to = target;
        if (to == null || !isSure) {
            sureMoves().forget(source);
        }
        if (to == null) {
            state.moved(source);
        } else {
            add(new Move(null, to, isSure, stuck.reason, stuck.timeS, source));
        }
    }

    private SureMoves sureMoves() {
        SureMoves made = sureMoves;
        if (made == null) {
            made = new SureMoves(home, deadlines, state, this::again, this::tellIfIdle);
            sureMoves = made;
        }
        return made;
    }

    private void add(Move move) {
        waiting.add(move);
        if (!scheduled && !loading) {
            schedule();
        }
    }

    private void schedule() {
        scheduled = true;
        home.dispatchAtTurnEnd(this);
    }

    /** Begins moves. */
    @Override
    public void endTurn() {
        assert home.inLoop();
        int left = Math.max(SLICE_MIN, home.stepsLeft() / 2);
        try {
            for (; left > 0 && canBegin() && !isLoading() && home.takeStep(); left--) {
                begin(waiting.remove());
            }
        } finally {
            scheduled = canBegin() && !loading;
            if (left == 0 && scheduled) {
                schedule();
            } else if (scheduled) {
                home.execute(this::schedule);
            }
        }
        tellIfIdle();
    }

    private boolean canBegin() {
        return whenStopped == null && !waiting.isEmpty();
    }

    /** Whether the next move has to wait for its message; reads it then, and those behind it. */
    private boolean isLoading() {
        if (!waiting.element().isAway()) {
            return false;
        }
        loading = true;
        List<QueueEntry> away = new ArrayList<>();
        for (Move move : waiting) {
            QueueEntry source = move.source;
            if (source != null && !source.isInMemory()) {
                away.add(source);
            }
            if (away.size() == LOADED_TOGETHER) {
                break;
            }
        }
        // Never at once: something is missing.
        reloading.load(away, this::loaded);
        return true;
    }

    private void loaded() {
        loading = false;
        // What could not be read is said already; it has no message to send on.
        while (!waiting.isEmpty() && waiting.element().isAway()) {
            state.moved(Objects.requireNonNull(waiting.remove().source));
        }
        if (!waiting.isEmpty()) {
            schedule();
        }
        tellIfIdle();
    }

    /** What is published for a message that has died, and where it goes. Any thread may ask. */
    Letter letter(Message died, DeadLetterTarget to, DeathReason reason, long timeS) {
        Deaths deaths = died.deaths().with(reason, queue, died, timeS);
        Message letter = DeadLetter.of(died, deaths, to);
        return new Letter(
                letter, routes.route(to.exchange(), letter.allRoutingKeys(), () -> DeadLetter.headers(letter)));
    }

    private void begin(Move move) {
        Letter made = letter(move.message(), move.target, move.reason, move.timeS);
        Message letter = made.message;
        List<Queue> targets =
                move.reason == DeathReason.REJECTED ? made.route.queues() : withoutCycles(made.route, letter.deaths());
        StoredOnce.on(home, letter, targets);
        QueueEntry source = move.source;
        if (source != null && move.isSure) {
            sureMoves().begin(move, source, letter, targets);
        } else if (source == null) {
            targets.forEach(next -> Enqueue.send(this, next, letter, 0));
        } else if (targets.isEmpty()) {
            state.moved(source);
        } else {
            long tag = underWay.open(source, targets.size());
            targets.forEach(next -> Enqueue.send(this, next, letter, tag));
        }
    }

    private List<Queue> withoutCycles(Route<Queue> route, Deaths deaths) {
        List<Queue> targets = new ArrayList<>(route.size());
        for (Queue next : route.queues()) {
            if (deaths.isCycle(next.name())) {
                logOnce(next, deaths);
            } else {
                targets.add(next);
            }
        }
        return targets;
    }

    private void logOnce(Queue next, Deaths deaths) {
        List<ShortString> cycle = new ArrayList<>(deaths.size() + 1);
        cycle.add(next.name());
        deaths.newestFirst().forEach(death -> cycle.add(death.queue()));
        Set<List<ShortString>> known = cyclesLogged;
        if (known == null) {
            known = new HashSet<>();
            cyclesLogged = known;
        }
        if (known.size() < CYCLES_LOGGED_MAX && known.add(cycle)) {
            LOG.warn(
                    "Message dropped because the following list of queues (ordered by death recency) contains a dead"
                            + " letter cycle without reason 'rejected'. This list will not be logged again: {}",
                    cycle);
        }
    }

    // The publisher of dead letters.

    @Override
    public Loop loop() {
        return home;
    }

    @Override
    public boolean isClient() {
        return false;
    }

    /** A target has the message, or refuses it, or is gone: either way it is not this queue's any more. */
    @Override
    public void answered(long tag, PublishOutcome outcome) {
        QueueEntry moved = underWay.answered(tag);
        if (moved != null) {
            state.moved(moved);
            tellIfIdle();
            tellIfStopped();
        }
    }

    @Override
    public String toString() {
        return "dead letters of queue '" + queue + "'";
    }
}
