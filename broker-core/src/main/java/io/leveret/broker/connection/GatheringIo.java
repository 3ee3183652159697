package io.leveret.broker.connection;

import io.leveret.broker.loop.Gathering;
import io.leveret.broker.time.Clock;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import java.util.Iterator;

/** The sockets of a loop, looked at a little later where that is of use; see {@link Gathering}. Owned by the loop's thread. */
final class GatheringIo implements IoHandler {

    private final IoHandler sockets;
    private final Gathering gathering;
    private final Clock clock;

    private GatheringIo(IoHandler sockets, Gathering gathering, Clock clock) {
        this.sockets = sockets;
        this.gathering = gathering;
        this.clock = clock;
    }

    /** Makes the sockets of loops that gather so, one after the other. */
    static IoHandlerFactory factory(IoHandlerFactory io, Iterator<Gathering> gatherings, Clock clock) {
        return executor -> new GatheringIo(io.newHandler(executor), gatherings.next(), clock);
    }

    @Override
    public int run(IoHandlerContext context) {
        if (gathering.pausesBeforeLook(clock.monotonicMs()) && context.canBlock()) {
            clock.pause(Gathering.PAUSE_NANOS);
        }
        return sockets.run(context);
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
