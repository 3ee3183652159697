package io.leveret.broker.queue;

import static io.leveret.broker.queue.QueueModel.check;

import io.leveret.broker.compat.Compat;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.loop.LoopLimits;
import io.leveret.broker.testing.ErrorLog;
import io.leveret.broker.testing.SteppedJournal;
import io.leveret.broker.testing.SteppedLoops;
import io.leveret.broker.testing.TestRoutes;
import io.leveret.broker.testing.TestSettings;
import io.leveret.codec.ChannelException;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One random history of one queue, compared with the model after every step. */
final class QueueModelRun {

    private static final String LIMIT = "delivery_limit";
    private static final List<Settle.Verdict> SETTLED_BY_CLIENTS =
            List.of(Settle.Verdict.ACK, Settle.Verdict.REQUEUE, Settle.Verdict.REJECT);

    private static final ShortString NAME = ShortString.of("q");
    private static final byte[] SMALL = new byte[10];
    /** Where the flags say that there is a priority. */
    private static final byte[] RANKED = {8, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    private static final byte[] LARGE = new byte[200 * 1024];

    private enum Stage {
        LIVE,
        FROZEN,
        GONE
    }

    private final SplittableRandom random;
    private final boolean tight;
    private final SteppedJournal journal = new SteppedJournal();
    private final SteppedLoops loops;
    private final Loop home;
    private final QueueSettings settings;
    private final TestRoutes routes = new TestRoutes();
    private final Queue queue;
    private final Queue deadLetterQueue;
    private final QueueModel model;
    private final List<ModelSession> sessions = new ArrayList<>();
    private Stage stage = Stage.LIVE;
    private long lastUsedMs;
    private boolean leaving;
    private int published;

    QueueModelRun(long seed) {
        random = new SplittableRandom(seed);
        long ample = SteppedLoops.AMPLE_BYTES;
        // Little: all but the front of the queue pages out.
        tight = random.nextBoolean();
        loops = new SteppedLoops(2, new LoopLimits(ample, ample, tight ? 1_000 : ample, Long.MAX_VALUE));
        home = loops.loop(0);
        journal.attachTo(loops.loops(), 0);
        boolean quorum = random.nextInt(4) == 0;
        boolean durable = quorum || random.nextInt(3) == 0;
        settings = quorum ? ofQuorumQueue() : ofClassicQueue(durable);
        queue = new Queue(NAME, "/", 1, settings, home, loops.deadlines(), this::unused, routes);
        model = new QueueModel(random, settings, nowMs());
        model.tests(queue);
        QueueSettings plain = QueueFixture.settings(QueueTerms.UNSET, QueueTerms.UNSET, QueueLimits.NONE, null);
        Loop elsewhere = loops.loop(random.nextInt(2));
        deadLetterQueue =
                new Queue(ShortString.of("dead"), "/", 2, plain, elsewhere, loops.deadlines(), this::unused, routes);
        routes.add(deadLetterQueue);
    }

    private QueueSettings ofClassicQueue(boolean durable) {
        return TestSettings.of(durable, random.nextInt(10) == 0, arguments(), terms(durable));
    }

    /** Which consumer is served by itself there, and when it expires, follows other rules: no model of that here. */
    private QueueSettings ofQuorumQueue() {
        Compat compat = Compat.of(pick(List.of(Compat.Line.values())));
        FieldTable arguments = FieldTable.builder()
                .put(QueueType.ARGUMENT, QueueType.QUORUM.title())
                .build();
        return QueueSettings.of(true, false, null, arguments, quorumTerms(), PriorityOrder.quorum(compat));
    }

    private QueueTerms quorumTerms() {
        QueueTerms terms = terms(true);
        return new QueueTerms(
                terms.messageTtlMs(),
                QueueTerms.UNSET,
                terms.limits(),
                terms.deadLetters(),
                null,
                terms.deliveryLimit(),
                false);
    }

    private QueueTerms terms(boolean durable) {
        return new QueueTerms(
                random.nextInt(3) == 0 ? random.nextInt(40) : QueueTerms.UNSET,
                random.nextInt(5) == 0 ? 1 + random.nextInt(60) : QueueTerms.UNSET,
                // What waits for the delivery mark to be forced is not held against a limit, and what is paged out is
                // dropped later: no model of that here.
                durable || tight || random.nextInt(2) == 0 ? QueueLimits.NONE : limits(),
                random.nextInt(2) == 0 ? null : QueueFixture.to("dead"),
                null,
                random.nextInt(3) == 0 ? random.nextInt(4) : QueueTerms.UNLIMITED,
                false);
    }

    private FieldTable arguments() {
        FieldTable.Builder arguments = FieldTable.builder();
        if (random.nextInt(4) == 0) {
            arguments.put(QueueSettings.SINGLE_ACTIVE_CONSUMER, true);
        }
        if (random.nextInt(3) == 0) {
            arguments.put(QueueSettings.MAX_PRIORITY, pick(List.of(0, 1, 3, 9, 255)));
        }
        return arguments.build();
    }

    private QueueLimits limits() {
        return new QueueLimits(
                random.nextInt(3) == 0 ? QueueLimits.UNLIMITED : random.nextInt(8),
                random.nextInt(3) > 0 ? QueueLimits.UNLIMITED : random.nextInt(3 * SMALL.length),
                pick(List.of(QueueLimits.Overflow.values())));
    }

    /** Runs the history. */
    void run() {
        lastUsedMs = nowMs();
        turn(queue::opened);
        for (int i = 0; i < 3; i++) {
            sessions.add(new ModelSession(home));
        }
        int steps = 20 + random.nextInt(300);
        for (int step = 0; step < steps; step++) {
            step();
        }
        end();
    }

    private void settle() {
        journal.settle(loops);
    }

    private long nowMs() {
        return loops.clock().monotonicMs();
    }

    private void step() {
        int kind = random.nextInt(1000);
        if (kind < 250) {
            enqueue();
        } else if (kind < 330) {
            subscribe();
        } else if (kind < 355) {
            unsubscribe();
        } else if (kind < 430) {
            get();
        } else if (kind < 600) {
            settleSome();
        } else if (kind < 700) {
            write();
        } else if (kind < 790) {
            refill();
        } else if (kind < 860) {
            turn(model::grantOne);
        } else if (kind < 880) {
            limit();
        } else if (kind < 900) {
            turn(() -> check(queue.purge() == model.purge(), "purged another number"));
        } else if (kind < 905) {
            follow();
        } else if (kind < 915) {
            sessionGone();
        } else if (kind < 980) {
            pass(random.nextInt(25));
        } else if (kind < 992) {
            counts();
        } else if (kind < 997) {
            freeze();
        } else {
            drop();
        }
    }

    /** One turn of the queue's loop and all that follows from it; then everything must be as the model says. */
    private void turn(Runnable work) {
        loops.turn(home, work);
        settle();
        ErrorLog.requireEmpty();
        if (stage != Stage.LIVE) {
            checkDeadLetters();
            return;
        }
        model.expire();
        checkDeadLetters();
        model.checkAtRest();
        boolean unusedTooLong = model.terms().expiresMs() != QueueTerms.UNSET
                && model.consumers.isEmpty()
                && nowMs() - lastUsedMs >= model.terms().expiresMs();
        check(!unusedTooLong, "lives on although it was not used for too long");
        check(!(leaving && settings.autoDelete() && model.consumers.isEmpty()), "lives on without its last consumer");
        leaving = false;
    }

    /** Whatever has died must have arrived by now, in order and once. */
    private void checkDeadLetters() {
        List<String> arrived = new ArrayList<>();
        do {
            // What was paged out is read back first.
            loops.turn(deadLetterQueue.home(), () -> deadLetterQueue.whenHead(() -> {}));
            settle();
            loops.turn(deadLetterQueue.home(), () -> takeDeadLetters(arrived));
            settle();
        } while (deadLetterQueue.state().ready() > 0);
        check(
                inOrder(arrived).equals(inOrder(model.deadLetters)) && sameOfLimit(arrived),
                "died " + model.deadLetters + ", arrived " + arrived);
        model.deadLetters.clear();
    }

    private static List<String> inOrder(List<String> deaths) {
        return deaths.stream().filter(death -> !death.startsWith(LIMIT)).toList();
    }

    /** Of what a session has held that is gone, nobody knows what it got first. */
    private boolean sameOfLimit(List<String> arrived) {
        return arrived.stream()
                .filter(death -> death.startsWith(LIMIT))
                .sorted()
                .toList()
                .equals(model.deadLetters.stream()
                        .filter(death -> death.startsWith(LIMIT))
                        .sorted()
                        .toList());
    }

    private void takeDeadLetters(List<String> arrived) {
        Session reader = deadLetterQueue::home;
        Got got = deadLetterQueue.get(reader, true);
        while (got != null) {
            Deaths deaths = got.entry().message().deaths();
            check(deaths.size() == 1, "died more than once");
            Death death = deaths.newestFirst().get(0);
            arrived.add(death.reason().text() + " " + death.routingKeys().get(0));
            got = deadLetterQueue.get(reader, true);
        }
    }

    private void unused(Queue leaves) {
        check(leaves == queue && stage == Stage.LIVE, "went twice");
        boolean unusedTooLong = model.terms().expiresMs() != QueueTerms.UNSET
                && nowMs() - lastUsedMs >= model.terms().expiresMs();
        boolean lastConsumerLeft = settings.autoDelete() && leaving;
        check(model.consumers.isEmpty() && (unusedTooLong || lastConsumerLeft), "went without reason");
        stage = Stage.FROZEN;
    }

    private void enqueue() {
        turn(() -> {
            for (int left = 1 + random.nextInt(4); left > 0; left--) {
                long expirationMs = random.nextInt(3) == 0 ? random.nextInt(30) : Message.NO_EXPIRATION;
                // Who holds much of what is large waits for memory: no model of that here.
                byte[] content = random.nextInt(10) == 0 && !tight ? LARGE : pick(List.of(SMALL, RANKED));
                ShortString key = ShortString.of("m" + published++);
                int priority = random.nextInt(random.nextBoolean() ? 4 : 256);
                int propertiesLength = content == RANKED ? 3 : 2;
                enqueue(new Message(
                        ShortString.EMPTY,
                        key,
                        content,
                        propertiesLength,
                        random.nextBoolean(),
                        priority,
                        expirationMs));
            }
        });
    }

    private void enqueue(Message message) {
        if (stage != Stage.LIVE) {
            check(queue.enqueue(message) == PublishOutcome.GONE, "accepted by a queue that is gone");
            return;
        }
        boolean mayRefuse = model.refuses(message);
        boolean dropsHead = model.terms().limits().overflow() == QueueLimits.Overflow.DROP_HEAD;
        if (dropsHead) {
            model.enqueue(message, deadlineMs(message.expirationMs()));
        }
        boolean mustTrim = model.isExceeded();
        PublishOutcome outcome = queue.enqueue(message);
        if (mayRefuse || mustTrim) {
            model.expire();
        }
        model.trim();
        check(
                outcome.forced() == (model.refuses(message) ? PublishOutcome.REJECTED : PublishOutcome.ACCEPTED),
                "outcome");
        if (outcome == PublishOutcome.REJECTED) {
            model.refused(message);
        } else if (!dropsHead) {
            model.enqueue(message, deadlineMs(message.expirationMs()));
        }
    }

    private long deadlineMs(long expirationMs) {
        long perMessage = expirationMs == Message.NO_EXPIRATION ? Long.MAX_VALUE : nowMs() + expirationMs;
        long perQueue = model.terms().messageTtlMs() == QueueTerms.UNSET
                ? Long.MAX_VALUE
                : nowMs() + model.terms().messageTtlMs();
        return Math.min(perMessage, perQueue);
    }

    private void subscribe() {
        ModelSession session = pick(sessions);
        boolean exclusive = random.nextInt(12) == 0;
        Consumer.Terms terms = ModelConsumer.terms(
                random.nextInt(4) == 0, exclusive, random.nextInt(4), random.nextInt(5) == 0 ? 1 : 0);
        ModelConsumer consumer = new ModelConsumer(model, session, terms);
        boolean limited = !terms.noAck() && random.nextInt(4) == 0;
        boolean refused = model.consumers.stream()
                        .anyMatch(other -> other.consumer.terms().exclusive())
                || (exclusive && (!model.consumers.isEmpty() || settings.singleActiveConsumer()));
        turn(() -> {
            boolean subscribed;
            try {
                subscribed = queue.subscribe(consumer.consumer, limited);
            } catch (ChannelException inUse) {
                check(refused && stage == Stage.LIVE, "refused without reason");
                return;
            }
            check(subscribed == (stage == Stage.LIVE), "subscribed to what is gone");
            if (subscribed) {
                check(!refused, "subscribed past an exclusive consumer");
                consumer.subscribed = true;
                consumer.limited = limited;
                consumer.noteRoom(model.tick());
                model.subscribed(consumer);
                session.consumers.add(consumer);
                lastUsedMs = nowMs();
            }
        });
    }

    /** A policy changes. */
    private void follow() {
        QueueTerms changed = settings.type() == QueueType.QUORUM ? quorumTerms() : terms(settings.durable());
        turn(() -> {
            if (stage == Stage.LIVE) {
                queue.following().follow(QueuePolicy.NONE, changed);
                model.follow(changed);
                lastUsedMs = nowMs();
            }
        });
    }

    private void unsubscribe() {
        if (model.consumers.isEmpty()) {
            return;
        }
        ModelConsumer consumer = pick(model.consumers);
        boolean sameTurn = random.nextBoolean();
        turn(() -> {
            left(consumer);
            queue.unsubscribe(consumer.consumer);
            if (sameTurn) {
                giveUnwrittenBack(consumer);
            }
        });
        turn(() -> giveUnwrittenBack(consumer));
    }

    private void left(ModelConsumer consumer) {
        leaving |= model.left(consumer) && stage == Stage.LIVE;
        consumer.subscribed = false;
        if (stage != Stage.GONE) {
            lastUsedMs = nowMs();
        }
    }

    private void giveUnwrittenBack(ModelConsumer consumer) {
        while (!consumer.unwritten.isEmpty()) {
            ModelEntry entry = consumer.unwritten.remove();
            settle(entry, Settle.Verdict.GIVE_BACK);
            consumer.held.remove(entry);
        }
    }

    /** Settles an entry; consumers with room are served before something has to go for it. */
    private void settle(ModelEntry entry, Settle.Verdict verdict) {
        boolean live = stage == Stage.LIVE;
        boolean servesFirst = live && verdict.comesBack() && model.isExceededWith(entry.message);
        queue.settle(entry.entry(), verdict);
        if (servesFirst) {
            model.expire();
        }
        if (stage == Stage.GONE) {
            return;
        }
        switch (verdict) {
            case ACK, REJECT, DIE -> model.settled(entry, verdict);
            case REQUEUE, REQUEUE_UNCOUNTED -> model.requeued(entry);
            case GIVE_BACK -> model.givenBack(entry);
        }
        if (live) {
            model.trim();
        }
    }

    private void get() {
        ModelSession session = pick(sessions);
        boolean noAck = random.nextBoolean();
        boolean[] there = {true};
        turn(() -> {
            if (queue.state().entries().isHeadAway()) {
                // As a channel does: it asks again then.
                there[0] = false;
                queue.whenHead(() -> there[0] = true);
            }
        });
        check(there[0], "the head does not come back from the disk");
        turn(() -> {
            Got got = queue.get(session, noAck);
            if (stage != Stage.LIVE) {
                check(got == null, "got from a queue that is gone");
                return;
            }
            lastUsedMs = nowMs();
            if (got == null) {
                model.expire();
                check(model.ready() == 0, "got nothing although something is ready");
                return;
            }
            ModelEntry entry = model.got(got.entry(), noAck);
            int withExpired = model.ready();
            model.expire();
            // What is on the disk only does not expire before it is read back.
            boolean away = queue.state().entries().isHeadAway();
            check(got.remaining() >= model.ready(), "too few left");
            check(got.remaining() <= (away ? withExpired : model.ready()), "too many left");
            if (!noAck) {
                session.got.add(entry);
            }
        });
    }

    private void settleSome() {
        ModelSession session = pick(sessions);
        turn(() -> {
            for (int left = 1 + random.nextInt(3); left > 0; left--) {
                settleOneOf(session);
            }
        });
    }

    private void settleOneOf(ModelSession session) {
        ModelConsumer from = session.consumers.isEmpty() || random.nextInt(3) == 0 ? null : pick(session.consumers);
        Set<ModelEntry> held = from == null ? session.got : from.held;
        ModelEntry entry = first(held, from);
        if (entry == null) {
            return;
        }
        settle(entry, SETTLED_BY_CLIENTS.get(random.nextInt(SETTLED_BY_CLIENTS.size())));
        held.remove(entry);
        if (from != null) {
            from.noteRoom(model.tick());
        }
        if (random.nextInt(20) == 0) {
            queue.settle(entry.entry(), Settle.Verdict.ACK);
        }
    }

    /** One that the client has seen, at random. */
    private @Nullable ModelEntry first(Set<ModelEntry> held, @Nullable ModelConsumer from) {
        List<ModelEntry> seen = new ArrayList<>(held);
        if (from != null) {
            seen.removeAll(from.unwritten);
        }
        return seen.isEmpty() ? null : pick(seen);
    }

    private void write() {
        for (ModelConsumer consumer : model.consumers) {
            for (int left = random.nextInt(6); left > 0 && !consumer.unwritten.isEmpty(); left--) {
                consumer.write();
            }
        }
    }

    private void refill() {
        turn(() ->
                model.consumers.stream().filter(ModelConsumer::hasWritten).forEach(written -> written.refill(queue)));
    }

    private void limit() {
        boolean limited = random.nextBoolean();
        ModelSession session = pick(sessions);
        turn(() -> {
            for (ModelConsumer consumer : session.consumers) {
                if (consumer.subscribed && !consumer.noAck()) {
                    consumer.credit = consumer.limited == limited ? consumer.credit : 0;
                    consumer.limited = limited;
                    consumer.noteRoom(model.tick());
                    queue.subscriptions().limitGlobally(consumer.consumer, limited);
                }
            }
        });
    }

    private void sessionGone() {
        ModelSession session = pick(sessions);
        sessions.remove(session);
        sessions.add(new ModelSession(home));
        boolean[] done = {false};
        turn(() -> {
            session.consumers.forEach(this::giveUnwrittenBack);
            boolean servesFirst = stage == Stage.LIVE && model.terms().limits().dropsHead() && isKnown(session);
            session.consumers.stream().filter(consumer -> consumer.subscribed).forEach(this::left);
            queue.subscriptions().sessionGone(session, () -> done[0] = true);
            if (servesFirst) {
                model.expire();
            }
            if (stage != Stage.GONE) {
                session.consumers.forEach(consumer -> consumer.held.forEach(model::requeued));
                session.got.forEach(model::requeued);
            }
            if (stage == Stage.LIVE) {
                model.trim();
            }
        });
        check(done[0], "the end of a session was not answered");
    }

    private static boolean isKnown(ModelSession session) {
        return !session.got.isEmpty()
                || session.consumers.stream().anyMatch(consumer -> consumer.subscribed || !consumer.held.isEmpty());
    }

    private void pass(long ms) {
        loops.advance(ms);
        model.time(nowMs());
        turn(() -> {});
    }

    private void counts() {
        boolean redeclare = random.nextBoolean();
        turn(() -> {
            QueueCounts counts = redeclare ? queue.report().redeclared() : queue.counts();
            if (stage != Stage.LIVE) {
                check(counts == null, "counts of a queue that is gone");
                return;
            }
            lastUsedMs = redeclare ? nowMs() : lastUsedMs;
            QueueCounts expected =
                    new QueueCounts(model.ready(), model.unacked(), model.consumers.size(), model.readyBytes());
            check(expected.equals(counts), "counts");
        });
    }

    private void freeze() {
        boolean ifUnused = random.nextBoolean();
        boolean ifEmpty = random.nextBoolean();
        turn(() -> {
            Integer ready;
            try {
                ready = queue.freeze(ifUnused, ifEmpty);
            } catch (ChannelException refused) {
                boolean inUse = ifUnused && !model.consumers.isEmpty();
                boolean notEmpty = ifEmpty && model.ready() > 0;
                check(stage == Stage.LIVE && (inUse || notEmpty), "delete refused without reason");
                return;
            }
            if (stage == Stage.LIVE) {
                check(ready != null && ready == model.ready(), "deleted another number");
                stage = Stage.FROZEN;
            } else {
                check(ready == null, "deleted twice");
            }
        });
    }

    private void drop() {
        if (stage != Stage.FROZEN) {
            return;
        }
        turn(() -> {
            model.dropped();
            queue.drop();
            stage = Stage.GONE;
        });
        for (ModelConsumer consumer : model.consumers) {
            check(!consumer.subscribed, "a consumer was not told that its queue is gone");
            check(consumer.credit == 0, "a queue that is gone keeps credit");
        }
        model.consumers.clear();
    }

    /** All sessions go; what is left must come out in order, and nothing else. */
    private void end() {
        for (ModelConsumer consumer : List.copyOf(model.consumers)) {
            checkWindow(consumer);
        }
        for (int i = 0; i < 3; i++) {
            ModelSession session = sessions.get(0);
            while (sessions.contains(session)) {
                sessionGone();
            }
        }
        check(model.unacked() == 0 || stage == Stage.GONE, "held by nobody");
        int left = model.ready();
        while (stage == Stage.LIVE && model.ready() > 0) {
            get();
            check(--left >= 0, "never empty");
        }
        counts();
    }

    /** Once everything is written and refilled the window is open as at first: one more would be too much. */
    private void checkWindow(ModelConsumer consumer) {
        if (stage != Stage.LIVE) {
            return;
        }
        for (int round = 0; !consumer.unwritten.isEmpty() || consumer.hasWritten(); round++) {
            check(round < 10_000, "delivers for ever");
            while (!consumer.unwritten.isEmpty()) {
                consumer.write();
            }
            turn(() -> consumer.refill(queue));
        }
        boolean tooMuch = false;
        try {
            consumer.consumer.refill(1, 0);
        } catch (AssertionError full) {
            tooMuch = true;
        }
        check(tooMuch, "the window has shrunk");
        consumer.consumer.refill(-1, 0);
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
