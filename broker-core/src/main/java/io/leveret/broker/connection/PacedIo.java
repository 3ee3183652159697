package io.leveret.broker.connection;

import io.leveret.broker.loop.Gathering;
import io.leveret.broker.loop.OwnCommits;
import io.leveret.broker.loop.Pace;
import io.leveret.broker.time.Clock;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import java.util.Iterator;
import java.util.concurrent.locks.LockSupport;

/** The sockets of a loop, looked at when its {@link Pace} says. Owned by the loop's thread. */
final class PacedIo implements IoHandler {

    private static final IoHandlerContext WITHOUT_WAITING = new IoHandlerContext() {
        @Override
        public boolean canBlock() {
            return false;
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            return 0;
        }

        @Override
        public long deadlineNanos() {
            return System.nanoTime();
        }
    };

    private final IoHandler sockets;
    private final Gathering gathering;
    private final OwnCommits commits;
    private final Clock clock;

    private PacedIo(IoHandler sockets, Pace pace, Clock clock) {
        this.sockets = sockets;
        this.gathering = pace.gathering();
        this.commits = pace.commits();
        this.clock = clock;
    }

    /** Makes the sockets of loops that have these paces, one after the other. */
    static IoHandlerFactory factory(IoHandlerFactory io, Iterator<Pace> paces, Clock clock) {
        return executor -> new PacedIo(io.newHandler(executor), paces.next(), clock);
    }

    @Override
    public int run(IoHandlerContext context) {
        if (gathering.pausesBeforeLook(clock.monotonicMs()) && context.canBlock()) {
            LockSupport.parkNanos(this, Gathering.PAUSE_NANOS);
        }
        int handled = sockets.run(context);
        return commits.beginWatch() ? handled + watch() : handled;
    }

    /** Finds out who was held up, before anybody is told of what is durable now and can answer. */
    private int watch() {
        long before = gathering.bytesOfLook();
        int handled = sockets.run(WITHOUT_WAITING);
        commits.endWatch(gathering.bytesOfLook() > before, clock.monotonicMs());
        return handled;
    }

    @Override
    public void initialize() {
        sockets.initialize();
    }

    @Override
    public void prepareToDestroy() {
        sockets.prepareToDestroy();
    }

    @Override
    public void destroy() {
        sockets.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return sockets.register(handle);
    }

    @Override
    public void wakeup() {
        sockets.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return sockets.isCompatible(handleType);
    }
}
