package io.leveret.broker.queue;

import io.leveret.codec.value.RawProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What there is to say about one queue, each figure in O(1). Owned by its home loop. */
public final class QueueReport {

    private final Queue queue;
    private final ConsumerOrder consumers;
    private final Disuse disuse;
    private long usedAtMs = -1;

    QueueReport(Queue queue, ConsumerOrder consumers, Disuse disuse) {
        this.queue = queue;
        this.consumers = consumers;
        this.disuse = disuse;
    }

    /**
     * Figures beside {@link QueueCounts}.
     *
     * @param unackedBytes octets of bodies of what is delivered and not settled
     * @param readyInMemory ready messages that are in memory
     * @param unackedInMemory the same of unacked ones
     * @param pagedOut ready messages that are on the disk only
     * @param stored messages that the journal has, in whatever state
     * @param storedBytes octets of their bodies
     * @param memoryBytes what its messages take of the memory
     * @param usedAtMs when something came, went or was settled last, in milliseconds since 1970; when it was opened if
     *     nothing has
     */
    public record Figures(
            long unackedBytes,
            int readyInMemory,
            int unackedInMemory,
            long pagedOut,
            long stored,
            long storedBytes,
            long memoryBytes,
            long usedAtMs) {}

    /** Something happened to the queue. */
    void used(long nowMs) {
        usedAtMs = nowMs;
    }

    /** A declare of the existing queue, passive or not, counts as use, but for a quorum queue. */
    public @Nullable QueueCounts redeclared() {
        if (queue.settings().type() != QueueType.QUORUM) {
            disuse.used();
        }
        return queue.counts();
    }

    /** Of the moment. */
    public Figures figures() {
        assert queue.home().inLoop();
        QueueState state = queue.state();
        return new Figures(
                state.unackedBytes(),
                state.entries().inMemory(),
                Math.max(0, state.unacked() - state.residence().away()),
                state.entries().pagedOut().size(),
                state.stored().messages(),
                state.stored().bytes(),
                state.residence().footprintBytes(),
                queue.home().wallMs(usedAtMs < 0 ? queue.home().turnMs() : usedAtMs));
    }

    /** The timestamp that the publisher gave to the head, in seconds; null without one, or if the head is on the disk only. */
    public @Nullable Long headTimestamp() {
        assert queue.home().inLoop();
        QueueEntry head = queue.state().head();
        return head == null || !head.isInMemory()
                ? null
                : RawProperties.timestamp(head.message().content(), 0);
    }

    /** In the order in which they have come. */
    public List<Consumer> consumers() {
        assert queue.home().inLoop();
        return List.copyOf(consumers.all());
    }

    /** Whether a consumer is served, and does not wait until others have left. */
    public boolean isActive(Consumer consumer) {
        assert queue.home().inLoop();
        return consumers.isActive(consumer);
    }
}
