package io.leveret.broker.connection;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.testing.SteppedLoops;
import io.leveret.broker.vhost.RandomNames;
import io.leveret.codec.frame.FrameDecoder;
import io.leveret.codec.frame.FrameEncoder;
import io.leveret.codec.frame.FrameType;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.ChannelMethod;
import io.leveret.codec.method.ConnectionMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.method.MethodCodec;
import io.leveret.codec.value.BasicProperties;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client of a {@link SteppedBroker}: what it sends waits until the test feeds it to the broker, in pieces as small as
 * it likes; what the broker answers waits until the test reads it.
 */
final class SteppedClient {

    /** A method from the broker, with properties and body if it has content. */
    record Received(int channel, Method method, BasicProperties properties, String body) {

        /** Without properties. */
        Received(int channel, Method method, String body) {
            this(channel, method, NONE, body);
        }
    }

    private static final BasicProperties NONE = BasicProperties.builder().build();

    static final FieldTable CLIENT_PROPERTIES = FieldTable.builder()
            .put(
                    "capabilities",
                    FieldTable.builder()
                            .put("consumer_cancel_notify", true)
                            .put("authentication_failure_close", true)
                            .put("connection.blocked", true)
                            .build())
            .build();

    private static final BasicProperties PERSISTENT =
            BasicProperties.builder().deliveryMode(2).build();

    /** Unwatched for leaks: the client's buffers are not what is tested. */
    private static final UnpooledByteBufAllocator OWN_BUFFERS = new UnpooledByteBufAllocator(false, true);

    final Loop loop;
    final SteppedSocket socket;
    final AmqpConnection connection;

    private final SteppedLoops loops;
    private final ByteBuf toSend = OWN_BUFFERS.heapBuffer();
    private final ByteBuf received = OWN_BUFFERS.heapBuffer();
    private final FrameDecoder decoder = new FrameDecoder(SteppedBroker.LIMITS.frameMax());
    private @Nullable Method withContent;
    private BasicProperties properties = NONE;
    private long bodyLeft;
    private final StringBuilder body = new StringBuilder();

    SteppedClient(SteppedLoops loops, Loop loop, ConnectionContext context, RandomNames names, int writeBytesMax) {
        this.loops = loops;
        this.loop = loop;
        this.socket = new SteppedSocket(writeBytesMax);
        this.connection = new AmqpConnection(socket, loop, context, names, null);
        loops.turn(loop, () -> {
            socket.pipeline().addLast(connection.reader());
            connection.started();
        });
        FrameEncoder.protocolHeader(toSend);
    }

    /** Sends all of the handshake without waiting for the broker's side of it. */
    void sendHandshake() {
        sendHandshake(CLIENT_PROPERTIES);
    }

    void sendHandshake(FieldTable clientProperties) {
        byte[] plain = "\0guest\0guest".getBytes(StandardCharsets.US_ASCII);
        send(
                0,
                new ConnectionMethod.StartOk(
                        clientProperties,
                        ShortString.of("PLAIN"),
                        new FieldValue.LongString(plain),
                        ShortString.of("en_US")));
        send(0, new ConnectionMethod.TuneOk(2047, SteppedBroker.LIMITS.frameMax(), 0));
        send(0, new ConnectionMethod.Open(ShortString.of("/")));
    }

    /** Opens the connection; everything is fed and settled. */
    void handshake() {
        sendHandshake();
        feedAll();
        List<Received> answers = read();
        if (!(answers.get(answers.size() - 1).method() instanceof ConnectionMethod.OpenOk)) {
            throw new AssertionError("handshake came to " + answers);
        }
    }

    void send(int channel, Method method) {
        FrameEncoder.method(toSend, channel, method);
    }

    /** Opens a channel without waiting. */
    void openChannel(int channel) {
        send(channel, new ChannelMethod.Open());
    }

    void publish(int channel, String exchange, String routingKey, String text) {
        publish(
                channel,
                new BasicMethod.Publish(ShortString.of(exchange), ShortString.of(routingKey), false, false),
                text);
    }

    /** Publishes with delivery-mode 2. */
    void publishPersistent(int channel, String exchange, String routingKey, String text) {
        publish(
                channel,
                new BasicMethod.Publish(ShortString.of(exchange), ShortString.of(routingKey), false, false),
                PERSISTENT,
                text);
    }

    /** The same with a priority. */
    void publishPersistent(int channel, String exchange, String routingKey, int priority, String text) {
        publish(
                channel,
                new BasicMethod.Publish(ShortString.of(exchange), ShortString.of(routingKey), false, false),
                BasicProperties.builder().deliveryMode(2).priority(priority).build(),
                text);
    }

    void publish(int channel, BasicMethod.Publish method, String text) {
        publish(channel, method, NONE, text);
    }

    void publish(int channel, BasicMethod.Publish method, BasicProperties properties, String text) {
        byte[] raw = properties.encode();
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        send(channel, method);
        FrameEncoder.contentHeader(toSend, channel, bytes.length, raw, 0, raw.length);
        FrameEncoder.contentBody(toSend, channel, bytes, 0, bytes.length, SteppedBroker.LIMITS.frameMax());
    }

    /** Sends a content header without properties that announces a body. */
    void sendHeader(int channel, long bodySize) {
        FrameEncoder.contentHeader(toSend, channel, bodySize, new byte[2], 0, 2);
    }

    /** Sends part of a body as one frame. */
    void sendBody(int channel, int length) {
        FrameEncoder.contentBody(toSend, channel, new byte[length], 0, length, SteppedBroker.LIMITS.frameMax());
    }

    /** Octets that the broker has not got yet. */
    int unsent() {
        return toSend.readableBytes();
    }

    /** Gives the broker as many octets as one read brings; nothing if it does not read this connection. */
    void feed(int octets) {
        if (!socket.isOpen() || !socket.config().isAutoRead() || !toSend.isReadable()) {
            return;
        }
        ByteBuf piece = toSend.readBytes(Math.min(octets, toSend.readableBytes()));
        toSend.discardSomeReadBytes();
        loops.on(loop, () -> socket.writeInbound(piece));
    }

    /** Gives the broker everything and lets it settle. */
    void feedAll() {
        for (int rounds = 0; toSend.isReadable() && socket.isOpen(); rounds++) {
            if (rounds > 100_000) {
                throw new AssertionError("the broker does not read");
            }
            feed(64 * 1024);
            loops.settle();
        }
        loops.settle();
    }

    /** Drops the connection without a word. */
    void kill() {
        loops.on(loop, socket::close);
    }

    void stuck(boolean takesNothing) {
        loops.on(loop, () -> socket.stuck(takesNothing));
    }

    /** What the broker has written since the last call. */
    List<Received> read() {
        for (ByteBuf out = socket.readOutbound(); out != null; out = socket.readOutbound()) {
            received.writeBytes(out);
            out.release();
        }
        List<Received> frames = new ArrayList<>();
        int index = received.readerIndex();
        int size = decoder.frameAt(received, index, received.writerIndex());
        while (size > 0) {
            frame(frames);
            index += size;
            size = decoder.frameAt(received, index, received.writerIndex());
        }
        received.readerIndex(index);
        received.discardReadBytes();
        return frames;
    }

    private void frame(List<Received> frames) {
        int index = decoder.payloadIndex();
        switch (decoder.type()) {
            case FrameType.METHOD -> {
                Method method = MethodCodec.decode(received, index, decoder.payloadLength());
                if (method.hasContent()) {
                    withContent = method;
                } else {
                    frames.add(new Received(decoder.channel(), method, ""));
                }
            }
            case FrameType.HEADER -> {
                bodyLeft = received.getLong(index + 4);
                byte[] raw = new byte[decoder.payloadLength() - 12];
                received.getBytes(index + 12, raw);
                properties = BasicProperties.decode(raw, 0, raw.length);
                body.setLength(0);
                contentMayBeComplete(frames);
            }
            case FrameType.BODY -> {
                body.append(received.toString(index, decoder.payloadLength(), StandardCharsets.US_ASCII));
                bodyLeft -= decoder.payloadLength();
                contentMayBeComplete(frames);
            }
            default -> {}
        }
    }

    private void contentMayBeComplete(List<Received> frames) {
        Method method = withContent;
        if (bodyLeft == 0 && method != null) {
            frames.add(new Received(decoder.channel(), method, properties, body.toString()));
            withContent = null;
        }
    }
}
