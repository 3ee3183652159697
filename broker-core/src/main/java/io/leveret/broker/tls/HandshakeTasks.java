package io.leveret.broker.tls;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The arithmetic of one connection's handshake, done elsewhere than on its event loop. After the handshake there is none,
 * but for a client that begins another one (TLS 1.2), which could keep the broker busy: that is refused, and so ends the
 * connection. Owned by the connection's event loop.
 */
final class HandshakeTasks implements Executor {

    private final Executor workers;
    private boolean ended;

    HandshakeTasks(Executor workers) {
        this.workers = workers;
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
        workers.execute(task);
    }
}
