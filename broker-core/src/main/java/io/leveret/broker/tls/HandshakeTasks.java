package io.leveret.broker.tls;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The arithmetic of one connection's handshake, done elsewhere than on its event loop. After the handshake there is none,
 * but for a client that begins another one (TLS 1.2), which could keep the broker busy: that is refused, and so ends the
 * connection. Owned by the connection's event loop, but for {@link #isBusy}.
 */
public final class HandshakeTasks implements Executor {

    private final Executor workers;
    private final AtomicInteger busy = new AtomicInteger();
    private boolean begun;
    private boolean ended;

    HandshakeTasks(Executor workers) {
        this.workers = workers;
    }

    /** A task of a handshake that has had others before: with a crowd at the door, some are let in before more are asked in. */
    record Further(Runnable task) implements Runnable {
        @Override
        public void run() {
            task.run();
        }
    }

    /** Whether the client waits for the broker, and not the other way round. Any thread. */
    public boolean isBusy() {
        return busy.get() > 0;
    }

    /** The handshake is over, well or not. */
    void end() {
        ended = true;
    }

    @Override
    public void execute(Runnable task) {
        if (ended) {
            throw new RejectedExecutionException("the client has begun another TLS handshake");
        }
        Runnable counted = () -> {
            try {
                task.run();
            } finally {
                busy.decrementAndGet();
            }
        };
        busy.incrementAndGet();
        workers.execute(begun ? new Further(counted) : counted);
        begun = true;
    }
}
