package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.time.Deadlines;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Dead letters of one queue that are tried until every queue to which they lead has them (BEHAVIOUR section 2.8, {@code
 * x-dead-letter-strategy}). One that leads nowhere, or is refused, waits with its source and is routed anew; whoever has
 * it already does not get it twice.
 *
 * <p>Owned by the queue's home loop.
 */
final class SureMoves implements Publisher {

    /** How long one waits that nobody takes; RabbitMQ's wait 3 minutes. */
    static final long AGAIN_AFTER_MS = 5_000;

    /** How many are tried again then; each that arrives has further ones tried. */
    static final int AT_ONCE = 64;

    private record Sent(DeadLetters.Move move, Way way, Queue to) {}

    private final Loop home;
    private final Deadlines deadlines;
    private final QueueState state;
    private final Consumer<DeadLetters.Move> again;
    private final Runnable whenMoved;
    private final Map<Long, Sent> underWay = new HashMap<>();
    /** Of those on their way or stuck. */
    private final IdentityHashMap<QueueEntry, Way> ways = new IdentityHashMap<>();

    private final ArrayDeque<DeadLetters.Move> stuck = new ArrayDeque<>(0);
    private boolean scheduled;
    private boolean givenUp;
    private long lastTag;

    /** Who has a letter, and how many have yet to answer. */
    private static final class Way {
        private final List<Queue> taken = new ArrayList<>(1);
        private int due;
        private boolean refused;
    }

    /**
     * @param again has a letter made and routed anew
     * @param whenMoved runs when one has arrived
     */
    SureMoves(Loop home, Deadlines deadlines, QueueState state, Consumer<DeadLetters.Move> again, Runnable whenMoved) {
        this.home = home;
        this.deadlines = deadlines;
        this.state = state;
        this.again = again;
        this.whenMoved = whenMoved;
    }

    /** Sends the letter of an entry that dies to those targets that do not have it yet. */
    void begin(DeadLetters.Move move, QueueEntry source, Message letter, List<Queue> targets) {
        Way way = ways.computeIfAbsent(source, first -> new Way());
        List<Queue> left = new ArrayList<>(targets);
        left.removeAll(way.taken);
        way.refused = targets.isEmpty();
        way.due = left.size();
        if (left.isEmpty()) {
            answeredByAll(move, way);
        }
        for (Queue target : left) {
            long tag = ++lastTag;
            underWay.put(tag, new Sent(move, way, target));
            Enqueue.send(this, target, letter, tag);
        }
    }

    /** Whether none is on its way; those that are stuck are not. */
    boolean isIdle() {
        return underWay.isEmpty();
    }

    /** The queue goes: nothing is tried again. */
    void giveUp() {
        givenUp = true;
        stuck.forEach(this::moved);
        stuck.clear();
    }

    @Override
    public void answered(long tag, PublishOutcome outcome) {
        Sent sent = Objects.requireNonNull(underWay.remove(tag));
        Way way = sent.way;
        if (outcome == PublishOutcome.ACCEPTED) {
            way.taken.add(sent.to);
        } else {
            way.refused = true;
        }
        if (--way.due == 0) {
            answeredByAll(sent.move, way);
        }
    }

    private void answeredByAll(DeadLetters.Move move, Way way) {
        if (!way.refused || givenUp) {
            moved(move);
            return;
        }
        stuck.add(move);
        letLeaveMemory(Objects.requireNonNull(move.source()));
        if (!scheduled) {
            scheduled = true;
            deadlines.at(home.turnMs() + AGAIN_AFTER_MS, home, () -> {
                scheduled = false;
                tryAgain();
            });
        }
    }

    /** The journal has it, once that is forced. */
    private void letLeaveMemory(QueueEntry source) {
        if (source.isStored()) {
            home.whenDurable(() -> {
                if (ways.containsKey(source) && source.isInMemory() && !source.isPinned()) {
                    state.residence().leaveMemory(source);
                }
            });
        }
    }

    /** Tries some of those that are stuck; what is not taken goes behind the others. */
    void tryAgain() {
        tryAgain(AT_ONCE);
    }

    private void tryAgain(int max) {
        for (int left = Math.min(max, stuck.size()); left > 0; left--) {
            again.accept(stuck.remove());
        }
    }

    /** It is tried no more, or in another way. */
    void forget(QueueEntry source) {
        ways.remove(source);
    }

    private void moved(DeadLetters.Move move) {
        QueueEntry source = Objects.requireNonNull(move.source());
        ways.remove(source);
        home.sampler().deaths().countConfirmed();
        state.moved(source);
        if (!givenUp) {
            tryAgain(2);
        }
        whenMoved.run();
    }

    @Override
    public Loop loop() {
        return home;
    }

    @Override
    public boolean isClient() {
        return false;
    }
}
