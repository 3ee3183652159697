package io.leveret.broker.channel;

import io.leveret.broker.loop.Ask;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.queue.PublishOutcome;
import io.leveret.broker.queue.Publisher;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.queue.QueueEntry;
import io.leveret.broker.queue.Session;
import io.leveret.broker.queue.Settle;
import io.leveret.broker.stats.MessageStats;
import io.leveret.broker.stats.Total;
import io.leveret.broker.vhost.Asker;
import io.leveret.codec.ChannelException;
import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.frame.FrameType;
import io.leveret.codec.method.ChannelMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.method.MethodCodec;
import io.netty.buffer.ByteBuf;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A channel: takes its frames in order and gives each method to the handler of its class.
 *
 * <p>A method whose answer another owner gives (declare, consume, get and the like) stalls the channel: later frames
 * wait until the answer is there, while other channels of the connection go on. States: open, then closing (the broker
 * has sent channel.close and discards all but close-ok, or the client has sent channel.close and its queues are being
 * told), then closed.
 *
 * <p>Owned by the connection's loop.
 */
public final class AmqpChannel implements Session, Publisher {

    private static final int CLASS_BASIC = 60;
    private static final int METHOD_PUBLISH = 40;

    private enum Stage {
        OPEN,
        CLOSING,
        CLOSED
    }

    private final ChannelHost host;
    private final int number;
    private final Unacked unacked;
    private final MessageStats stats;
    private final GlobalPrefetch globalPrefetch = new GlobalPrefetch(this);
    private final Consumers consumers = new Consumers(this);
    private final PublishHandler publish = new PublishHandler(this);
    private final QueueHandler queues = new QueueHandler(this);
    private final Confirms confirms = new Confirms(this);
    private final TxHandler tx = new TxHandler(this);
    private final MethodDispatch dispatch = new MethodDispatch(this);
    private final Departure departure = new Departure(this);
    private final DeferredFrames deferred = new DeferredFrames();
    private final ChannelReport report;
    private Stage stage = Stage.OPEN;
    private boolean stalled;
    private @Nullable Runnable whenIdle;
    /** The queue whose answer is due; it may hold something for this channel by the time the channel leaves. */
    private @Nullable Queue asked;

    private int classId;
    private int methodId;

    public AmqpChannel(ChannelHost host, int number) {
        this.host = host;
        this.number = number;
        this.stats = MessageStats.of(host.loop().sampler(), Total.CHANNELS);
        this.unacked = new Unacked(DeliveryWatch.of(this));
        this.report = new ChannelReport(this);
        ChannelEvents.opened(this);
    }

    ChannelHost host() {
        return host;
    }

    /** What there is to say about it to those who look from outside. */
    public ChannelReport report() {
        return report;
    }

    MethodDispatch dispatch() {
        return dispatch;
    }

    /** The channel number. */
    public int number() {
        return number;
    }

    @Override
    public Loop loop() {
        return host.loop();
    }

    /** As who this channel asks for changes of the topology. */
    Asker asker() {
        return new Asker(host.loop(), host.access().user());
    }

    /** Counts of its messages. */
    MessageStats stats() {
        return stats;
    }

    Unacked unacked() {
        return unacked;
    }

    GlobalPrefetch globalPrefetch() {
        return globalPrefetch;
    }

    Consumers consumers() {
        return consumers;
    }

    Departure departure() {
        return departure;
    }

    QueueHandler queues() {
        return queues;
    }

    /** Whether the channel is closing or closed, so that nothing more goes out on it. */
    boolean isClosed() {
        return stage != Stage.OPEN;
    }

    /** Whether the answer to a method is due, and later frames wait for it. */
    boolean isStalled() {
        return stalled;
    }

    /**
     * Takes a frame.
     *
     * @param index of the payload in {@code buf}, which the caller keeps
     */
    public void frame(int type, ByteBuf buf, int index, int length) {
        assert host.loop().inLoop();
        if (stalled || !deferred.isEmpty()) {
            deferred.add(type, buf, index, length);
            if (deferred.isTooMuch()) {
                host.deferring(this, true);
            }
        } else {
            take(type, buf, index, length);
        }
    }

    private void take(int type, ByteBuf buf, int index, int length) {
        try {
            if (stage == Stage.OPEN) {
                handle(type, buf, index, length);
            } else {
                discard(type, buf, index, length);
            }
        } catch (ChannelException failure) {
            host.fail(this, failure.withMethod(classId, methodId));
        } catch (ConnectionException failure) {
            host.fail(this, failure.withMethod(classId, methodId));
        } catch (RuntimeException | AssertionError unexpected) {
            host.fail(this, unexpected(unexpected));
        }
    }

    private void handle(int type, ByteBuf buf, int index, int length) {
        if (type == FrameType.METHOD) {
            method(buf, index, length);
        } else if (!publish.isExpectingContent()) {
            // Content that nobody announced is no method's error.
            classId = 0;
            methodId = 0;
            throw new ConnectionException(
                    ReplyCode.UNEXPECTED_FRAME, "expected method frame, got non method frame instead");
        } else if (type == FrameType.HEADER) {
            publish.header(buf, index, length);
        } else {
            publish.body(buf, index, length);
        }
    }

    private void method(ByteBuf buf, int index, int length) {
        if (publish.isExpectingContent()) {
            throw publish.methodInsteadOfContent();
        }
        classId = 0;
        methodId = 0;
        report.used();
        if (length >= 4 && buf.getInt(index) == (CLASS_BASIC << 16 | METHOD_PUBLISH)) {
            classId = CLASS_BASIC;
            methodId = METHOD_PUBLISH;
            publish.method(buf, index, length);
            return;
        }
        Method method = MethodCodec.decode(buf, index, length);
        classId = method.classId();
        methodId = method.methodId();
        dispatch.handle(method);
    }

    /** Handles a method of the channel class. */
    void handle(ChannelMethod method) {
        if (method instanceof ChannelMethod.Open) {
            throw new ConnectionException(ReplyCode.CHANNEL_ERROR, "second 'channel.open' seen");
        } else if (method instanceof ChannelMethod.Flow flow) {
            if (!flow.active()) {
                throw new ConnectionException(ReplyCode.NOT_IMPLEMENTED, "active=false");
            }
            reply(new ChannelMethod.FlowOk(true));
        } else if (method instanceof ChannelMethod.Close) {
            stage = Stage.CLOSING;
            leave(() -> {
                write(new ChannelMethod.CloseOk());
                closed();
            });
        } else if (!(method instanceof ChannelMethod.FlowOk)) {
            throw MethodDispatch.unimplemented();
        }
    }

    /** A closing channel discards all but what ends it. */
    private void discard(int type, ByteBuf buf, int index, int length) {
        if (type != FrameType.METHOD) {
            return;
        }
        Method method = MethodCodec.decode(buf, index, length);
        if (method instanceof ChannelMethod.Close) {
            write(new ChannelMethod.CloseOk());
        } else if (method instanceof ChannelMethod.CloseOk && stage == Stage.CLOSING) {
            closed();
        }
    }

    /**
     * Closes the channel because of an error: tells the queues, and when all have back what it held, the client, who may
     * look for it elsewhere at once.
     */
    public void close(ChannelException reason) {
        if (stage != Stage.OPEN) {
            return;
        }
        tellConfirms();
        stage = Stage.CLOSING;
        stall();
        leave(() -> {
            if (stage == Stage.CLOSING) {
                write(new ChannelMethod.Close(
                        reason.replyCode().code(), reason.replyText(), reason.classId(), reason.methodId()));
            }
            stalled = false;
            replayDeferred();
        });
    }

    /** The client ends the connection: what it has sent before still counts, then as {@link #abandon}. */
    public void finish(Runnable done) {
        if (stalled) {
            whenIdle = () -> abandon(done);
        } else {
            abandon(done);
        }
    }

    /** The connection ends: the queues are told, the client is not. {@code done} runs once they all know. */
    public void abandon(Runnable done) {
        if (stage == Stage.CLOSED) {
            done.run();
            return;
        }
        boolean leftAlready = stage == Stage.CLOSING;
        stage = Stage.CLOSED;
        deferred.clear();
        if (leftAlready) {
            done.run();
        } else {
            leave(done);
        }
    }

    private void closed() {
        stage = Stage.CLOSED;
        deferred.clear();
        host.deferring(this, false);
        host.closed(this);
    }

    /** Gives everything back to the queues. */
    private void leave(Runnable done) {
        publish.leave();
        host.deliveries().giveBack(consumer -> consumer.channel() == this);
        Set<Queue> touched = new LinkedHashSet<>(consumers.leave());
        touched.addAll(tx.queues());
        unacked.takeAll(entry -> touched.add(entry.queue()));
        if (asked != null) {
            touched.add(asked);
        }
        ChannelEvents.closed(this);
        stats.close();
        departure.from(touched, done);
    }

    /**
     * Asks a queue and stalls the channel until the answer is there. If the channel is closed by then, {@code tooLate}
     * gets the answer instead.
     */
    <T> void ask(
            Queue queue, Function<Queue, @Nullable T> question, Consumer<@Nullable T> answer, Consumer<T> tooLate) {
        stall();
        asked = queue;
        Ask.<T>ask(loop(), queue.home(), () -> question.apply(queue), (value, failure) -> {
            asked = null;
            if (isClosed() && value != null) {
                tooLate.accept(value);
            }
            answered(value, failure, answer);
        });
    }

    /**
     * Stalls until the queue says so, then goes on.
     *
     * @param until has the queue run a task on its loop when what it waits for has come
     */
    void after(Queue queue, BiConsumer<Queue, Runnable> until, Runnable next) {
        stall();
        Loop home = queue.home();
        Runnable there = () -> answered(null, null, nothing -> next.run());
        loop().send(home, () -> until.accept(queue, () -> home.send(loop(), there)));
    }

    /** Asks a queue for something that needs no undoing. */
    <T> void ask(Queue queue, Function<Queue, @Nullable T> question, Consumer<@Nullable T> answer) {
        ask(queue, question, answer, value -> {});
    }

    /** Takes an answer for which the channel has stalled, and goes on unless the answer made it stall again. */
    <T> void answered(@Nullable T value, @Nullable RuntimeException failure, Consumer<@Nullable T> answer) {
        stalled = false;
        if (!isClosed()) {
            if (failure == null) {
                try {
                    answer.accept(value);
                } catch (RuntimeException | AssertionError thrown) {
                    failed(thrown);
                }
            } else {
                failed(failure);
            }
        }
        host.flushAtTurnEnd();
        replayDeferred();
    }

    private void failed(Throwable thrown) {
        if (thrown instanceof ChannelException failure) {
            host.fail(this, failure.withMethod(classId, methodId));
        } else if (thrown instanceof ConnectionException failure) {
            host.fail(this, failure.withMethod(classId, methodId));
        } else {
            host.fail(this, unexpected(thrown));
        }
    }

    private static RuntimeException unexpected(Throwable thrown) {
        return thrown instanceof RuntimeException exception ? exception : new IllegalStateException(thrown);
    }

    /** Frames wait from here on, until {@link #answered}. */
    void stall() {
        stalled = true;
    }

    /** Takes the frames that have waited, until one stalls the channel again. */
    private void replayDeferred() {
        deferred.replay(() -> stalled, this::take);
        if (!deferred.isTooMuch()) {
            host.deferring(this, false);
        }
        Runnable last = whenIdle;
        if (last != null && !stalled && deferred.isEmpty()) {
            whenIdle = null;
            last.run();
        }
    }

    /** Writes a method to the client. */
    void write(Method method) {
        host.output().method(number, method);
        host.flushAtTurnEnd();
    }

    /** Writes the reply to the method in hand, unless the channel is closed. */
    void reply(Method method) {
        if (!isClosed()) {
            write(method);
        }
    }

    PublishHandler publisher() {
        return publish;
    }

    TxHandler tx() {
        return tx;
    }

    Confirms confirms() {
        return confirms;
    }

    @Override
    public void answered(long tag, PublishOutcome outcome) {
        confirms.answered(tag, outcome);
    }

    /** Writes the confirms that have gathered. */
    public void tellConfirms() {
        confirms.tell();
    }

    /** Cancels the consumers of queues from which the user may not read any more; what they hold stays theirs. */
    public void cancelUnreadable() {
        consumers.cancelUnreadable();
    }

    /**
     * An entry came for a channel that has left its queues. If it was to be acknowledged it is on its way back already,
     * with all that the channel held; if not, only this channel knows that no client has seen it.
     */
    void tooLate(QueueEntry entry, boolean noAck) {
        if (noAck) {
            Settle.send(loop(), entry, Settle.Verdict.GIVE_BACK);
        }
    }
}
