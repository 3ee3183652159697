package io.leveret.broker.testing;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.loop.LoopLimits;
import io.leveret.broker.time.Clock;
import io.leveret.broker.time.DeadlineQueue;
import io.leveret.broker.time.Deadlines;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Loops and a control thread that a test steps on its own thread, in an order that it chooses or draws from a seed, with
 * a clock that it moves.
 *
 * <p>A step is one task of one thread: what one thread hands to another is seen when the other is stepped. While a
 * thread is stepped, its loop's {@link Loop#inLoop()} is true and that of all others false, so that the assertions of
 * ownership hold as they do with real threads.
 */
public final class SteppedLoops {

    public static final long AMPLE_BYTES = Long.MAX_VALUE / 2;
    private static final int STEPS_MAX = 1_000_000;

    private final class Stepped implements Loop.Driver {
        private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            if (current != this) {
                handOvers++;
            }
            tasks.add(task);
        }

        @Override
        public boolean inLoop() {
            return current == this;
        }

        void run(Runnable task) {
            Stepped before = current;
            current = this;
            try {
                task.run();
            } finally {
                current = before;
            }
        }
    }

    private final class ManualClock implements Clock {
        @Override
        public long monotonicMs() {
            return nowMs;
        }

        @Override
        public long wallMs() {
            return nowMs + wallLessMonotonicMs;
        }
    }

    private final class ManualDeadlines implements Deadlines {
        @Override
        public Pending at(long atMs, Executor owner, Runnable task) {
            return registered.add(atMs, owner, task);
        }

        @Override
        public void close() {}
    }

    private final List<Stepped> threads = new ArrayList<>();
    private final List<Loop> loops = new ArrayList<>();
    private final Stepped control = new Stepped();
    private final ManualClock clock = new ManualClock();
    private final ManualDeadlines deadlines = new ManualDeadlines();
    private final DeadlineQueue registered = new DeadlineQueue();
    private Stepped current;
    private final long wallLessMonotonicMs;
    private long nowMs;
    private long handOvers;

    /** Loops with room for everything on its way to other loops. */
    public SteppedLoops(int count) {
        this(count, AMPLE_BYTES);
    }

    public SteppedLoops(int count, long admissionBytesMax) {
        this(count, new LoopLimits(admissionBytesMax, AMPLE_BYTES, AMPLE_BYTES));
    }

    public SteppedLoops(int count, LoopLimits limits) {
        this(count, limits, 1_000, 1_000);
    }

    /** Loops whose clocks begin there. */
    public SteppedLoops(int count, LoopLimits limits, long monotonicMs, long wallMs) {
        nowMs = monotonicMs;
        wallLessMonotonicMs = wallMs - monotonicMs;
        for (int i = 0; i < count; i++) {
            Stepped thread = new Stepped();
            threads.add(thread);
            loops.add(new Loop(i, thread, clock, limits));
        }
        threads.add(control);
    }

    public List<Loop> loops() {
        return List.copyOf(loops);
    }

    public Loop loop(int index) {
        return loops.get(index);
    }

    /** The thread under the control, one step per drain. */
    public Executor controlThread() {
        return control::execute;
    }

    /** Whether the control thread is stepped. */
    public boolean isControlThread() {
        return current == control;
    }

    public Clock clock() {
        return clock;
    }

    public Deadlines deadlines() {
        return deadlines;
    }

    /** How many deadlines are neither due nor withdrawn. */
    public int deadlinesOutstanding() {
        return registered.size();
    }

    /** How often a thread was given something to do by another, each of which wakes a real one. */
    public long handOvers() {
        return handOvers;
    }

    /** When the next deadline falls due, or {@link Long#MAX_VALUE}. */
    public long nextDeadlineMs() {
        return registered.nextMs();
    }

    /** Runs a whole turn on the loop's thread: the work, then the turn's end. */
    public void turn(Loop loop, Runnable work) {
        on(loop, () -> {
            work.run();
            loop.endTurn();
        });
    }

    /** Runs the work on the loop's thread without ending the turn. */
    public void on(Loop loop, Runnable work) {
        threads.get(loop.index()).run(work);
    }

    /** Asks something on the loop's thread. */
    public <T> T ask(Loop loop, Supplier<T> question) {
        List<T> answer = new ArrayList<>(1);
        on(loop, () -> answer.add(question.get()));
        return answer.get(0);
    }

    /** Runs the oldest task of the loop's thread; false if it has none. */
    public boolean step(Loop loop) {
        return step(threads.get(loop.index()));
    }

    /** Runs the oldest task of the control thread; false if it has none. */
    public boolean stepControl() {
        return step(control);
    }

    /** Steps a thread that has work, drawn at random; false if all are idle. */
    public boolean stepAny(SplittableRandom random) {
        int start = random.nextInt(threads.size());
        for (int i = 0; i < threads.size(); i++) {
            if (step(threads.get((start + i) % threads.size()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean step(Stepped thread) {
        Runnable task = thread.tasks.poll();
        if (task == null) {
            return false;
        }
        thread.run(task);
        return true;
    }

    /** Steps in turn until all is done. */
    public void settle() {
        for (int steps = 0; steps < STEPS_MAX; steps++) {
            boolean stepped = false;
            for (Stepped thread : threads) {
                stepped |= step(thread);
            }
            if (!stepped) {
                return;
            }
        }
        throw new AssertionError("not quiet after " + STEPS_MAX + " rounds");
    }

    /** Steps in random order until all is done. */
    public void settle(SplittableRandom random) {
        for (int steps = 0; steps < STEPS_MAX; steps++) {
            if (!stepAny(random)) {
                return;
            }
        }
        throw new AssertionError("not quiet after " + STEPS_MAX + " steps");
    }

    /** Moves the clock and hands deadlines that are due to their owners, who run them when they are stepped. */
    public void advance(long ms) {
        nowMs += ms;
        registered.runDue(nowMs);
    }
}
