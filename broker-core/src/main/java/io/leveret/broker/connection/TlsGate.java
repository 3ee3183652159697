package io.leveret.broker.connection;

import io.leveret.broker.tls.TlsPeer;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands behind the TLS handler of a socket: lets the AMQP connection begin when the handshake is over, and no earlier,
 * and says in one line why a handshake failed. Owned by the connection's event loop.
 */
final class TlsGate extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(TlsGate.class);

    private final SslHandler tls;
    private final TlsRecords records;
    private final Consumer<TlsPeer> begin;
    private boolean begun;

    /** @param begin puts the AMQP connection behind this handler */
    TlsGate(SslHandler tls, TlsRecords records, Consumer<TlsPeer> begin) {
        this.tls = tls;
        this.records = records;
        this.begin = begin;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
            context.fireUserEventTriggered(event);
        } else if (handshake.isSuccess()) {
            begun = true;
            begin.accept(TlsPeer.of(tls.engine().getSession()));
        } else {
            LOG.warn(
                    "{}: TLS handshake failed: {}",
                    context.channel().remoteAddress(),
                    handshake.cause().getMessage());
            context.close();
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
