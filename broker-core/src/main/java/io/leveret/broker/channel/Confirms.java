package io.leveret.broker.channel;

import io.leveret.broker.queue.PublishOutcome;
import io.leveret.broker.stats.Stat;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.ConfirmMethod;
import org.jspecify.annotations.Nullable;

/**
 * Publisher confirms of one channel: off until confirm.select, then told once per turn. Owned by the connection's loop.
 */
final class Confirms {

    private final AmqpChannel channel;
    private @Nullable ConfirmTracker tracker;
    private boolean newsAnnounced;

    Confirms(AmqpChannel channel) {
        this.channel = channel;
    }

    boolean isSelected() {
        return tracker != null;
    }

    void select(ConfirmMethod.Select select) {
        if (channel.tx().isSelected()) {
            throw TxHandler.failed("cannot switch from tx to confirm mode");
        }
        if (tracker == null) {
            tracker = new ConfirmTracker();
        }
        if (!select.nowait()) {
            channel.reply(new ConfirmMethod.SelectOk());
        }
    }

    /** Publishes that are not confirmed yet. */
    int unconfirmed() {
        return tracker == null ? 0 : tracker.untold();
    }

    /** Starts a publish that {@code targets} queues will answer; 0 if the channel has no confirms. */
    long open(int targets) {
        ConfirmTracker selected = tracker;
        if (selected == null) {
            return 0;
        }
        long tag = selected.open(targets);
        announceNews(selected);
        return tag;
    }

    /** A queue has decided about a publish. */
    void answered(long tag, PublishOutcome outcome) {
        ConfirmTracker selected = tracker;
        if (selected != null) {
            selected.answered(tag, outcome);
            announceNews(selected);
        }
    }

    private void announceNews(ConfirmTracker selected) {
        if (!newsAnnounced && selected.hasNews()) {
            newsAnnounced = true;
            channel.host().tellConfirmsAtTurnEnd(channel);
        }
    }

    /** Writes the confirms that have gathered. */
    void tell() {
        newsAnnounced = false;
        ConfirmTracker selected = tracker;
        if (selected != null && !channel.isClosed()) {
            selected.tell(this::write);
        }
    }

    private void write(long tag, long count, boolean accepted) {
        if (accepted) {
            channel.stats().count(Stat.CONFIRM, count);
        }
        channel.host()
                .output()
                .method(
                        channel.number(),
                        accepted ? new BasicMethod.Ack(tag, count > 1) : new BasicMethod.Nack(tag, count > 1, false));
    }
}
