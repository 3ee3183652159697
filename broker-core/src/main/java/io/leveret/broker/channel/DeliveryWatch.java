package io.leveret.broker.channel;

import io.leveret.broker.time.Deadlines;
import io.leveret.codec.ChannelException;
import io.leveret.codec.ReplyCode;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Closes a channel whose oldest delivery stays unacknowledged for too long (BEHAVIOUR section 2.5).
 *
 * <p>When a tag was given out is known to a step of 1/64 of the time allowed, and taken for the end of its step: so late
 * may the channel be closed, and never early. One deadline at most is outstanding. It is for the oldest delivery as of then
 * and is not moved when that is settled; a channel that keeps up is looked at about once in the time allowed.
 *
 * <p>Owned by the connection's loop.
 */
final class DeliveryWatch {

    private static final int STEPS = 64;

    /** Tags from the first one on, as far as the next step, were given out before the end. */
    private record Step(long firstTag, long endMs) {}

    private final AmqpChannel channel;
    private final DeliveryTimeout timeout;
    private final long stepMs;
    private final ArrayDeque<Step> steps = new ArrayDeque<>();
    private long stepEndMs = Long.MIN_VALUE;
    /** This tag and all below were given out too long ago. */
    private long overdueTag;

    private Deadlines.@Nullable Pending pending;
    private long pendingMs;

    private DeliveryWatch(AmqpChannel channel, DeliveryTimeout timeout) {
        this.channel = channel;
        this.timeout = timeout;
        this.stepMs = Math.max(1, timeout.ms() / STEPS);
    }

    /** The one of a channel, or null where deliveries may stay unacknowledged for ever. */
    static @Nullable DeliveryWatch of(AmqpChannel channel) {
        DeliveryTimeout timeout = channel.host().terms().deliveryTimeout();
        return timeout == null ? null : new DeliveryWatch(channel, timeout);
    }

    /** A tag higher than all before is about to be unacked. */
    void delivered(long tag) {
        long nowMs = channel.loop().turnMs();
        if (nowMs >= stepEndMs) {
            forgetOverdue(nowMs);
            stepEndMs = nowMs + stepMs;
            steps.add(new Step(tag, stepEndMs));
        }
        if (pending == null) {
            lookAt(stepEndMs + timeout.ms());
        }
    }

    /** Something is unacked again, since whenever it was delivered. */
    void restored() {
        long nowMs = channel.loop().turnMs();
        if (pending == null || pendingMs > nowMs) {
            end();
            lookAt(nowMs);
        }
    }

    /** Nothing is unacked any more, and nothing will be. */
    void end() {
        if (pending != null) {
            pending.cancel();
            pending = null;
        }
    }

    private void lookAt(long atMs) {
        pendingMs = atMs;
        pending = timeout.deadlines().at(atMs, channel.loop(), this::look);
    }

    private void look() {
        // Another one may have been registered after this was handed over.
        end();
        if (channel.isClosed()) {
            return;
        }
        long nowMs = channel.loop().turnMs();
        forgetOverdue(nowMs);
        long oldest = channel.unacked().oldestTag();
        if (oldest == Unacked.NONE) {
            return;
        }
        if (oldest > overdueTag) {
            lookAt(endOf(oldest) + timeout.ms());
        } else if (channel.isStalled()) {
            // It would be closed in the midst of something.
            lookAt(nowMs + stepMs);
        } else {
            channel.host().fail(channel, timedOut());
        }
    }

    private void forgetOverdue(long nowMs) {
        while (!steps.isEmpty() && steps.getFirst().endMs + timeout.ms() <= nowMs) {
            steps.removeFirst();
            overdueTag = steps.isEmpty() ? channel.unacked().lastTag() : steps.getFirst().firstTag - 1;
        }
    }

    /** The end of the step in which a tag was given out that is not overdue. */
    private long endOf(long tag) {
        long endMs = 0;
        for (Step step : steps) {
            if (step.firstTag > tag) {
                break;
            }
            endMs = step.endMs;
        }
        return endMs;
    }

    private ChannelException timedOut() {
        return new ChannelException(
                ReplyCode.PRECONDITION_FAILED,
                "delivery acknowledgement on channel " + channel.number() + " timed out. Timeout value used: "
                        + timeout.ms()
                        + " ms. This timeout value can be configured, see consumers doc guide to learn more");
    }
}
