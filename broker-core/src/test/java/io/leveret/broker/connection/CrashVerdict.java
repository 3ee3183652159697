package io.leveret.broker.connection;

import static io.leveret.broker.connection.CrashLedger.require;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Holds what is in the queues in the end against the {@link CrashLedger}: what was confirmed or committed is there, unless
 * it was settled or may have died where there is no dead letter exchange; a dead letter is in its source or in its target,
 * and in both only if a crash came between.
 */
final class CrashVerdict {

    private final CrashHouse house;
    private final CrashLedger ledger;
    /** Of each entry that has died the lives in which it did. */
    private final Map<CrashEntry, Set<Integer>> deaths = new HashMap<>();
    /** Of which message something was got that was published to this queue. */
    private final Set<CrashLedger.Place> seen = new HashSet<>();

    private final Set<CrashLedger.Place> found = new HashSet<>();
    private final Set<CrashLedger.Place> settled = new HashSet<>();
    private final Set<CrashLedger.Place> rejected = new HashSet<>();
    private final Map<String, Integer> reasons = new TreeMap<>();
    private int twice;

    CrashVerdict(CrashHouse house, CrashLedger ledger) {
        this.house = house;
        this.ledger = ledger;
    }

    /** What is in one queue, first to last, before time goes on. */
    void requireOrder(CrashHouse.Spec queue, List<CrashEntry> entries) {
        int lowest = Integer.MAX_VALUE;
        Map<String, Integer> last = new HashMap<>();
        for (CrashEntry entry : entries) {
            int priority = queue.priority(entry.message());
            require(priority <= lowest, "comes behind lower priorities:", entry.message(), entry);
            lowest = priority;
            require(!ledger.mustHaveExpired(entry), "has outlived its time:", entry.message(), entry);
            if (entry.past().isEmpty()) {
                int number = CrashMessage.number(entry.message());
                Integer before = last.put(CrashMessage.publisher(entry.message()) + "/" + priority, number);
                require(before == null || before < number, "is out of order:", entry.message(), entry);
            }
        }
    }

    void judge() {
        ledger.found.forEach(entry -> found.add(origin(entry)));
        ledger.acknowledged.forEach(entry -> settled.add(origin(entry)));
        ledger.committed.forEach(tx -> tx.acknowledged().forEach(entry -> settled.add(origin(entry))));
        ledger.rejected.forEach(entry -> rejected.add(new CrashLedger.Place(entry.queue(), entry.message())));
        for (CrashEntry entry : ledger.seen()) {
            seen.add(origin(entry));
            addDeath(entry);
        }
        // What a transaction has acknowledged that may have taken effect is nobody's loss.
        for (CrashLedger.Tx tx : ledger.committing) {
            if (!hasComeToNothing(tx)) {
                tx.acknowledged().forEach(entry -> settled.add(origin(entry)));
            }
        }
        ledger.found.forEach(this::requireNotBeside);
        for (CrashMessage message : ledger.messages()) {
            if (message.confirmed) {
                message.targets.forEach(queue -> requireThere(new CrashLedger.Place(queue, message.name)));
            }
        }
        ledger.committed.forEach(this::requireInEffect);
        ledger.committing.forEach(this::judgeUndecided);
    }

    private static CrashLedger.Place origin(CrashEntry entry) {
        return new CrashLedger.Place(entry.origin(), entry.message());
    }

    private void addDeath(CrashEntry letter) {
        CrashEntry source = letter.source();
        if (source == null) {
            return;
        }
        int life = ledger.lifeOf(letter.lastDeath());
        Set<Integer> lives = deaths.computeIfAbsent(source, first -> new HashSet<>());
        require(lives.add(life), "died twice in one life of the broker:", letter.message(), letter);
        twice += lives.size() > 1 ? 1 : 0;
        String reason = letter.lastDeath().reason();
        reasons.merge(reason, 1, Integer::sum);
        int limit = house.spec(source.queue()).deliveryLimit();
        require(
                !reason.equals("delivery_limit")
                        || ledger.deliveries(source, life) == limit + 1
                        || ledger.hasLostSessions(life),
                "died of its limit after " + ledger.deliveries(source, life) + " deliveries:",
                letter.message(),
                letter);
    }

    /** A dead letter that is still in its source as well: the two halves of the move are a crash apart. */
    private void requireNotBeside(CrashEntry entry) {
        boolean moved = deaths.getOrDefault(entry, Set.of()).contains(ledger.life());
        require(!moved, "is there beside its dead letter without a crash between:", entry.message(), entry);
    }

    private void requireThere(CrashLedger.Place place) {
        boolean there = found.contains(place) || settled.contains(place) || mayBeGone(place);
        require(there, "is lost from", place.message(), place.queue());
    }

    /** Whether it may have died where there is no dead letter exchange, or its letter may have been refused. */
    private boolean mayBeGone(CrashLedger.Place place) {
        boolean isOrigin = true;
        String at = place.queue();
        while (mayDie(place, at, isOrigin)) {
            CrashHouse.Spec spec = house.spec(at);
            if (spec.next() == null || (house.spec(spec.next()).refuses() && !spec.isSure())) {
                return true;
            }
            at = spec.next();
            isOrigin = false;
        }
        return false;
    }

    private boolean mayDie(CrashLedger.Place place, String queue, boolean isOrigin) {
        CrashHouse.Spec spec = house.spec(queue);
        CrashMessage message = ledger.message(place.message());
        long ttlMs = spec.ttlMs(isOrigin ? CrashMessage.expirationMs(message.name) : CrashMessage.NEVER);
        boolean expires = ttlMs != CrashMessage.NEVER && message.atMs + ttlMs <= ledger.nowMs();
        return expires
                || rejected.contains(new CrashLedger.Place(queue, message.name))
                || (spec.dropsHead() && mayHaveBeenDropped(spec, message))
                || (spec.deliveryLimit() >= 0 && mayHaveComeTooOften(spec, message));
    }

    /** Whether as many as the limit allows may have come behind it; what was confirmed before it was published did not. */
    private boolean mayHaveBeenDropped(CrashHouse.Spec spec, CrashMessage message) {
        if (spec.isRanked() || house.isNext(spec.name()) || !message.targets.contains(spec.name())) {
            return true;
        }
        long count = 0;
        long bytes = CrashMessage.body(message.name).length();
        for (CrashMessage other : ledger.messages()) {
            if (other != message && other.confirmedStamp > message.stamp && other.targets.contains(spec.name())) {
                count++;
                bytes += CrashMessage.body(other.name).length();
            }
        }
        return (spec.maxLength() >= 0 && count >= spec.maxLength())
                || (spec.maxBytes() >= 0 && bytes > spec.maxBytes());
    }

    private boolean mayHaveComeTooOften(CrashHouse.Spec spec, CrashMessage message) {
        for (int life = message.life; life < ledger.life(); life++) {
            if (ledger.hasLostSessions(life)) {
                return true;
            }
        }
        return ledger.seen().stream()
                .filter(entry ->
                        entry.queue().equals(spec.name()) && entry.message().equals(message.name))
                .anyMatch(entry -> {
                    for (int life = 0; life <= ledger.life(); life++) {
                        if (ledger.deliveries(entry, life) > spec.deliveryLimit()) {
                            return true;
                        }
                    }
                    return false;
                });
    }

    private void requireInEffect(CrashLedger.Tx tx) {
        tx.publishes().forEach(this::requireThere);
        tx.acknowledged().forEach(entry -> requireGone(entry, tx.life(), false));
        // Where a letter is sure to arrive it is no part of the transaction, and its source may come back.
        tx.rejected().stream()
                .filter(entry -> !house.spec(entry.queue()).isSure())
                .forEach(entry -> requireGone(entry, tx.life(), true));
        tx.rejected().forEach(entry -> requireThereIfConfirmed(origin(entry)));
    }

    private void requireThereIfConfirmed(CrashLedger.Place place) {
        if (ledger.message(place.message()).confirmed) {
            requireThere(place);
        }
    }

    /** The client was not told: all of it or nothing. */
    private void judgeUndecided(CrashLedger.Tx tx) {
        if (tx.publishes().stream().anyMatch(seen::contains)) {
            requireInEffect(tx);
        } else if (hasComeToNothing(tx)) {
            tx.acknowledged().forEach(entry -> requireThereIfConfirmed(origin(entry)));
        }
    }

    private boolean hasComeToNothing(CrashLedger.Tx tx) {
        return tx.publishes().stream().noneMatch(seen::contains)
                && tx.publishes().stream().anyMatch(place -> !mayBeGone(place));
    }

    /** What a transaction has settled in that life never comes back, nor dies of anything else. */
    private void requireGone(CrashEntry entry, int life, boolean isRejected) {
        boolean back = ledger.found.contains(entry);
        for (int later = life + 1; later <= ledger.life(); later++) {
            back |= ledger.deliveries(entry, later) > 0;
        }
        require(!back, "came back to", entry.message(), entry);
        boolean died = deaths.getOrDefault(entry, Set.of()).stream()
                .anyMatch(when -> Objects.requireNonNull(when) > life || (when == life && !isRejected));
        require(!died, "died although it was settled:", entry.message(), entry);
    }

    /** How many dead letters there were, by reason. */
    Map<String, Integer> reasons() {
        return reasons;
    }

    /** How many dead letters came again after a crash. */
    int twice() {
        return twice;
    }
}
