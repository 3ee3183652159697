package io.leveret.conformance.raw;

import static io.leveret.conformance.raw.Octets.octets;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.impl.AMQContentHeader;
import com.rabbitmq.client.impl.Frame;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * An AMQP connection of which the test decides every octet. It answers nothing by itself, checks nothing that it sends,
 * and shows what the broker sends in the order of the wire. One thread.
 */
public final class RawConnection implements AutoCloseable {

    /** How long any expected thing may take. */
    public static final Duration DEADLINE = Duration.ofSeconds(60);

    public static final byte[] PROTOCOL_HEADER =
            octets().text("AMQP").u32(0x00000901).toBytes();

    private final RawSocket socket;
    private int frameMax;

    private RawConnection(RawSocket socket) {
        this.socket = socket;
    }

    /** Connects TCP and says nothing. */
    public static RawConnection connect(InetSocketAddress address) {
        return new RawConnection(new RawSocket(address, DEADLINE));
    }

    /** Takes over a socket that is connected, such as one of TLS. */
    public static RawConnection over(Socket connected) {
        return new RawConnection(new RawSocket(connected, DEADLINE));
    }

    /** How long each single read may take from now on. */
    public RawConnection deadline(Duration deadline) {
        socket.deadline(deadline);
        return this;
    }

    // Opening

    /** Sends the protocol header and reads connection.start. */
    public AMQP.Connection.Start start() {
        send(PROTOCOL_HEADER);
        return expect(0, AMQP.Connection.Start.class);
    }

    /** From the protocol header to the tune that the broker offers. */
    public AMQP.Connection.Tune login(Handshake handshake) {
        start();
        method(0, handshake.startOk());
        return expect(0, AMQP.Connection.Tune.class);
    }

    /** From the protocol header to connection.open, whose answer is left to the caller. */
    public RawConnection tuneAndOpen(Handshake handshake) {
        AMQP.Connection.TuneOk tuneOk = handshake.tuneOk(login(handshake));
        frameMax = tuneOk.getFrameMax();
        return method(0, tuneOk).method(0, handshake.open());
    }

    /** The whole way to open-ok. */
    public RawConnection open(Handshake handshake) {
        tuneAndOpen(handshake).expect(0, AMQP.Connection.OpenOk.class);
        return this;
    }

    public RawConnection openChannel(int channel) {
        method(channel, new AMQP.Channel.Open.Builder().build());
        expect(channel, AMQP.Channel.OpenOk.class);
        return this;
    }

    // Sending

    public RawConnection send(byte[] octets) {
        socket.send(octets);
        return this;
    }

    /** Everything that the steps send reaches TCP in a single write. */
    public RawConnection inOneWrite(Consumer<RawConnection> steps) {
        socket.hold();
        steps.accept(this);
        socket.release();
        return this;
    }

    /** Everything that the steps send reaches TCP octet by octet. */
    public RawConnection inSingleOctets(Consumer<RawConnection> steps) {
        socket.hold();
        steps.accept(this);
        socket.releaseSingly();
        return this;
    }

    public RawConnection frame(int type, int channel, byte[] payload) {
        return frame(type, channel, payload, RawFrame.END);
    }

    public RawConnection frame(int type, int channel, byte[] payload, int frameEnd) {
        return send(octets().u8(type)
                .u16(channel)
                .u32(payload.length)
                .bytes(payload)
                .u8(frameEnd)
                .toBytes());
    }

    public RawConnection method(int channel, Method method) {
        try {
            return send(octetsOf(((com.rabbitmq.client.impl.Method) method).toFrame(channel)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RawConnection header(int channel, long bodySize, AMQP.BasicProperties properties) {
        try {
            return send(octetsOf(((AMQContentHeader) properties).toFrame(channel, bodySize)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A content header of class basic with property flags and list as given. */
    public RawConnection header(int channel, long bodySize, byte[] propertyBytes) {
        byte[] payload =
                octets().u16(60).u16(0).u64(bodySize).bytes(propertyBytes).toBytes();
        return frame(RawFrame.HEADER, channel, payload);
    }

    public RawConnection body(int channel, byte[] part) {
        return frame(RawFrame.BODY, channel, part);
    }

    public RawConnection body(int channel, String part) {
        return body(channel, part.getBytes(StandardCharsets.UTF_8));
    }

    public RawConnection heartbeat() {
        return frame(RawFrame.HEARTBEAT, 0, new byte[0]);
    }

    /** Method, header and the body cut to the frames' maximum, none if it is empty. */
    public RawConnection publish(
            int channel, AMQP.Basic.Publish publish, AMQP.BasicProperties properties, byte[] body) {
        method(channel, publish).header(channel, body.length, properties);
        int room = frameMax - 8;
        for (int at = 0; at < body.length; at += room) {
            int length = Math.min(room, body.length - at);
            body(channel, octets().bytes(body, at, length).toBytes());
        }
        return this;
    }

    public RawConnection publish(int channel, String exchange, String routingKey, String body) {
        AMQP.Basic.Publish publish = new AMQP.Basic.Publish.Builder()
                .exchange(exchange)
                .routingKey(routingKey)
                .build();
        return publish(channel, publish, new AMQP.BasicProperties(), body.getBytes(StandardCharsets.UTF_8));
    }

    // Whole conversations

    /** Declares a queue that is not durable, not exclusive and not deleted by itself; returns its name. */
    public String declareQueue(int channel, String name) {
        call(channel, new AMQP.Queue.Declare.Builder().queue(name).build(), AMQP.Queue.DeclareOk.class);
        return name;
    }

    /** Subscribes, with the consumer tag given and acknowledgements on. */
    public RawConnection consume(int channel, String queue, String consumerTag) {
        AMQP.Basic.Consume consume = new AMQP.Basic.Consume.Builder()
                .queue(queue)
                .consumerTag(consumerTag)
                .build();
        call(channel, consume, AMQP.Basic.ConsumeOk.class);
        return this;
    }

    /** Gets a message, without acknowledging it; there must be one. */
    public Delivery get(int channel, String queue) {
        method(channel, new AMQP.Basic.Get.Builder().queue(queue).build());
        return expectContent(channel);
    }

    /** Gets and thereby removes all messages that the queue has ready; returns their texts. */
    public List<String> drain(int channel, String queue) {
        AMQP.Basic.Get get = new AMQP.Basic.Get.Builder().queue(queue).noAck().build();
        List<String> texts = new ArrayList<>();
        RawFrame answer = method(channel, get).readFrame();
        while (!(answer.method() instanceof AMQP.Basic.GetEmpty)) {
            texts.add(expectContent(channel, answer).text());
            answer = method(channel, get).readFrame();
        }
        return texts;
    }

    /**
     * Makes sure that nothing but the answers to this is under way on the channel. RabbitMQ may answer ahead of
     * deliveries that the queue has already handed over, but not twice.
     */
    public RawConnection expectNothingMore(int channel, String queue) {
        AMQP.Queue.Declare passive =
                new AMQP.Queue.Declare.Builder().queue(queue).passive().build();
        call(channel, passive, AMQP.Queue.DeclareOk.class);
        call(channel, passive, AMQP.Queue.DeclareOk.class);
        return this;
    }

    public RawConnection ack(int channel, long deliveryTag, boolean multiple) {
        return method(
                channel,
                new AMQP.Basic.Ack.Builder()
                        .deliveryTag(deliveryTag)
                        .multiple(multiple)
                        .build());
    }

    public RawConnection nack(int channel, long deliveryTag, boolean multiple, boolean requeue) {
        return method(
                channel,
                new AMQP.Basic.Nack.Builder()
                        .deliveryTag(deliveryTag)
                        .multiple(multiple)
                        .requeue(requeue)
                        .build());
    }

    public RawConnection qos(int channel, int prefetchCount, boolean global) {
        AMQP.Basic.Qos qos = new AMQP.Basic.Qos.Builder()
                .prefetchCount(prefetchCount)
                .global(global)
                .build();
        call(channel, qos, AMQP.Basic.QosOk.class);
        return this;
    }

    // Reading

    /** The next frame that is no heartbeat. */
    public RawFrame readFrame() {
        RawFrame frame = readAnyFrame();
        while (frame.type() == RawFrame.HEARTBEAT) {
            frame = readAnyFrame();
        }
        return frame;
    }

    public RawFrame readAnyFrame() {
        return socket.readFrame();
    }

    public byte[] readOctets(int count) {
        return socket.read(count);
    }

    /** The next frame must be this method on this channel. */
    public <T extends Method> T expect(int channel, Class<T> type) {
        RawFrame frame = readFrame();
        if (frame.channel() != channel || !type.isInstance(frame.method())) {
            throw new AssertionError("expected " + type.getSimpleName() + " on channel " + channel + ", got " + frame);
        }
        return type.cast(frame.method());
    }

    /** Sends the method and expects the answer as the very next frame. */
    public <T extends Method> T call(int channel, Method method, Class<T> answer) {
        return method(channel, method).expect(channel, answer);
    }

    /** The next frames must be a method with content on this channel: deliver, get-ok or return. */
    public Delivery expectContent(int channel) {
        return expectContent(channel, readFrame());
    }

    private Delivery expectContent(int channel, RawFrame method) {
        if (method.channel() != channel || !((com.rabbitmq.client.impl.Method) method.method()).hasContent()) {
            throw new AssertionError("expected a method with content on channel " + channel + ", got " + method);
        }
        RawFrame header = readFrame();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        List<Integer> frameSizes = new ArrayList<>();
        while (body.size() < header.bodySize()) {
            RawFrame part = readFrame();
            if (part.type() != RawFrame.BODY || part.channel() != channel) {
                throw new AssertionError("expected a body frame on channel " + channel + ", got " + part);
            }
            frameSizes.add(part.payload().length);
            body.writeBytes(part.payload());
        }
        return new Delivery(method.method(), header, body.toByteArray(), frameSizes);
    }

    /** The next frame must close this channel; answers close-ok, after which the number is free again. */
    public CloseReason expectChannelClose(int channel) {
        AMQP.Channel.Close close = expect(channel, AMQP.Channel.Close.class);
        method(channel, new AMQP.Channel.CloseOk.Builder().build());
        return CloseReason.of(close);
    }

    /** The next frame must close the connection; answers close-ok and expects the end of the socket. */
    public CloseReason expectConnectionClose() {
        AMQP.Connection.Close close = expect(0, AMQP.Connection.Close.class);
        method(0, new AMQP.Connection.CloseOk.Builder().build());
        expectEnd();
        return CloseReason.of(close);
    }

    /**
     * The next frame must close the connection, after which the broker drops the socket by itself: what it does when it
     * can no longer tell where frames begin.
     */
    public CloseReason expectFatalClose() {
        AMQP.Connection.Close close = expect(0, AMQP.Connection.Close.class);
        expectEnd();
        return CloseReason.of(close);
    }

    /** The next frame must close the connection; whether the broker then waits for close-ok does not matter. */
    public CloseReason expectFatalOrOrderlyClose() {
        AMQP.Connection.Close close = expect(0, AMQP.Connection.Close.class);
        return CloseReason.of(close);
    }

    /** The broker must drop the socket without another octet. */
    public void expectEnd() {
        if (!socket.reachesEnd()) {
            throw new AssertionError("the broker neither closed the socket nor kept silent");
        }
    }

    /** The broker must drop the socket after nothing but heartbeats. */
    public void expectEndAfterHeartbeats() {
        byte[] heartbeatFrame =
                octets().u8(RawFrame.HEARTBEAT).u16(0).u32(0).u8(RawFrame.END).toBytes();
        if (!socket.reachesEndAfter(heartbeatFrame)) {
            throw new AssertionError("the broker did not drop the socket, or sent more than heartbeats");
        }
    }

    // Ending

    /** Ends its half of the TCP connection; what the broker sends can still be read. */
    public RawConnection endOutput() {
        socket.endOutput();
        return this;
    }

    /** Cuts the connection with a TCP reset, as a killed process would. */
    public void cut() {
        socket.cut();
    }

    @Override
    public void close() {
        socket.close();
    }

    private static byte[] octetsOf(Frame frame) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        frame.writeTo(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
