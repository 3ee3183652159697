package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What belongs to a queue's home loop may be touched there only. */
class OwnershipTest {

    private final QueueFixture fixture = new QueueFixture(QueueTerms.UNSET, QueueTerms.UNSET);
    private final Queue queue = fixture.queue;
    private final Session session = fixture.session();
    private final Consumer consumer = new QueueFixture.Collector(session, false, 0).consumer;

    @TestFactory
    Iterable<DynamicTest> everyMethodThatTouchesStateAssertsItsLoop() {
        fixture.enqueue("m", Message.NO_EXPIRATION);
        QueueEntry entry = fixture.loops
                .ask(fixture.home, () -> Objects.requireNonNull(queue.get(session, false)))
                .entry();
        Map<String, Runnable> calls = new LinkedHashMap<>();
        calls.put("opened", queue::opened);
        calls.put("enqueue", () -> queue.enqueue(QueueFixture.message("m", Message.NO_EXPIRATION)));
        calls.put("subscribe", () -> queue.subscribe(consumer, false));
        calls.put("unsubscribe", () -> queue.unsubscribe(consumer));
        calls.put("get", () -> queue.get(session, false));
        calls.put("settle", () -> queue.settle(entry, Settle.Verdict.ACK));
        calls.put("refill", () -> queue.subscriptions().refill(consumer, 0, 0));
        calls.put("grant", () -> queue.subscriptions().grant(consumer));
        calls.put("limitGlobally", () -> queue.subscriptions().limitGlobally(consumer, true));
        calls.put("follow", () -> queue.following().follow(QueuePolicy.NONE, QueueTerms.NONE));
        calls.put("policy", () -> queue.following().policy());
        calls.put("purge", queue::purge);
        calls.put("counts", queue::counts);
        calls.put("redeclared", queue.report()::redeclared);
        calls.put("freeze", () -> queue.freeze(false, false));
        calls.put("drop", queue::drop);
        calls.put("sessionGone", () -> queue.subscriptions().sessionGone(session, () -> {}));
        calls.put("endTurn", queue::endTurn);
        return calls.entrySet().stream()
                .map(call -> DynamicTest.dynamicTest(call.getKey(), () -> assertForeignCallTrips(call.getValue())))
                .toList();
    }

    private void assertForeignCallTrips(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(AssertionError.class);
        fixture.loops.on(
                fixture.loops.loop(1), () -> assertThatThrownBy(call::run).isInstanceOf(AssertionError.class));
    }
}
