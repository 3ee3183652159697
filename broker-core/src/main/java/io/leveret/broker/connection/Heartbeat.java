package io.leveret.broker.connection;

import io.leveret.broker.channel.Output;
import io.netty.channel.Channel;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Heartbeats both ways (AMQP 0-9-1 section 4.2.7): sends one when half an interval passed without output, and gives the
 * peer up when two intervals passed without input, and a quarter more in which whatever has come is read.
 *
 * <p>Runs on real time, because that is where clients live. Owned by the connection's loop.
 */
final class Heartbeat {

    private static final int TICKS_PER_INTERVAL = 2;
    private static final int SILENT_TICKS_MAX = 2 * TICKS_PER_INTERVAL;

    private final Output output;
    private final Runnable flush;
    private final Runnable peerIsDead;
    private boolean arrived;
    private boolean suspended;
    private long buffersOutBefore;
    private long unreadBefore;
    private int silentTicks;
    private @Nullable ScheduledFuture<?> ticking;
    private @Nullable ScheduledFuture<?> lastLook;

    Heartbeat(Output output, Runnable flush, Runnable peerIsDead) {
        this.output = output;
        this.flush = flush;
        this.peerIsDead = peerIsDead;
    }

    /** Starts with the negotiated interval; 0 is none. */
    void start(Channel socket, int seconds) {
        if (seconds > 0) {
            long tickMs = TimeUnit.SECONDS.toMillis(seconds) / TICKS_PER_INTERVAL;
            // With a fixed rate, ticks missed while this process stood still would come in a row and count as silence.
            ticking = socket.eventLoop()
                    .scheduleWithFixedDelay(() -> tick(socket, tickMs), tickMs, tickMs, TimeUnit.MILLISECONDS);
        }
    }

    void stop() {
        if (ticking != null) {
            ticking.cancel(false);
            ticking = null;
        }
        if (lastLook != null) {
            lastLook.cancel(false);
            lastLook = null;
        }
    }

    /** Something was read. */
    void bytesArrived() {
        arrived = true;
    }

    /**
     * While the broker does not read, silence proves nothing; but a peer that takes nothing of what waits for it all
     * this time is as good as dead.
     */
    void suspend(boolean suspend) {
        suspended = suspend;
        silentTicks = 0;
    }

    private boolean isAlive() {
        long unread = output.pendingBytes();
        return arrived || (suspended && (unread == 0 || unread < unreadBefore));
    }

    private void tick(Channel socket, long tickMs) {
        silentTicks = isAlive() ? 0 : silentTicks + 1;
        arrived = false;
        if (output.buffersOut() == buffersOutBefore) {
            output.heartbeat();
            flush.run();
        }
        buffersOutBefore = output.buffersOut();
        unreadBefore = output.pendingBytes();
        if (silentTicks == SILENT_TICKS_MAX) {
            // This process may have stood still: what the peer has sent meanwhile is read before it is judged.
            lastLook = socket.eventLoop().schedule(this::judge, tickMs / 2, TimeUnit.MILLISECONDS);
        }
    }

    private void judge() {
        lastLook = null;
        if (isAlive()) {
            silentTicks = 0;
        } else if (silentTicks >= SILENT_TICKS_MAX) {
            stop();
            peerIsDead.run();
        }
    }
}
