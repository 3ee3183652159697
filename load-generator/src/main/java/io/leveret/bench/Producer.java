package io.leveret.bench;

import io.leveret.codec.method.ConfirmMethod;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes as fast as it may: as its rate, the confirms it waits for, its number of messages and the socket let it.
 * Owned by its connection's event loop.
 *
 * <p>It asks itself again whenever one of the four may have changed: a timer, a confirm, or the socket. What the socket
 * does not take waits in one buffer or two, and then it stops, so its memory is bounded.
 */
final class Producer implements ClientConnection.Role {

    /** After so many writes other connections of the loop get their turn. */
    private static final int WRITES_PER_TURN = 8;

    /** A message that has been due for less may still be on its way to the socket: timers are not that exact. */
    private static final long LATE_NANOS = 100_000_000;

    private final ClientConnection connection;
    private final Channel socket;
    private final BenchOptions.Publishing options;
    private final Messages messages;
    private final LoadStats stats;
    private final NanoClock clock;
    private final RunEnd end;
    private final int batchMax;
    private final @Nullable Outstanding outstanding;
    private @Nullable Schedule schedule;
    private long published;
    private boolean running;
    private boolean through;
    private boolean publishing;
    private boolean turnAsked;
    private boolean timerSet;

    /** When the confirms at hand were read. */
    private long confirmNanos;

    private final LongConsumer settle = this::settle;

    Producer(
            ClientConnection connection,
            BenchOptions.Publishing options,
            Messages messages,
            LoadStats stats,
            NanoClock clock,
            RunEnd end) {
        this.connection = connection;
        this.socket = connection.socket();
        this.options = options;
        this.messages = messages;
        this.stats = stats;
        this.clock = clock;
        this.end = end;
        int fitting = messages.fittingOneWrite();
        this.batchMax = options.flushEvery() == BenchOptions.NONE ? fitting : Math.min(fitting, options.flushEvery());
        this.outstanding = options.confirms() ? new Outstanding(options.confirm()) : null;
    }

    /** Makes the channel ready; on the thread that sets up. */
    void prepare() throws BenchException {
        connection.use(this);
        if (outstanding != null) {
            connection.call(ClientConnection.CHANNEL, new ConfirmMethod.Select(false), ConfirmMethod.SelectOk.class);
        }
    }

    /** Begins; with a rate the first message is due at {@code startNanos}. */
    void start(long startNanos) {
        connection.loop().execute(() -> {
            if (options.ratePerSecond() != BenchOptions.NONE) {
                schedule = new Schedule(startNanos, options.ratePerSecond());
            }
            running = true;
            publish();
        });
    }

    private void publish() {
        if (!running || publishing) {
            return;
        }
        publishing = true;
        for (int i = 0; i < WRITES_PER_TURN && socket.isWritable(); i++) {
            long now = clock.nanos();
            int count = room(now);
            if (count <= 0) {
                waitUntilDue(now);
                publishing = false;
                return;
            }
            write(count, now);
        }
        publishing = false;
        if (socket.isWritable() && !turnAsked) {
            turnAsked = true;
            connection.loop().execute(this::nextTurn);
        }
    }

    private void nextTurn() {
        turnAsked = false;
        publish();
    }

    /** How many messages may go out now, in one write. */
    private int room(long now) {
        long room = batchMax;
        if (options.messages() != BenchOptions.NONE) {
            room = Math.min(room, options.messages() - published);
        }
        if (outstanding != null) {
            room = Math.min(room, outstanding.room());
        }
        if (schedule != null) {
            room = Math.min(room, schedule.dueCount(now) - published);
        }
        return (int) room;
    }

    private void write(int count, long now) {
        ByteBuf out = socket.alloc().directBuffer(messages.octetsMax(count));
        for (int i = 0; i < count; i++) {
            long stamp = schedule == null ? now : schedule.dueNanos(published);
            messages.writeNext(out, stamp);
            published++;
            if (outstanding != null) {
                outstanding.published(stamp);
            }
        }
        stats.sent(count, now);
        socket.writeAndFlush(out, socket.voidPromise());
        throughIfSo();
    }

    private void waitUntilDue(long now) {
        if (schedule == null || timerSet || through) {
            return;
        }
        long wait = schedule.dueNanos(published) - now;
        if (wait > 0) {
            timerSet = true;
            connection.loop().schedule(this::due, wait, TimeUnit.NANOSECONDS);
        }
    }

    private void due() {
        timerSet = false;
        publish();
    }

    private void throughIfSo() {
        if (!through && published == options.messages() && (outstanding == null || outstanding.isEmpty())) {
            through = true;
            end.through();
        }
    }

    @Override
    public void returned() {
        stats.returned();
    }

    @Override
    public void confirmed(long deliveryTag, boolean multiple, boolean taken, long nowNanos) {
        if (outstanding == null) {
            return;
        }
        confirmNanos = nowNanos;
        int settled = outstanding.settle(deliveryTag, multiple, settle);
        if (taken) {
            stats.confirmed(settled, nowNanos);
        } else {
            stats.nacked(settled, nowNanos);
        }
        throughIfSo();
    }

    private void settle(long stamp) {
        stats.confirmLatency(confirmNanos - stamp);
    }

    @Override
    public void readComplete() {
        publish();
    }

    @Override
    public void writabilityChanged() {
        publish();
    }

    /** Publishes no more and ends, see {@link ClientConnection#close}. */
    boolean close(boolean politely) {
        connection.onLoop(() -> running = false);
        return connection.close(politely);
    }

    /** How many messages have been due for a while and could not be sent; on the thread that sets up. */
    long behind(long nowNanos) {
        return connection
                .loop()
                .submit(() -> dueBefore(nowNanos - LATE_NANOS))
                .syncUninterruptibly()
                .getNow();
    }

    private long dueBefore(long nanos) {
        if (schedule == null) {
            return 0;
        }
        long due = schedule.dueCount(nanos);
        return Math.max(
                0, (options.messages() == BenchOptions.NONE ? due : Math.min(due, options.messages())) - published);
    }
}
