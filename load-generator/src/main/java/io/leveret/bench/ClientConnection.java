package io.leveret.bench;

import io.leveret.codec.frame.FrameDecoder;
import io.leveret.codec.frame.FrameEncoder;
import io.leveret.codec.frame.FrameType;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.ChannelMethod;
import io.leveret.codec.method.ConnectionMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.method.MethodCodec;
import io.leveret.codec.value.ShortString;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One connection with one channel. Its event loop owns it; {@link #open}, {@link #call} and {@link #close} are for the
 * thread that sets up and takes down, and wait for the broker's answer.
 *
 * <p>No heartbeats are agreed on.
 */
final class ClientConnection implements FrameHandler.Sink {

    /** The number of the one channel. */
    static final int CHANNEL = 1;

    private static final int ANSWER_SECONDS_MAX = 10;
    private static final int CLOSE_SECONDS_MAX = 3;

    private final Target target;
    private final NanoClock clock;
    private final RunEnd end;
    private final ContentReader content = new ContentReader();
    private final Channel socket;
    private Role role = Role.NONE;
    private @Nullable PendingCall call;
    /** The broker's parting words, or that there were none. */
    private @Nullable String failure;

    private boolean closing;
    private long readNanos;
    private int frameMax = FrameType.MIN_FRAME_MAX;

    /** What was asked last; an answer to what has been given up before it would be an unexpected one. */
    private record PendingCall(Class<? extends Method> answer, CompletableFuture<Method> arrived) {}

    /** Who uses the connection. All calls come on its event loop. */
    interface Role {

        Role NONE = new Role() {};

        /** A message has arrived, its last octet with the read that began at {@code nowNanos}. */
        default void delivered(long deliveryTag, long stamp, long nowNanos) {}

        /** A mandatory message has come back. */
        default void returned() {}

        /** The broker has taken a publish, or refused it. */
        default void confirmed(long deliveryTag, boolean multiple, boolean taken, long nowNanos) {}

        /** All that was there to read has been read. */
        default void readComplete() {}

        /** The socket takes data again, or has had enough. */
        default void writabilityChanged() {}
    }

    private ClientConnection(EventLoopGroup group, Target target, NanoClock clock, RunEnd end) throws BenchException {
        this.target = target;
        this.clock = clock;
        this.end = end;
        this.socket = BenchLoops.connect(group, target, new FrameHandler(this));
    }

    /** Connects and logs in, and opens the channel. */
    static ClientConnection open(EventLoopGroup group, Target target, NanoClock clock, RunEnd end)
            throws BenchException {
        ClientConnection connection = new ClientConnection(group, target, clock, end);
        boolean open = false;
        try {
            connection.frameMax = Handshake.run(connection, target);
            connection.call(CHANNEL, new ChannelMethod.Open(), ChannelMethod.OpenOk.class);
            open = true;
            return connection;
        } finally {
            if (!open) {
                connection.socket.close();
            }
        }
    }

    EventLoop loop() {
        return socket.eventLoop();
    }

    /** The socket, for the role's own writes. */
    Channel socket() {
        return socket;
    }

    /** The largest frame in octets that both sides take. */
    int frameMax() {
        return frameMax;
    }

    void use(Role user) {
        onLoop(() -> role = user);
    }

    /** Runs this on the event loop, and returns when it has. */
    void onLoop(Runnable task) {
        loop().submit(task).syncUninterruptibly();
    }

    /** Sends a method and waits for the one that answers it. */
    <T extends Method> T call(int channel, Method method, Class<T> answer) throws BenchException {
        return call(out -> FrameEncoder.method(out, channel, method), answer, ANSWER_SECONDS_MAX);
    }

    /** Sends a method that has no answer. */
    void send(int channel, Method method) {
        onLoop(() -> write(out -> FrameEncoder.method(out, channel, method)));
    }

    /** Something that can be written to a socket. */
    @FunctionalInterface
    interface Encoding {
        void writeTo(ByteBuf out);
    }

    <T extends Method> T call(Encoding question, Class<T> answer, int secondsMax) throws BenchException {
        CompletableFuture<Method> arrived = new CompletableFuture<>();
        loop().execute(() -> ask(question, new PendingCall(answer, arrived)));
        try {
            return answer.cast(arrived.get(secondsMax, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BenchException told) {
                throw told;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw BenchException.unreachable(
                    target.address() + " did not answer within " + secondsMax + " s (expected: " + name(answer) + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BenchException.failed("interrupted");
        }
    }

    private void ask(Encoding question, PendingCall asked) {
        if (failure != null) {
            asked.arrived.completeExceptionally(BenchException.failed(failure));
            return;
        }
        call = asked;
        write(question);
    }

    private void write(Encoding what) {
        ByteBuf out = socket.alloc().directBuffer();
        what.writeTo(out);
        socket.writeAndFlush(out, socket.voidPromise());
    }

    /**
     * Ends channel and connection as the specification asks, or without it if the broker does not answer: one that blocks
     * a publisher does not read its close.
     *
     * @param politely false to end the socket at once
     * @return whether all was answered that was asked
     */
    boolean close(boolean politely) {
        onLoop(() -> {
            closing = true;
            role = Role.NONE;
        });
        ShortString why = ShortString.of("done");
        boolean closed = politely
                && answers(CHANNEL, new ChannelMethod.Close(200, why, 0, 0), ChannelMethod.CloseOk.class)
                && answers(0, new ConnectionMethod.Close(200, why, 0, 0), ConnectionMethod.CloseOk.class);
        socket.close().awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        return closed;
    }

    private boolean answers(int channel, Method question, Class<? extends Method> answer) {
        try {
            call(out -> FrameEncoder.method(out, channel, question), answer, CLOSE_SECONDS_MAX);
            return true;
        } catch (BenchException e) {
            // It is over, and how does not matter any more.
            return false;
        }
    }

    @Override
    public void readBegins() {
        readNanos = clock.nanos();
    }

    @Override
    public void frame(ByteBuf in, FrameDecoder frame) {
        int index = frame.payloadIndex();
        switch (frame.type()) {
            case FrameType.METHOD -> {
                if (!content.method(in, index)) {
                    method(frame.channel(), MethodCodec.decode(in, index, frame.payloadLength()));
                }
            }
            case FrameType.HEADER -> {
                if (content.header(in, index)) {
                    message();
                }
            }
            case FrameType.BODY -> {
                if (content.body(in, index, frame.payloadLength())) {
                    message();
                }
            }
            default -> {
                // A heartbeat, which the decoder has checked.
            }
        }
    }

    private void message() {
        if (content.isDelivery()) {
            role.delivered(content.deliveryTag(), content.stamp(), readNanos);
        } else {
            role.returned();
        }
    }

    private void method(int channel, Method method) {
        if (method instanceof BasicMethod.Ack ack) {
            role.confirmed(ack.deliveryTag(), ack.multiple(), true, readNanos);
        } else if (method instanceof BasicMethod.Nack nack) {
            role.confirmed(nack.deliveryTag(), nack.multiple(), false, readNanos);
        } else if (method instanceof ConnectionMethod.Blocked blocked) {
            end.say("the broker blocks publishers: " + blocked.reason());
        } else if (method instanceof ConnectionMethod.Unblocked) {
            end.say("the broker takes messages again");
        } else if (method instanceof ConnectionMethod.Close close) {
            write(out -> FrameEncoder.method(out, 0, new ConnectionMethod.CloseOk()));
            broken("the broker closed the connection: " + close.replyCode() + " " + close.replyText());
        } else if (method instanceof ChannelMethod.Close close) {
            write(out -> FrameEncoder.method(out, channel, new ChannelMethod.CloseOk()));
            broken("the broker closed the channel: " + close.replyCode() + " " + close.replyText());
        } else if (method instanceof BasicMethod.Cancel) {
            broken("the broker cancelled a consumer: its queue is gone");
        } else {
            answered(method);
        }
    }

    private void answered(Method method) {
        PendingCall asked = call;
        if (asked != null && asked.answer.isInstance(method)) {
            call = null;
            asked.arrived.complete(method);
        } else {
            broken("the broker sent an unexpected " + name(method.getClass()));
        }
    }

    /** The specification's name, as in {@code queue.declareok}. */
    private static String name(Class<?> method) {
        Class<?> domain = method.getEnclosingClass();
        String prefix = domain == null ? "" : domain.getSimpleName().replace("Method", ".");
        return (prefix + method.getSimpleName()).toLowerCase(Locale.ROOT);
    }

    @Override
    public void readEnds() {
        role.readComplete();
    }

    @Override
    public void writabilityChanged() {
        role.writabilityChanged();
    }

    /** The connection is of no more use. The first reason counts: what comes after it is its consequence. */
    @Override
    public void broken(String why) {
        if (failure != null) {
            return;
        }
        failure = why;
        role = Role.NONE;
        PendingCall asked = call;
        call = null;
        if (asked != null) {
            asked.arrived.completeExceptionally(BenchException.failed(why));
        } else if (!closing) {
            end.fail(BenchException.failed(why));
        }
    }
}
