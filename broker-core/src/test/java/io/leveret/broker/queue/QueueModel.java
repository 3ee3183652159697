package io.leveret.broker.queue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a queue should hold and do, said as plainly as possible: a sorted map of what is ready, a place per message, and
 * rules that every delivery is held against when it comes.
 */
final class QueueModel {

    /** Set at random: whether a channel answers a request for credit at once, as one on the queue's loop does. */
    private final boolean grantsAtOnce;

    private final SplittableRandom random;
    private final ModelReady ready;
    private final Map<Message, ModelEntry> byMessage = new HashMap<>();
    private final List<ModelConsumer> askers = new ArrayList<>();
    final List<ModelConsumer> consumers = new ArrayList<>();

    private long tick;
    private int unacked;
    private long nowMs;
    private boolean beingDropped;
    private final boolean single;
    private final boolean countsAlways;
    private @Nullable ModelConsumer active;
    private @Nullable Queue queue;
    private QueueTerms terms;
    /** What has died since it was last looked at: why and what. */
    final List<String> deadLetters = new ArrayList<>();

    QueueModel(SplittableRandom random, QueueSettings settings, long nowMs) {
        this.random = random;
        this.ready = new ModelReady(settings.priorities());
        this.terms = settings.declared();
        this.countsAlways = settings.type() == QueueType.QUORUM;
        this.single = settings.singleActiveConsumer();
        this.nowMs = nowMs;
        this.grantsAtOnce = random.nextBoolean();
    }

    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    void tests(Queue tested) {
        queue = tested;
    }

    QueueTerms terms() {
        return terms;
    }

    /** Other terms hold from here on; what is too much then goes before anybody is served. */
    void follow(QueueTerms changed) {
        terms = changed;
        trim();
    }

    void time(long ms) {
        nowMs = ms;
    }

    long tick() {
        return tick++;
    }

    int ready() {
        return ready.size();
    }

    int unacked() {
        return unacked;
    }

    long readyBytes() {
        return ready.all().stream()
                .mapToLong(entry -> entry.message.bodyLength())
                .sum();
    }

    boolean isBeingDropped() {
        return beingDropped;
    }

    void dropped() {
        beingDropped = true;
        purge();
    }

    int purge() {
        int purged = ready.size();
        ready.all().forEach(entry -> entry.place = ModelEntry.Place.GONE);
        ready.clear();
        return purged;
    }

    void enqueue(Message message, long deadlineMs) {
        ModelEntry entry = new ModelEntry(message, ready.place(message), deadlineMs);
        byMessage.put(message, entry);
        ready.add(entry);
    }

    void subscribed(ModelConsumer consumer) {
        consumers.add(consumer);
        active = active == null ? consumer : active;
    }

    /** A consumer leaves; false if it was not there. Then the highest priority is active, the oldest of these first. */
    boolean left(ModelConsumer consumer) {
        boolean wasHere = consumers.remove(consumer);
        if (active == consumer) {
            active = null;
            for (ModelConsumer waiting : consumers) {
                active = active == null || waiting.priority() > active.priority() ? waiting : active;
            }
        }
        return wasHere;
    }

    private boolean mayBeServed(ModelConsumer consumer) {
        return !single || consumer == active;
    }

    /** Drops heads whose deadline is before {@code limitMs}; others stay until they are the head. */
    private void expireBefore(long limitMs) {
        for (ModelEntry head = ready.head(); head != null && head.deadlineMs < limitMs; head = ready.head()) {
            headDies("expired");
        }
    }

    private void headDies(String reason) {
        ModelEntry head = Objects.requireNonNull(ready.take());
        head.place = ModelEntry.Place.GONE;
        died(reason, head.message);
    }

    private void died(String reason, Message message) {
        if (terms.deadLetters() != null) {
            deadLetters.add(reason + " " + message.routingKey());
        }
    }

    // Limits. Consumers are served before anything is dropped or refused; the queue does so, and the model watches.

    boolean isExceeded() {
        QueueLimits limits = terms.limits();
        return limits.overflow() == QueueLimits.Overflow.DROP_HEAD
                && (ready.size() > limits.maxLength() || readyBytes() > limits.maxLengthBytes());
    }

    boolean isExceededWith(Message message) {
        QueueLimits limits = terms.limits();
        return ready.size() + 1L > limits.maxLength() || readyBytes() + message.bodyLength() > limits.maxLengthBytes();
    }

    boolean refuses(Message message) {
        return terms.limits().overflow() != QueueLimits.Overflow.DROP_HEAD && isExceededWith(message);
    }

    void refused(Message message) {
        if (terms.limits().overflow() == QueueLimits.Overflow.REJECT_PUBLISH_DLX) {
            died("maxlen", message);
        }
    }

    void trim() {
        while (isExceeded()) {
            headDies("maxlen");
        }
    }

    /** Drops heads whose time is over and for which nobody waits. */
    void expire() {
        expireBefore(nowMs + 1);
    }

    /** The queue delivers this entry to this consumer: was it right to? */
    ModelEntry delivered(ModelConsumer to, QueueEntry entry) {
        expireBefore(nowMs);
        ModelEntry expected = takeHead(entry);
        check(mayBeServed(to), "delivered past the active consumer");
        check(to.subscribed, "delivered to a consumer that has left");
        check(to.hasRoom(), "delivered past prefetch or window");
        check(!to.lacksCredit(), "delivered without credit");
        for (ModelConsumer other : consumers) {
            if (other != to && mayBeServed(other) && other.hasRoom() && !other.lacksCredit()) {
                check(other.priority() <= to.priority(), "delivered past a consumer of higher priority");
                boolean waitedLonger = other.roomSince < to.lastServed && other.lastServed < to.lastServed;
                check(other.priority() < to.priority() || !waitedLonger, "not round robin");
            }
        }
        to.lastServed = tick();
        place(expected, to.noAck());
        return expected;
    }

    /** The queue gives this entry for a basic.get: was it right to? */
    ModelEntry got(QueueEntry entry, boolean noAck) {
        expire();
        ModelEntry expected = takeHead(entry);
        place(expected, noAck);
        return expected;
    }

    private ModelEntry takeHead(QueueEntry entry) {
        ModelEntry expected = ready.take();
        check(expected != null, "delivered although nothing is ready");
        Objects.requireNonNull(expected);
        // One that was paged out comes back as another object.
        check(expected.message.routingKey().equals(entry.message().routingKey()), "delivered out of order");
        check(Arrays.equals(expected.message.content(), entry.message().content()), "another body");
        check(expected.redelivered == entry.isRedelivered(), "wrong redelivered flag");
        expected.seenAs(entry);
        return expected;
    }

    private void place(ModelEntry entry, boolean noAck) {
        entry.place = noAck ? ModelEntry.Place.GONE : ModelEntry.Place.HELD;
        unacked += noAck ? 0 : 1;
    }

    void settled(ModelEntry entry, Settle.Verdict verdict) {
        entry.place = ModelEntry.Place.GONE;
        unacked--;
        if (verdict == Settle.Verdict.REJECT) {
            died("rejected", entry.message);
        }
    }

    void requeued(ModelEntry entry) {
        boolean isCounting = countsAlways || terms.deliveryLimit() != QueueTerms.UNLIMITED;
        boolean counts = isCounting && entry.place == ModelEntry.Place.HELD;
        if (counts && ++entry.deliveries > terms.deliveryLimit()) {
            entry.place = ModelEntry.Place.GONE;
            unacked--;
            died("delivery_limit", entry.message);
            return;
        }
        entry.redelivered = true;
        givenBack(entry);
    }

    /** Back to its place as if it had not left. */
    void givenBack(ModelEntry entry) {
        check(entry.place != ModelEntry.Place.READY, "in two places");
        unacked -= entry.place == ModelEntry.Place.HELD ? 1 : 0;
        entry.place = ModelEntry.Place.READY;
        ready.add(entry);
    }

    // Credit of consumers whose channel limits them together.

    void creditWanted(ModelConsumer asker) {
        askers.add(asker);
        if (grantsAtOnce && random.nextBoolean()) {
            grantOne();
        }
    }

    void creditReturned() {
        if (grantsAtOnce) {
            grantOne();
        }
    }

    /** Grants credit to one that asked; nothing if nobody did. */
    void grantOne() {
        if (askers.isEmpty() || queue == null) {
            return;
        }
        ModelConsumer asker = askers.remove(random.nextInt(askers.size()));
        asker.asked = false;
        asker.credit++;
        asker.noteRoom(tick());
        queue.subscriptions().grant(asker.consumer);
    }

    /** Holds of any queue that lives and has ended its turn. */
    void checkAtRest() {
        for (ModelConsumer consumer : consumers) {
            check(consumer.credit == 0, "keeps credit that it has no use for");
            if (ready.size() > 0 && mayBeServed(consumer) && consumer.hasRoom()) {
                check(consumer.lacksCredit(), "a message waits for a consumer with room");
                check(consumer.asked, "a message waits for credit that nobody asked for");
            }
        }
    }
}
