package io.leveret.broker.direct;

import io.leveret.broker.auth.Access;
import io.leveret.broker.auth.Users;
import io.leveret.broker.channel.AmqpChannel;
import io.leveret.broker.channel.ChannelTerms;
import io.leveret.broker.connection.Occupancy;
import io.leveret.broker.event.Events;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.time.Deadlines;
import io.leveret.broker.vhost.RandomNames;
import io.leveret.broker.vhost.TopologyControl;
import io.leveret.codec.AmqpException;
import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.frame.FrameEncoder;
import io.leveret.codec.frame.FrameType;
import io.leveret.codec.method.ConnectionMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.value.ShortString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A channel of a user who has no connection: opened for one task, and left when that is done, refused or late.
 *
 * <p>Stages: new, open, leaving (the queues are told, and take back what it held), gone. Whatever happens, its answer
 * comes: at once when the broker ends, and at the latest when its time is up.
 *
 * <p>Owned by its loop, but for what says that any thread may call it.
 */
final class DirectChannel<T> {

    private static final Logger LOG = LoggerFactory.getLogger(DirectChannel.class);

    /** How long a task may take, in milliseconds. HTTP waits for a little longer. */
    static final int TASK_MS_MAX = 25_000;

    private static final int NUMBER = 1;

    /** On whose behalf, and where. */
    record Visitor(String user, String virtualHost, boolean isOperator) {

        Visitor(String user, String virtualHost) {
            this(user, virtualHost, false);
        }

        Access access(Users users) {
            return isOperator ? Access.ofOperator(users, user, virtualHost) : new Access(users, user, virtualHost);
        }
    }

    private final Loop loop;
    private final DirectContext context;
    private final Visitor visitor;
    private final DirectTask<T> task;
    private final CompletableFuture<T> answer = new CompletableFuture<>();

    private @Nullable AmqpChannel channel;
    private @Nullable DirectHost host;
    private @Nullable DirectEvents events;
    private Occupancy.@Nullable Seat seat;
    private Deadlines.@Nullable Pending deadline;
    private boolean over;

    DirectChannel(Loop loop, DirectContext context, Visitor visitor, DirectTask<T> task) {
        this.loop = loop;
        this.context = context;
        this.visitor = visitor;
        this.task = task;
    }

    Loop loop() {
        return loop;
    }

    /** What comes of the task; any thread. It completes on the loop. */
    CompletableFuture<T> answer() {
        return answer;
    }

    /**
     * Opens the channel and begins the task.
     *
     * @param logsIn whether it counts as a connection, and is told of as one; if not, only the permissions on what it
     *     touches matter
     */
    void begin(String name, RandomNames names, boolean logsIn) {
        assert loop.inLoop();
        if (over) {
            return;
        }
        try {
            TopologyControl topology = context.virtualHosts().get(visitor.virtualHost());
            if (topology == null) {
                throw refused("vhost " + visitor.virtualHost() + " not found");
            }
            if (logsIn) {
                logIn(name, topology);
            }
            open(name, names, topology, logsIn ? context.terms() : silent(context.terms()));
            deadline = context.deadlines().at(loop.turnMs() + TASK_MS_MAX, loop, this::timeIsUp);
            task.begin(this);
        } catch (RuntimeException | AssertionError failure) {
            failed(failure);
        }
    }

    private void logIn(String name, TopologyControl topology) {
        Occupancy.Seat taken = context.occupancy()
                .enter(
                        visitor.user(),
                        visitor.virtualHost(),
                        topology.virtualHost().limits(),
                        new ConnectionMethod.Open(ShortString.of(visitor.virtualHost())));
        seat = taken;
        if (context.users().table().permissions(visitor.virtualHost(), visitor.user()) == null) {
            throw refused("access to vhost '" + visitor.virtualHost() + "' refused for user '" + visitor.user() + "'");
        }
        taken.openChannel();
        DirectEvents telling = new DirectEvents(context.terms(), name, visitor.user(), visitor.virtualHost());
        events = telling;
        telling.opened(loop.wallMs());
    }

    private void open(String name, RandomNames names, TopologyControl topology, ChannelTerms terms) {
        DirectHost opened = new DirectHost(
                loop,
                topology,
                visitor.access(context.users()),
                terms,
                name,
                names,
                new FrameSink(this::received),
                this::failed);
        host = opened;
        channel = new AmqpChannel(opened, NUMBER);
    }

    private static ChannelTerms silent(ChannelTerms terms) {
        return new ChannelTerms(
                terms.node(),
                terms.messageBytesMax(),
                terms.consumersMax(),
                terms.compat(),
                Events.NONE,
                terms.deliveryTimeout());
    }

    private static ConnectionException refused(String why) {
        return new ConnectionException(ReplyCode.NOT_ALLOWED, why);
    }

    /** Sends a method. */
    void send(Method method) {
        assert loop.inLoop();
        ByteBuf frame = Unpooled.buffer();
        FrameEncoder.method(frame, NUMBER, method);
        take(FrameType.METHOD, frame);
    }

    /** Sends a message, behind the method that announces it. */
    void send(byte[] properties, byte[] body) {
        assert loop.inLoop();
        ByteBuf header = Unpooled.buffer();
        FrameEncoder.contentHeader(header, NUMBER, body.length, properties, 0, properties.length);
        take(FrameType.HEADER, header);
        if (body.length > 0 && !over) {
            open().frame(FrameType.BODY, Unpooled.wrappedBuffer(body), 0, body.length);
        }
    }

    private void take(int type, ByteBuf frame) {
        if (!over) {
            open().frame(type, frame, FrameType.HEAD_OCTETS, frame.readableBytes() - FrameType.OVERHEAD_OCTETS);
        }
    }

    private AmqpChannel open() {
        return Objects.requireNonNull(channel, "no method before the channel is open");
    }

    private void received(Method method, @Nullable Content content) {
        if (!over) {
            task.received(this, method, content);
        }
    }

    /** Whether the task has finished, or been ended. */
    boolean isOver() {
        return over;
    }

    /** The task is done. What the channel holds goes back before anybody is told. */
    void finish(T value) {
        leave(() -> answer.complete(value));
    }

    /** The task has failed. */
    void failed(Throwable failure) {
        assert loop.inLoop();
        if (over) {
            return;
        }
        if (failure instanceof AmqpException reason) {
            LOG.warn("direct channel of user '{}': {}", visitor.user(), reason.replyText());
        } else {
            LOG.error("direct channel of user '{}': unexpected failure", visitor.user(), failure);
        }
        leave(() -> answer.completeExceptionally(failure));
    }

    /** The broker ends; any thread. */
    void shutDown(ConnectionException reason) {
        loop.execute(() -> end(() -> leave(() -> answer.completeExceptionally(reason))));
    }

    /** Nobody shall wait any longer; any thread. */
    void giveUp(ConnectionException reason) {
        answer.completeExceptionally(reason);
    }

    private void timeIsUp() {
        end(() -> {
            giveUp(new ConnectionException(ReplyCode.RESOURCE_ERROR, "no answer within " + TASK_MS_MAX + " ms"));
            leave(() -> {});
        });
    }

    private void end(Runnable unfinished) {
        if (over || !task.finishedInTime(this)) {
            unfinished.run();
        }
    }

    private void leave(Runnable told) {
        if (over) {
            return;
        }
        over = true;
        AmqpChannel opened = channel;
        if (opened == null) {
            left(told);
        } else {
            opened.abandon(() -> left(told));
        }
    }

    private void left(Runnable told) {
        if (deadline != null) {
            deadline.cancel();
        }
        if (host != null) {
            host.close();
        }
        if (seat != null) {
            seat.leave();
        }
        if (events != null) {
            events.closed();
        }
        told.run();
    }
}
