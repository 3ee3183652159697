package io.leveret.conformance.kill;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What clients know of their messages, written down as it happens: a publish before it is sent, everything else when the
 * broker's answer is there. {@link #judge} says in the end whether the broker kept its word, given that all queues have
 * been drained and what was drained was acknowledged.
 *
 * <p>Safe for use by many threads. Every entry is one lock, which is nothing beside the round trips that it records.
 */
final class Ledger {

    /** How a message was acknowledged. */
    enum Ack {
        /** By {@code basic.ack} alone, which nothing answers: it may be lost with the broker, if that dies at once. */
        PLAIN,
        /** Likewise, when the broker has answered nothing behind it: it may never have been read. */
        UNANSWERED,
        /** In a transaction whose {@code tx.commit-ok} has come. */
        COMMITTED
    }

    /** What a broker can do wrong. */
    enum Fault {
        CONFIRMED_LOST,
        UNIT_HALVED,
        MOVED_TWICE,
        ROLLED_BACK_SEEN,
        NEVER_PUBLISHED,
        OUT_OF_ORDER,
        ACKED_CAME_AGAIN,
        REDELIVERED_FLAG_MISSING,
        REDELIVERED_FLAG_WRONG
    }

    /** One fault, told for a reader. */
    record Violation(Fault fault, String text) {}

    /** How much there was of everything. */
    record Counts(
            int published, int confirmed, int units, int deliveries, int redeliveries, int acks, int returnedAcks) {}

    /** The judgement. */
    record Verdict(List<Violation> violations, Counts counts) {}

    /** One message in one queue. */
    private record Copy(String queue, MessageId id) {}

    private record Key(String publisher, long unit) {}

    private record Lane(String queue, String publisher) {}

    private static final class Published {
        final int life;
        boolean confirmed;
        boolean rolledBack;

        Published(int life) {
            this.life = life;
        }
    }

    private static final class Settled {
        final Ack how;
        final int life;
        final long atMs;

        Settled(Ack how, int life, long atMs) {
            this.how = how;
            this.life = life;
            this.atMs = atMs;
        }
    }

    private final long ackWindowMs;
    private final Map<Copy, Published> published = new LinkedHashMap<>();
    private final Map<MessageId, List<Copy>> copies = new HashMap<>();
    private final Map<Key, List<Copy>> units = new LinkedHashMap<>();
    private final Map<Copy, List<Key>> moves = new HashMap<>();
    private final Map<Lane, Long> lastFirst = new HashMap<>();
    private final Set<Copy> delivered = new HashSet<>();
    private final Map<Copy, Settled> acked = new HashMap<>();
    private final Set<Copy> everAcked = new HashSet<>();
    private final List<Violation> violations = new ArrayList<>();
    private final Map<Integer, Long> killedAtMs = new HashMap<>();
    private int life;
    private int redeliveries;
    private int deliveries;
    private int acks;
    private int returnedAcks;

    /**
     * @param ackWindowMs how long before a kill a plain acknowledgement may have been processed and still be lost
     */
    Ledger(long ackWindowMs) {
        this.ackWindowMs = ackWindowMs;
    }

    /** A message is about to be published, and should come to each of the queues. */
    synchronized void publishing(MessageId id, Collection<String> queues) {
        for (String queue : queues) {
            Copy copy = new Copy(queue, id);
            published.put(copy, new Published(life));
            copies.computeIfAbsent(id, any -> new ArrayList<>()).add(copy);
            if (id.unit() != MessageId.ALONE) {
                units.computeIfAbsent(new Key(id.publisher(), id.unit()), any -> new ArrayList<>())
                        .add(copy);
            }
        }
    }

    /** The broker has confirmed the message. */
    synchronized void confirmed(MessageId id) {
        copies.get(id).forEach(copy -> published.get(copy).confirmed = true);
    }

    /**
     * The unit, not yet published, is to take the place of a message in a queue: the same transaction acknowledges that
     * one. It must come about once, however often it is tried.
     */
    synchronized void moving(String queue, MessageId id, String publisher, long unit) {
        moves.computeIfAbsent(new Copy(queue, id), any -> new ArrayList<>()).add(new Key(publisher, unit));
    }

    /** {@code tx.commit-ok} has come for the unit. */
    synchronized void committed(String publisher, long unit) {
        units.get(new Key(publisher, unit)).forEach(copy -> published.get(copy).confirmed = true);
    }

    /** The unit is about to be rolled back, and was never committed. */
    synchronized void rolledBack(String publisher, long unit) {
        units.get(new Key(publisher, unit)).forEach(copy -> published.get(copy).rolledBack = true);
    }

    /** A consumer has got a message. Deliveries of one queue are reported by one thread at a time, as they came. */
    synchronized void delivered(String queue, MessageId id, boolean redelivered) {
        Copy copy = new Copy(queue, id);
        deliveries++;
        Published origin = published.get(copy);
        if (origin == null) {
            report(Fault.NEVER_PUBLISHED, copy, "published to no such queue");
            return;
        }
        if (origin.rolledBack) {
            report(Fault.ROLLED_BACK_SEEN, copy, "rolled back, yet delivered");
        }
        if (delivered.add(copy)) {
            first(copy, origin, redelivered);
        } else {
            again(copy, redelivered);
        }
    }

    private void first(Copy copy, Published origin, boolean redelivered) {
        Long last = lastFirst.put(new Lane(copy.queue, copy.id.publisher()), copy.id.sequence());
        if (last != null && last > copy.id.sequence()) {
            report(Fault.OUT_OF_ORDER, copy, "first seen after " + last);
        }
        // After a kill the broker may have sent it to a consumer that never read it.
        if (redelivered && origin.life == life) {
            report(Fault.REDELIVERED_FLAG_WRONG, copy, "redelivered, though nobody can have had it");
        }
    }

    private void again(Copy copy, boolean redelivered) {
        redeliveries++;
        if (!redelivered) {
            report(Fault.REDELIVERED_FLAG_MISSING, copy, "delivered before, yet not marked as redelivered");
        }
        Settled settled = acked.remove(copy);
        if (settled != null) {
            returnedAcks++;
            if (!mayReturn(settled)) {
                report(Fault.ACKED_CAME_AGAIN, copy, "acknowledged (" + settled.how + ") in life " + settled.life);
            }
        }
    }

    /** What was acknowledged shortly before a life of the broker ended may come again in a later one. */
    private boolean mayReturn(Settled settled) {
        // Not only in the next: that may end before the message has come to its turn again.
        return settled.life < life
                && switch (settled.how) {
                    case COMMITTED -> false;
                    case UNANSWERED -> true;
                    case PLAIN -> settled.atMs >= killedAtMs.getOrDefault(settled.life, Long.MAX_VALUE) - ackWindowMs;
                };
    }

    /** The message has been acknowledged, and the broker has answered something after it on that channel. */
    synchronized void acked(String queue, MessageId id, Ack how, long nowMs) {
        Copy copy = new Copy(queue, id);
        acks++;
        acked.put(copy, new Settled(how, life, nowMs));
        everAcked.add(copy);
    }

    /** The broker has been killed. What it is told from now on, its next life hears. */
    synchronized void killed(long nowMs) {
        killedAtMs.put(life, nowMs);
        life++;
    }

    synchronized Verdict judge() {
        List<Violation> found = new ArrayList<>(violations);
        published.forEach((copy, origin) -> {
            long moved = moves.getOrDefault(copy, List.of()).stream()
                    .filter(unit -> units.get(unit).stream().anyMatch(delivered::contains))
                    .count();
            if (moved > 1) {
                found.add(new Violation(Fault.MOVED_TWICE, copy + ": " + moved + " times"));
            }
            if (origin.confirmed && !everAcked.contains(copy) && moved == 0) {
                found.add(new Violation(
                        Fault.CONFIRMED_LOST,
                        copy + " of life " + origin.life + ", "
                                + (delivered.contains(copy) ? "last seen unacknowledged" : "never seen")));
            }
        });
        units.forEach((key, members) -> {
            long seen = members.stream().filter(delivered::contains).count();
            if (seen != 0 && seen != members.size()) {
                found.add(new Violation(Fault.UNIT_HALVED, key + ": " + seen + " of " + members.size() + " seen"));
            }
        });
        int confirmed = (int)
                published.values().stream().filter(origin -> origin.confirmed).count();
        return new Verdict(
                List.copyOf(found),
                new Counts(published.size(), confirmed, units.size(), deliveries, redeliveries, acks, returnedAcks));
    }

    /** How many there are of each fault. */
    static Map<Fault, Integer> byFault(List<Violation> violations) {
        Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
        violations.forEach(violation -> counts.merge(violation.fault(), 1, Integer::sum));
        return counts;
    }

    private void report(Fault fault, Copy copy, String text) {
        violations.add(new Violation(fault, copy + ": " + text + " (life " + life + ")"));
    }
}
