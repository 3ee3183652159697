package io.leveret.store.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads of which one runs at a time. At each hand-over - a wake, a sleep, a wait, a start, an end, and each
 * {@link #handOver} that a disk or a test adds - the seed says which of those that could run goes on. Time passes only
 * when nobody can run, or now and then when the seed lets a sleep be over; so everything that is done on these threads is
 * the same whenever the seed is.
 *
 * <p>The thread that makes it is one of them. What they share needs no lock: the fields here belong to whoever runs.
 */
public final class SeededThreads implements Threads {

    /** One hand-over in so many lets a timed sleep be over early. */
    private static final int EARLY_ONE_IN = 200;

    private static final long NEVER = Long.MAX_VALUE;

    private static final class Scheduled {
        private final Thread thread;
        /** Whether it may go on; asked only while it waits. */
        private BooleanSupplier mayRun = () -> false;

        private boolean isWoken;
        private boolean isStarted;
        private long untilMs = NEVER;
        private volatile boolean running;

        private Scheduled(Thread thread) {
            this.thread = thread;
        }
    }

    private final SplittableRandom chance;
    /** How many hand-overs in a row a thread that was chosen keeps, at most. */
    private final int burstMax;

    private final List<Scheduled> all = new ArrayList<>();
    private final List<Scheduled> candidates = new ArrayList<>();
    private final Scheduled maker;
    private Scheduled current;
    private int burst;
    private long nowMs;
    private long handOvers;
    private @Nullable String stuck;

    /** @param startMs what {@link #nowMs} says at first */
    public SeededThreads(long seed, long startMs) {
        chance = new SplittableRandom(seed);
        // Some runs change threads all the time, and some let each go far ahead of the others.
        burstMax = 1 << chance.nextInt(7);
        nowMs = startMs;
        maker = new Scheduled(Thread.currentThread());
        maker.isStarted = true;
        maker.running = true;
        all.add(maker);
        current = maker;
    }

    /** The time of the simulation. */
    public long nowMs() {
        return nowMs;
    }

    /** How often somebody could have been given the word. */
    public long handOvers() {
        return handOvers;
    }

    /** Lets the seed choose who goes on. Does nothing on a thread that is none of these. */
    public void handOver() {
        if (Thread.currentThread() == current.thread && --burst < 0) {
            waitFor(() -> true, NEVER);
        }
    }

    @Override
    public Thread create(String name, Runnable work) {
        Scheduled[] self = new Scheduled[1];
        Thread thread = new Thread(
                () -> {
                    awaitTurn(self[0]);
                    try {
                        work.run();
                    } finally {
                        all.remove(self[0]);
                        next();
                    }
                },
                name);
        thread.setDaemon(true);
        self[0] = new Scheduled(thread);
        all.add(self[0]);
        return thread;
    }

    @Override
    public void start(Thread thread) {
        Scheduled started = Objects.requireNonNull(of(thread));
        started.isStarted = true;
        started.mayRun = () -> true;
        thread.start();
        handOver();
    }

    @Override
    public void sleep(Object bell) {
        sleepUntil(NEVER);
    }

    @Override
    public void sleep(Object bell, int ms) {
        sleepUntil(nowMs + ms);
    }

    private void sleepUntil(long ms) {
        Scheduled self = current;
        waitFor(() -> self.isWoken, ms);
        self.isWoken = false;
    }

    @Override
    public void wake(@Nullable Thread sleeper) {
        Scheduled woken = sleeper == null ? null : of(sleeper);
        if (woken != null) {
            woken.isWoken = true;
        }
        handOver();
    }

    @Override
    public void await(CompletableFuture<?> done) {
        waitFor(done::isDone, NEVER);
    }

    @Override
    public void awaitEnd(Thread thread) {
        Scheduled other = of(thread);
        waitFor(() -> other == null || !other.isStarted || !all.contains(other), NEVER);
    }

    /** Waits until the condition holds, which threads of the simulation bring about. */
    public void await(BooleanSupplier condition) {
        waitFor(condition, NEVER);
    }

    /** Waits until all other threads wait for something that none of them will do before time has passed. */
    public void awaitQuiet() {
        waitFor(() -> all.stream().noneMatch(other -> other != maker && canRun(other)), NEVER);
    }

    private boolean canRun(Scheduled scheduled) {
        return scheduled.isStarted
                && ((scheduled.untilMs != NEVER && scheduled.untilMs <= nowMs) || scheduled.mayRun.getAsBoolean());
    }

    /** The threads that were made here and have not ended. */
    public List<String> left() {
        return all.stream()
                .filter(scheduled -> scheduled != maker && scheduled.isStarted)
                .map(scheduled -> scheduled.thread.getName())
                .toList();
    }

    /** Null once it has ended. */
    private @Nullable Scheduled of(Thread thread) {
        for (Scheduled scheduled : all) {
            if (scheduled.thread == thread) {
                return scheduled;
            }
        }
        return null;
    }

    private void waitFor(BooleanSupplier condition, long untilMs) {
        Scheduled self = current;
        if (self.thread != Thread.currentThread()) {
            throw new AssertionError(Thread.currentThread() + " runs beside " + self.thread);
        }
        self.mayRun = condition;
        self.untilMs = untilMs;
        self.running = false;
        next();
        awaitTurn(self);
        if (stuck != null && self == maker) {
            throw new AssertionError(stuck);
        }
    }

    private static void awaitTurn(Scheduled self) {
        while (!self.running) {
            LockSupport.park(self);
        }
    }

    /** Gives the word to one of those that could go on. */
    private void next() {
        handOvers++;
        Scheduled chosen = choose();
        burst = chance.nextInt(burstMax);
        nowMs = Math.max(nowMs, chosen.untilMs == NEVER || chosen.mayRun.getAsBoolean() ? nowMs : chosen.untilMs);
        chosen.untilMs = NEVER;
        current = chosen;
        boolean isSelf = chosen.thread == Thread.currentThread();
        chosen.running = true;
        if (!isSelf) {
            LockSupport.unpark(chosen.thread);
        }
    }

    private Scheduled choose() {
        boolean early = chance.nextInt(EARLY_ONE_IN) == 0;
        candidates.clear();
        Scheduled earliest = null;
        for (Scheduled scheduled : all) {
            if (!scheduled.isStarted) {
                continue;
            }
            boolean timed = scheduled.untilMs != NEVER;
            if ((timed && (early || scheduled.untilMs <= nowMs)) || scheduled.mayRun.getAsBoolean()) {
                candidates.add(scheduled);
            } else if (timed && (earliest == null || scheduled.untilMs < earliest.untilMs)) {
                earliest = scheduled;
            }
        }
        if (!candidates.isEmpty()) {
            return candidates.get(chance.nextInt(candidates.size()));
        }
        if (earliest != null) {
            return earliest;
        }
        stuck = "nobody can go on: " + left() + " wait, and so does " + maker.thread.getName();
        return maker;
    }
}
