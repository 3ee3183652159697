package io.leveret.broker.connection;

import io.leveret.broker.loop.Gathering;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.loop.LoopLimits;
import io.leveret.broker.time.Clock;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The broker's threads for sockets and queues: one {@link Loop} on each, and one thread that accepts. */
public final class EventLoops {

    private static final int QUIET_MS = 0;
    private static final int STOP_MS_MAX = 5_000;

    private final EventLoopGroup accepting;
    private final EventLoopGroup serving;
    private final List<Loop> loops = new ArrayList<>();
    private final IdentityHashMap<EventExecutor, Loop> byExecutor = new IdentityHashMap<>();

    /** Netty's event loop under a {@link Loop}. */
    private record NettyDriver(EventLoop eventLoop) implements Loop.Driver {
        @Override
        public void execute(Runnable task) {
            if (!eventLoop.isShuttingDown()) {
                eventLoop.execute(task);
            }
        }

        @Override
        public boolean inLoop() {
            return eventLoop.inEventLoop();
        }
    }

    /** Starts {@code count} loops. */
    public EventLoops(int count, Clock clock, LoopLimits limits) {
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        accepting = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("leveret-accept", true), io);
        List<Gathering> gatherings =
                Stream.generate(Gathering::new).limit(count).toList();
        serving = new MultiThreadIoEventLoopGroup(
                count,
                new DefaultThreadFactory("leveret-loop", true),
                GatheringIo.factory(io, gatherings.iterator(), clock));
        for (EventExecutor executor : serving) {
            Loop loop = new Loop(
                    loops.size(), new NettyDriver((EventLoop) executor), clock, limits, gatherings.get(loops.size()));
            loops.add(loop);
            byExecutor.put(executor, loop);
        }
    }

    /** As many loops as a machine of this size uses well: on two cores one does as well as two. */
    public static int defaultCount(int processors) {
        return Math.max(1, processors / 2);
    }

    public List<Loop> all() {
        return loops;
    }

    Loop loopOf(EventLoop eventLoop) {
        Loop loop = byExecutor.get(eventLoop);
        assert loop != null : "a socket on a foreign event loop";
        return loop;
    }

    EventLoopGroup accepting() {
        return accepting;
    }

    EventLoopGroup serving() {
        return serving;
    }

    static Class<? extends ServerChannel> serverSocket() {
        return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /** Ends all threads; returns when they have ended. */
    public void close() {
        Future<?> stopped = serving.shutdownGracefully(QUIET_MS, STOP_MS_MAX, TimeUnit.MILLISECONDS);
        accepting
                .shutdownGracefully(QUIET_MS, STOP_MS_MAX, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(STOP_MS_MAX);
        stopped.awaitUninterruptibly(STOP_MS_MAX);
    }
}
