package io.leveret.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads of the load: event loops for producers and others for consumers, so that neither waits for the other's
 * turn. Each loop has one {@link LoadStats}. Used by the thread that runs the bench.
 */
final class BenchLoops implements AutoCloseable {

    private static final int CONNECT_MS_MAX = 10_000;
    private static final int STOP_MS_MAX = 2_000;
    private static final int READ_BYTES = 256 * 1024;
    private static final int READS_PER_TURN_MAX = 4;
    private static final int WRITE_LOW_WATER = 32 * 1024;
    private static final int WRITE_HIGH_WATER = 64 * 1024;

    private final NanoClock clock;
    private final EventLoopGroup producing;
    private final EventLoopGroup consuming;
    private final IdentityHashMap<EventExecutor, LoadStats> stats = new IdentityHashMap<>();

    /** @param processors of the machine, half of which are left to the broker */
    BenchLoops(BenchOptions options, NanoClock clock, int processors) {
        this.clock = clock;
        int most = Math.max(1, processors / 4);
        producing = group("bench-producers", most, options.publishing().producers());
        consuming = group("bench-consumers", most, options.consuming().consumers());
    }

    private EventLoopGroup group(String name, int threadsMax, int connections) {
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        int threads = Math.max(1, Math.min(threadsMax, connections));
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), io);
        group.forEach(loop -> stats.put(loop, new LoadStats()));
        return group;
    }

    EventLoopGroup producing() {
        return producing;
    }

    EventLoopGroup consuming() {
        return consuming;
    }

    LoadStats statsOf(EventLoop loop) {
        LoadStats found = stats.get(loop);
        assert found != null : "a socket on a foreign event loop";
        return found;
    }

    /** What all loops have counted since this was asked last; each answers in its turn. */
    Sample take() {
        List<Future<Sample>> answers = new ArrayList<>();
        stats.forEach((loop, counted) -> answers.add(loop.submit(() -> counted.take(clock.nanos()))));
        return answers.stream()
                .map(answer -> answer.syncUninterruptibly().getNow())
                .reduce(Sample.empty(), Sample::plus);
    }

    /** Connects a socket of this group, and returns it before anything has been read. */
    static Channel connect(EventLoopGroup group, Target target, ChannelHandler handler) throws BenchException {
        var connecting = new Bootstrap()
                .group(group)
                .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MS_MAX)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(READS_PER_TURN_MAX))
                .option(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(WRITE_LOW_WATER, WRITE_HIGH_WATER))
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(handler);
                    }
                })
                .connect(target.host(), target.port())
                .awaitUninterruptibly();
        if (!connecting.isSuccess()) {
            Throwable cause = connecting.cause();
            throw BenchException.unreachable("no connection to " + target.address() + ": " + reason(cause));
        }
        return connecting.channel();
    }

    private static String reason(@Nullable Throwable cause) {
        String message = cause == null || cause.getMessage() == null ? "no answer" : cause.getMessage();
        // The transports wrap this one, the most frequent, in different words of their own.
        return message.contains("Connection refused") ? "connection refused" : message;
    }

    @Override
    public void close() {
        Future<?> stopped = consuming.shutdownGracefully(0, STOP_MS_MAX, TimeUnit.MILLISECONDS);
        producing.shutdownGracefully(0, STOP_MS_MAX, TimeUnit.MILLISECONDS).awaitUninterruptibly(STOP_MS_MAX);
        stopped.awaitUninterruptibly(STOP_MS_MAX);
    }
}
