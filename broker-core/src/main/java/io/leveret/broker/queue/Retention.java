package io.leveret.broker.queue;

import io.leveret.store.Backlog;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a queue keeps for replay of what is gone. Nothing, if what it holds is not in the journal.
 *
 * <p>Owned by the queue's home loop.
 */
public final class Retention {

    private final QueueLog log;
    private @Nullable ReplayBounds bounds;
    /** Whether the journal is to know of every change. */
    private boolean begun;
    /** Whether the journal keeps anything now. */
    private boolean kept;

    Retention(QueueLog log, @Nullable ReplayBounds bounds) {
        this.log = log;
        this.bounds = bounds;
    }

    /** Keeps this much from here on. */
    void keep(@Nullable ReplayBounds newBounds) {
        if (!Objects.equals(bounds, newBounds)) {
            bounds = newBounds;
            if (begun) {
                tell();
            }
        }
    }

    /** Reads what waits, what is held and what is kept, and changes nothing; see {@link QueueLog#replay}. */
    public void replay(long fromPosition, int messagesMax, int bytesMax, Consumer<Backlog> answer) {
        assert log.inLoop();
        log.replay(fromPosition, messagesMax, bytesMax, answer);
    }

    /** What the journal did in an earlier life of the broker, of one priority. */
    void recovered(boolean retaining) {
        kept |= retaining;
    }

    /** From here on it does, if it should. */
    void begin() {
        begun = true;
        if (bounds != null || kept) {
            tell();
        }
    }

    /** What was kept goes, and nothing stays until {@link #begin}, whatever the policy says by then. */
    void clear() {
        begun = false;
        if (kept) {
            kept = false;
            log.retain(0, 0);
        }
    }

    private void tell() {
        ReplayBounds now = bounds;
        kept = now != null;
        if (now == null) {
            log.retain(0, 0);
        } else {
            log.retain(now.maxAgeMs(), now.maxBytes());
        }
    }
}
