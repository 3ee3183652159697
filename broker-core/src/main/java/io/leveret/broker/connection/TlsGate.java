package io.leveret.broker.connection;

import io.leveret.broker.tls.HandshakeTasks;
import io.leveret.broker.tls.TlsPeer;
import io.leveret.broker.tls.TlsServer;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands behind the TLS handler of a socket: lets the AMQP connection begin when the handshake is over, and no earlier,
 * and says in one line why a handshake failed. Owned by the connection's event loop.
 */
final class TlsGate extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(TlsGate.class);

    /** How often it is asked who keeps whom waiting, in milliseconds. */
    private static final int LOOK_MS = 500;

    private final SslHandler tls;
    private final HandshakeTasks tasks;
    private final TlsRecords records;
    private final Consumer<TlsPeer> begin;
    private boolean begun;
    private int waitedMs;

    /** @param begin puts the AMQP connection behind this handler */
    TlsGate(TlsServer.Handshaking handshaking, TlsRecords records, Consumer<TlsPeer> begin) {
        this.tls = handshaking.handler();
        this.tasks = handshaking.tasks();
        this.records = records;
        this.begin = begin;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        look(context);
    }

    /** A client may keep the broker waiting for so long; what the broker takes itself, with others before it, is not counted. */
    private void look(ChannelHandlerContext context) {
        context.executor()
                .schedule(
                        () -> {
                            if (tls.handshakeFuture().isDone()
                                    || !context.channel().isOpen()) {
                                return;
                            }
                            waitedMs += tasks.isBusy() ? 0 : LOOK_MS;
                            if (waitedMs < TlsServer.HANDSHAKE_MS_MAX) {
                                look(context);
                            } else {
                                failed(context, "handshake timed out after " + waitedMs + "ms");
                            }
                        },
                        LOOK_MS,
                        TimeUnit.MILLISECONDS);
    }

    private static void failed(ChannelHandlerContext context, @Nullable String why) {
        LOG.warn("{}: TLS handshake failed: {}", context.channel().remoteAddress(), why);
        context.close();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
            context.fireUserEventTriggered(event);
        } else if (handshake.isSuccess()) {
            begun = true;
            begin.accept(TlsPeer.of(tls.engine().getSession()));
        } else {
            failed(context, handshake.cause().getMessage());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        records.broughtData();
        context.fireChannelRead(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable reason = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (begun && reason instanceof RejectedExecutionException) {
            context.fireExceptionCaught(new SSLException(reason.getMessage()));
        } else if (begun) {
            context.fireExceptionCaught(reason);
        } else {
            // The failed handshake is told by its event.
            context.close();
        }
    }
}
