package io.leveret.broker.queue;

/**
 * What one queue's arguments and policies say together, and that all its parts do it.
 *
 * <p>Owned by the queue's home loop.
 */
public final class Following {

    private final Queue queue;
    private final Disuse disuse;
    private QueueTerms terms;
    private QueuePolicy policy = QueuePolicy.NONE;

    Following(Queue queue, Disuse disuse) {
        this.queue = queue;
        this.disuse = disuse;
        this.terms = queue.settings().declared();
        queue.deadLetters().follow(terms.deadLetters(), terms.movesAtLeastOnce());
    }

    /** What counts now. */
    public QueueTerms terms() {
        assert queue.home().inLoop();
        return terms;
    }

    /** The policies that the queue follows. */
    public QueuePolicy policy() {
        assert queue.home().inLoop();
        return policy;
    }

    /**
     * Follows these policies from here on. What waits keeps the deadline with which it came; what is too much goes, and what
     * dies goes where the new terms say. The time in which nobody uses the queue begins anew, as in RabbitMQ.
     */
    public void follow(QueuePolicy newPolicy, QueueTerms newTerms) {
        assert queue.home().inLoop();
        policy = newPolicy;
        terms = newTerms;
        queue.limit().follow(newTerms.limits());
        queue.deadLetters().follow(newTerms.deadLetters(), newTerms.movesAtLeastOnce());
        queue.redeliveries().follow(newTerms.deliveryLimit());
        queue.log().retention().keep(newTerms.replay());
        disuse.expireAfter(newTerms.expiresMs());
        queue.markDirty();
    }
}
