package io.leveret.broker.tls;

import java.util.concurrent.LinkedBlockingDeque;

/** Tasks in their order, those of handshakes that have begun before others. Any thread. */
final class TaskQueue extends LinkedBlockingDeque<Runnable> {

    private static final long serialVersionUID = 1;

    @Override
    public boolean offer(Runnable task) {
        return task instanceof HandshakeTasks.Further ? offerFirst(task) : offerLast(task);
    }
}
