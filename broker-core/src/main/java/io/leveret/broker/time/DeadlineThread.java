package io.leveret.broker.time;

import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deadlines in real time: one thread that sleeps until the next one.
 *
 * <p>Any thread may register; the {@link DeadlineQueue} belongs to the thread alone.
 */
public final class DeadlineThread implements Deadlines {

    private static final Logger LOG = LoggerFactory.getLogger(DeadlineThread.class);
    private static final int INBOX_CHUNK = 256;

    /** A deadline on its way into the queue, and perhaps out again; runs on this thread. */
    private final class Registration implements Runnable, Pending {
        private final long atMs;
        private final Executor owner;
        private final Runnable task;
        private @Nullable Pending registered;

        Registration(long atMs, Executor owner, Runnable task) {
            this.atMs = atMs;
            this.owner = owner;
            this.task = task;
        }

        @Override
        public void run() {
            registered = deadlines.add(atMs, owner, task);
        }

        @Override
        public void cancel() {
            submit(this::withdraw);
        }

        private void withdraw() {
            Pending added = registered;
            if (added != null) {
                added.cancel();
            }
        }
    }

    private final Clock clock;
    private final MpscUnboundedArrayQueue<Runnable> inbox = new MpscUnboundedArrayQueue<>(INBOX_CHUNK);
    private final DeadlineQueue deadlines = new DeadlineQueue();
    private final Thread thread;
    private volatile boolean closed;

    public DeadlineThread(Clock clock) {
        this.clock = clock;
        this.thread = new Thread(this::run, "leveret-deadlines");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public Pending at(long atMs, Executor owner, Runnable task) {
        Registration registration = new Registration(atMs, owner, task);
        submit(registration);
        return registration;
    }

    private void submit(Runnable change) {
        inbox.offer(change);
        LockSupport.unpark(thread);
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!closed) {
            for (Runnable change = inbox.poll(); change != null; change = inbox.poll()) {
                change.run();
            }
            try {
                deadlines.runDue(clock.monotonicMs());
            } catch (RuntimeException refused) {
                LOG.warn("a deadline could not be handed to its owner", refused);
            }
            sleepUntilNext();
        }
    }

    private void sleepUntilNext() {
        if (!inbox.isEmpty()) {
            return;
        }
        long nextMs = deadlines.nextMs();
        if (nextMs == Long.MAX_VALUE) {
            LockSupport.park(this);
            return;
        }
        long waitMs = nextMs - clock.monotonicMs();
        if (waitMs > 0) {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(waitMs));
        }
    }
}
