package io.leveret.broker.connection;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.tls.TlsPeer;
import io.leveret.broker.tls.TlsServer;
import io.leveret.broker.vhost.RandomNames;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets that accept AMQP connections, and the pipeline of what they accept.
 *
 * <p>When the process is out of file descriptors, accepting pauses for a second at a time while the connections that
 * are there live on. Used by the thread that starts and stops the broker.
 */
public final class Listeners {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private static final int BACKLOG = 1024;
    private static final int READ_BYTES = 64 * 1024;
    private static final int READS_PER_TURN_MAX = 4;
    private static final int WRITE_LOW_WATER = 256 * 1024;
    private static final int WRITE_HIGH_WATER = 512 * 1024;

    private final EventLoops loops;
    private final ConnectionContext context;
    private final Map<Loop, RandomNames> names = new HashMap<>();
    private final List<Channel> listening = new ArrayList<>();
    private final List<Channel> listeningForTls = new ArrayList<>();
    /** Sockets whose TLS handshake is under way: nobody else knows of them yet. Each loop adds and removes its own. */
    private final Set<Channel> inHandshake = ConcurrentHashMap.newKeySet();

    /** {@code names} is branched for every loop. */
    public Listeners(EventLoops loops, ConnectionContext context, RandomNames names) {
        this.loops = loops;
        this.context = context;
        for (Loop loop : loops.all()) {
            this.names.put(loop, names.split());
        }
    }

    /**
     * Starts to listen.
     *
     * @param port 0 lets the system choose
     * @return the port
     * @throws IOException if that cannot be
     */
    public int listen(String host, int port) throws IOException {
        return listen(host, port, new AmqpPipeline(), listening);
    }

    /** The same for connections that begin with a TLS handshake. */
    public int listen(String host, int port, TlsServer tls) throws IOException {
        return listen(host, port, new TlsPipeline(tls), listeningForTls);
    }

    private int listen(String host, int port, ChannelInitializer<Channel> pipeline, List<Channel> added)
            throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.accepting(), loops.serving())
                .channel(EventLoops.serverSocket())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(READS_PER_TURN_MAX))
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(WRITE_LOW_WATER, WRITE_HIGH_WATER))
                .childHandler(pipeline);
        ChannelFuture bound = bootstrap.bind(host, port).awaitUninterruptibly();
        Throwable cause = bound.cause();
        if (cause != null) {
            throw new IOException(cause.getMessage(), cause);
        }
        // Behind Netty's acceptor, which pauses and then passes the failure on.
        bound.channel().pipeline().addLast(new AcceptFailures());
        added.add(bound.channel());
        return ((InetSocketAddress) bound.channel().localAddress()).getPort();
    }

    /** Where this broker listens for what is not encrypted. */
    public List<InetSocketAddress> addresses() {
        return addresses(listening);
    }

    /** Where it listens for TLS. */
    public List<InetSocketAddress> tlsAddresses() {
        return addresses(listeningForTls);
    }

    private static List<InetSocketAddress> addresses(List<Channel> listeners) {
        return listeners.stream()
                .map(listener -> (InetSocketAddress) listener.localAddress())
                .toList();
    }

    /** Accepts nothing more, and drops who has got no further than TLS; connections stay. */
    public void close() {
        listening.forEach(listener -> listener.close().awaitUninterruptibly());
        listeningForTls.forEach(listener -> listener.close().awaitUninterruptibly());
        inHandshake.forEach(Channel::close);
    }

    private void begin(Channel socket, @Nullable TlsPeer tls) {
        Loop loop = loops.loopOf(socket.eventLoop());
        RandomNames ownNames = names.get(loop);
        assert ownNames != null;
        AmqpConnection connection = new AmqpConnection(socket, loop, context, ownNames, tls);
        socket.pipeline().addLast(connection.reader());
        connection.started();
    }

    /** An accepted socket: a {@link FrameReader} in front of an {@link AmqpConnection}. */
    private final class AmqpPipeline extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel socket) {
            begin(socket, null);
        }
    }

    /** The same behind a TLS handshake. */
    private final class TlsPipeline extends ChannelInitializer<Channel> {
        private final TlsServer tls;

        private TlsPipeline(TlsServer tls) {
            this.tls = tls;
        }

        @Override
        protected void initChannel(Channel socket) {
            TlsServer.Handshaking handshaking = tls.newHandler(socket.alloc());
            SslHandler handler = handshaking.handler();
            TlsRecords records = new TlsRecords();
            inHandshake.add(socket);
            handler.handshakeFuture().addListener(over -> inHandshake.remove(socket));
            socket.pipeline().addLast(records, handler, new TlsGate(handshaking, records, peer -> begin(socket, peer)));
        }
    }

    /** Says that accepting failed; Netty pauses it for a second by itself. */
    private static final class AcceptFailures extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.error("cannot accept connections, trying again in a second: {}", cause.getMessage());
        }
    }
}
