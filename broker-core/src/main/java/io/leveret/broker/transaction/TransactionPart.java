package io.leveret.broker.transaction;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.queue.Message;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.queue.QueueEntry;
import io.leveret.broker.queue.Reservation;
import io.leveret.broker.queue.Settle;
import io.leveret.broker.queue.Withheld;
import io.leveret.broker.stats.Stat;
import java.util.ArrayList;
import java.util.List;

/**
 * What one transaction does to the queues of one loop. Filled by the coordinator before it is handed over, then owned by
 * that loop.
 */
final class TransactionPart {

    /** @param required whether the transaction comes to nothing if the queue refuses it */
    private record Publish(Queue queue, Message message, boolean required) {}

    private record Settlement(QueueEntry entry, Settle.Verdict verdict) {}

    private final Loop home;
    private final List<Publish> publishes = new ArrayList<>();
    private final List<Settlement> settlements = new ArrayList<>();
    private final List<Reservation> reservations = new ArrayList<>();
    private final List<Withheld> withheld = new ArrayList<>();

    TransactionPart(Loop home) {
        this.home = home;
    }

    Loop home() {
        return home;
    }

    void publish(Queue queue, Message message, boolean required) {
        publishes.add(new Publish(queue, message, required));
    }

    void settle(QueueEntry entry, Settle.Verdict verdict) {
        settlements.add(new Settlement(entry, verdict));
    }

    /**
     * Takes a place for every message, keeps every settled entry from anybody else, and records both as parts of the
     * transaction. Nothing of it can be seen yet.
     *
     * @return false if a queue refuses a message
     */
    boolean prepare(long transactionId) {
        assert home.inLoop();
        for (Settlement settlement : settlements) {
            Withheld entry = Withheld.of(settlement.entry, settlement.verdict, transactionId);
            if (entry != null) {
                withheld.add(entry);
            }
        }
        for (Publish publish : publishes) {
            Reservation place = Reservation.in(publish.queue, publish.message, transactionId);
            if (place.isRefused() && publish.required) {
                return false;
            }
            reservations.add(place);
        }
        return true;
    }

    /** Lets everything take effect. */
    void apply() {
        assert home.inLoop();
        withheld.forEach(Withheld::settle);
        reservations.forEach(Reservation::enqueue);
        publishes.stream()
                .filter(publish -> publish.required)
                .forEach(publish -> publish.queue.stats().count(Stat.PUBLISH));
    }

    /** Lets nothing take effect: what was withheld is unacked no longer, and goes back to its place. */
    void abort() {
        assert home.inLoop();
        withheld.forEach(Withheld::giveBack);
        reservations.forEach(Reservation::giveUp);
    }
}
