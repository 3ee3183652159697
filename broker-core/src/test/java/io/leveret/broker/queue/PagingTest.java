package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.loop.LoopLimits;
import io.leveret.broker.testing.ErrorLog;
import io.leveret.broker.testing.SteppedJournal;
import io.leveret.broker.testing.SteppedLoops;
import io.leveret.broker.testing.TestRoutes;
import io.leveret.broker.testing.TestSettings;
import io.leveret.codec.ConnectionException;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.leveret.store.disk.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagingTest {

    private static final int MEMORY_BYTES = 20_000;
    private static final int ALARM_BYTES = 100_000;
    private static final int COUNT = 2_000;
    private static final int BODY_BYTES = 100;

    private final SteppedLoops loops = new SteppedLoops(
            1, new LoopLimits(SteppedLoops.AMPLE_BYTES, SteppedLoops.AMPLE_BYTES, MEMORY_BYTES, ALARM_BYTES));
    private final Loop home = loops.loop(0);
    private final SteppedJournal journal = new SteppedJournal();
    private final TestRoutes routes = new TestRoutes();
    private final Session session = () -> home;
    private long incarnations;

    @BeforeEach
    void attach() {
        ErrorLog.clear();
        journal.attachTo(loops.loops(), 0);
    }

    @AfterEach
    void noErrors() {
        ErrorLog.requireEmpty();
    }

    private Queue queue(boolean durable, long messageTtlMs, QueueLimits limits) {
        return queue(durable, FieldTable.EMPTY, messageTtlMs, limits);
    }

    private Queue queue(boolean durable, FieldTable arguments, long messageTtlMs, QueueLimits limits) {
        QueueSettings settings = TestSettings.of(
                durable, false, arguments, new QueueTerms(messageTtlMs, QueueTerms.UNSET, limits, null, null));
        Queue queue = new Queue(
                ShortString.of("q" + incarnations),
                "/",
                ++incarnations,
                settings,
                home,
                loops.deadlines(),
                unused -> {},
                routes);
        loops.turn(home, queue::opened);
        return queue;
    }

    private Queue queue(boolean durable) {
        return queue(durable, QueueTerms.UNSET, QueueLimits.NONE);
    }

    private static Message message(int number, boolean persistent) {
        return message(number, persistent, 0);
    }

    private static Message message(int number, boolean persistent, int priority) {
        byte[] content = new byte[BODY_BYTES + 2];
        return new Message(
                ShortString.EMPTY,
                ShortString.of("m" + number),
                content,
                2,
                persistent,
                priority,
                Message.NO_EXPIRATION);
    }

    /** Publishes numbers from 0 up; each that {@code persistent} is not 0 modulo is persistent. */
    private void fill(Queue queue, int count, int transientEach) {
        for (int i = 0; i < count; i++) {
            boolean persistent = transientEach == 0 || i % transientEach != 0;
            int number = i;
            loops.turn(home, () -> queue.enqueue(message(number, persistent)));
            if (i % 10 == 0) {
                settle();
            }
        }
        settle();
    }

    private void settle() {
        journal.settle(loops);
    }

    /** Takes all by basic.get, as a client would: when nothing is in memory it waits. */
    private List<String> takeAll(Queue queue) {
        return take(queue, Integer.MAX_VALUE);
    }

    private List<String> take(Queue queue, int max) {
        List<String> taken = new ArrayList<>();
        while (taken.size() < max && loops.ask(home, () -> queue.state().ready()) > 0) {
            boolean[] there = {false};
            loops.turn(home, () -> queue.whenHead(() -> there[0] = true));
            settle();
            assertThat(there[0]).isTrue();
            loops.turn(home, () -> {
                Got got = queue.get(session, true);
                if (got != null) {
                    taken.add(got.entry().message().routingKey().toString());
                }
            });
        }
        return taken;
    }

    private static List<String> keys(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "m" + i).toList();
    }

    private long bodyBytes(Queue queue) {
        return Objects.requireNonNull(loops.ask(home, queue::counts)).readyBytes();
    }

    @Test
    @DisplayName("transient messages past the budget leave memory and come back in order")
    void transientMessages() throws IOException {
        Queue queue = queue(false);
        fill(queue, COUNT, 1);
        assertThat(home.memory().bytes()).isLessThan(2 * MEMORY_BYTES);
        assertThat(journal.scratchDisk().list()).isNotEmpty();
        assertThat(bodyBytes(queue)).isEqualTo((long) COUNT * BODY_BYTES);

        assertThat(takeAll(queue)).isEqualTo(keys(0, COUNT));
        assertThat(home.memory().bytes()).isZero();
        assertThat(bodyBytes(queue)).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("messages of different priorities leave memory and come back by priority, with new ones in between")
    void priorities(boolean durable) {
        FieldTable arguments =
                FieldTable.builder().put(QueueSettings.MAX_PRIORITY, 9).build();
        Queue queue = queue(durable, arguments, QueueTerms.UNSET, QueueLimits.NONE);
        List<List<String>> byPriority = IntStream.range(0, 10)
                .<List<String>>mapToObj(unused -> new ArrayList<>())
                .toList();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < COUNT; i++) {
            int number = i;
            int priority = random.nextInt(10);
            byPriority.get(priority).add("m" + number);
            loops.turn(home, () -> queue.enqueue(message(number, random.nextBoolean(), priority)));
            if (i % 10 == 0) {
                settle();
            }
        }
        settle();
        assertThat(home.memory().bytes()).isLessThan(2 * MEMORY_BYTES);
        assertThat(take(queue, 10)).isEqualTo(byPriority.get(9).subList(0, 10));

        loops.turn(home, () -> queue.enqueue(message(COUNT, true, 9)));
        loops.turn(home, () -> queue.enqueue(message(COUNT + 1, false, 5)));
        byPriority.get(9).add("m" + COUNT);
        byPriority.get(5).add("m" + (COUNT + 1));
        List<String> expected = new ArrayList<>();
        for (int priority = 9; priority >= 0; priority--) {
            expected.addAll(byPriority.get(priority));
        }
        assertThat(takeAll(queue)).isEqualTo(expected.subList(10, expected.size()));
        assertThat(home.memory().bytes()).isZero();
        assertThat(bodyBytes(queue)).isZero();
    }

    @Test
    @DisplayName("persistent messages of a higher priority leave memory although one of the lowest came first")
    void higherAfterLowest() {
        FieldTable arguments =
                FieldTable.builder().put(QueueSettings.MAX_PRIORITY, 9).build();
        Queue queue = queue(true, arguments, QueueTerms.UNSET, QueueLimits.NONE);
        for (int i = 0; i < COUNT; i++) {
            int number = i;
            loops.turn(home, () -> queue.enqueue(message(number, true, number == 0 ? 0 : 5)));
            if (i % 10 == 0) {
                settle();
            }
        }
        settle();
        assertThat(home.memory().bytes()).isLessThan(2 * MEMORY_BYTES);
        List<String> expected = new ArrayList<>(keys(1, COUNT));
        expected.add("m0");
        assertThat(takeAll(queue)).isEqualTo(expected);
    }

    @Test
    @DisplayName("what the disk had no room for leaves memory when it has")
    void triesAgain() {
        Queue queue = queue(false);
        journal.scratchDisk().fillUpAt(0);
        fill(queue, COUNT, 1);
        assertThat(home.memory().bytes()).isGreaterThan(COUNT * BODY_BYTES);

        journal.scratchDisk().fillUpAt(Long.MAX_VALUE);
        for (int i = 0; i < 10; i++) {
            loops.advance(1_000);
            settle();
        }
        assertThat(home.memory().bytes()).isLessThan(2 * MEMORY_BYTES);
        assertThat(takeAll(queue)).isEqualTo(keys(0, COUNT));
    }

    @Test
    @DisplayName("persistent messages leave memory without being written again, and come back in order")
    void persistentMessages() throws IOException {
        Queue queue = queue(true);
        fill(queue, COUNT, 0);
        assertThat(home.memory().bytes()).isLessThan(2 * MEMORY_BYTES);
        assertThat(journal.scratchDisk().list()).isEmpty();

        assertThat(takeAll(queue)).isEqualTo(keys(0, COUNT));
        assertThat(home.memory().bytes()).isZero();
        assertThat(bodyBytes(queue)).isZero();
    }

    @Test
    @DisplayName("persistent and transient messages in one queue keep their order")
    void mixed() {
        Queue queue = queue(true);
        fill(queue, COUNT, 3);
        assertThat(home.memory().bytes()).isLessThan(2 * MEMORY_BYTES);
        assertThat(takeAll(queue)).isEqualTo(keys(0, COUNT));
        assertThat(home.memory().bytes()).isZero();
    }

    @Test
    @DisplayName("what is not forced stays in memory")
    void unforced() {
        Queue queue = queue(true);
        for (int i = 0; i < COUNT; i++) {
            int number = i;
            loops.turn(home, () -> queue.enqueue(message(number, true)));
        }
        loops.settle();
        assertThat(home.memory().bytes()).isGreaterThan((long) COUNT * BODY_BYTES);
        settle();
        assertThat(home.memory().bytes()).isLessThan(2 * MEMORY_BYTES);
    }

    @Test
    @DisplayName("a queue that keeps up with its publisher reads nothing back")
    void tail() {
        Queue queue = queue(true);
        for (int i = 0; i < COUNT; i++) {
            int number = i;
            loops.turn(home, () -> queue.enqueue(message(number, true)));
            settle();
            loops.turn(home, () -> queue.get(session, true));
        }
        assertThat(journal.reads()).isZero();
    }

    @Test
    @DisplayName("an idle queue gives its memory to the one that fills up, and neither loses its order")
    void twoQueues() {
        Queue first = queue(false);
        Queue second = queue(false);
        fill(first, 60, 1);
        fill(second, COUNT, 1);
        assertThat(home.memory().bytes()).isLessThan(2 * MEMORY_BYTES);
        assertThat(takeAll(first)).isEqualTo(keys(0, 60));
        assertThat(takeAll(second)).isEqualTo(keys(0, COUNT));
    }

    @Test
    @DisplayName("a purge of what is paged out is one record, and gives the disk back")
    void purge() {
        Queue queue = queue(true);
        fill(queue, COUNT, 0);
        int before = journal.records().size();
        loops.turn(home, () -> assertThat(queue.purge()).isEqualTo(COUNT));
        settle();
        assertThat(journal.records().size() - before).isLessThan(COUNT / 4);
        assertThat(journal.records()).anyMatch(record -> record.matches("settled 1/\\d+\\+\\d{3,}"));
        assertThat(home.memory().bytes()).isZero();
        assertThat(bodyBytes(queue)).isZero();

        fill(queue, 10, 0);
        assertThat(takeAll(queue)).isEqualTo(keys(0, 10));
    }

    @Test
    @DisplayName("a deleted queue gives back its memory and its pages")
    void deleted() throws IOException {
        Queue queue = queue(false);
        fill(queue, COUNT, 1);
        loops.turn(home, () -> queue.freeze(false, false));
        loops.turn(home, queue::drop);
        settle();
        assertThat(home.memory().bytes()).isZero();
        Queue other = queue(false);
        fill(other, COUNT, 1);
        assertThat(journal.scratchDisk().list()).hasSize(1);
    }

    @Test
    @DisplayName("a length limit drops the oldest, also when they are paged out")
    void lengthLimit() {
        QueueLimits limits = new QueueLimits(500, QueueLimits.UNLIMITED, QueueLimits.Overflow.DROP_HEAD);
        Queue queue = queue(false, QueueTerms.UNSET, limits);
        fill(queue, COUNT, 1);
        assertThat(takeAll(queue)).isEqualTo(keys(COUNT - 500, COUNT));
    }

    @Test
    @DisplayName("messages expire in time, also when they are paged out")
    void expiry() {
        Queue queue = queue(true, 1_000, QueueLimits.NONE);
        fill(queue, COUNT, 2);
        loops.advance(1_001);
        settle();
        assertThat(loops.ask(home, () -> queue.state().ready())).isZero();
    }

    private QueueFixture.Collector consume(Queue queue, boolean noAck) {
        QueueFixture.Collector collector = new QueueFixture.Collector(session, noAck, 0);
        collector.refills = true;
        loops.turn(home, () -> queue.subscribe(collector.consumer, false));
        settle();
        return collector;
    }

    @Test
    @DisplayName("a consumer gets everything in order")
    void consumer() {
        Queue queue = queue(true);
        fill(queue, COUNT, 4);
        assertThat(consume(queue, true).texts()).isEqualTo(keys(0, COUNT));
    }

    @Test
    @DisplayName("unacked messages that come back are in their place before what is paged out")
    void requeue() {
        Queue queue = queue(true);
        fill(queue, COUNT, 4);
        consume(queue, false);
        loops.turn(home, () -> queue.subscriptions().sessionGone(session, () -> {}));
        settle();
        assertThat(takeAll(queue)).isEqualTo(keys(0, COUNT));
    }

    @Test
    @DisplayName("unacked messages leave memory when the journal has them, and come back to their places marked")
    void unackedLeave() {
        Queue queue = queue(true);
        fill(queue, 200, 0);
        QueueFixture.Collector collector = consume(queue, false);
        assertThat(collector.texts()).isEqualTo(keys(0, 200));
        assertThat(home.memory().bytes()).isLessThanOrEqualTo(MEMORY_BYTES);

        loops.turn(home, () -> queue.settle(collector.entries.get(0), Settle.Verdict.ACK));
        loops.turn(home, () -> queue.settle(collector.entries.get(1), Settle.Verdict.REQUEUE));
        settle();
        assertThat(collector.texts().subList(200, 201)).containsExactly("m1");
        assertThat(collector.entries.get(200).isRedelivered()).isTrue();
        loops.turn(home, () -> queue.subscriptions().sessionGone(session, () -> {}));
        settle();
        assertThat(takeAll(queue)).isEqualTo(keys(1, 200));
        assertThat(home.memory().bytes()).isZero();
    }

    @Test
    @DisplayName("what comes back from consumers that are gone leaves memory too, in order and marked")
    void returnedLeave() {
        Queue queue = queue(true);
        fill(queue, 200, 2);
        consume(queue, false);
        loops.turn(home, () -> queue.subscriptions().sessionGone(session, () -> {}));
        settle();
        assertThat(home.memory().bytes()).isLessThanOrEqualTo(MEMORY_BYTES);

        QueueFixture.Collector next = consume(queue, false);
        assertThat(next.texts()).isEqualTo(keys(0, next.texts().size()));
        assertThat(next.entries).hasSizeGreaterThan(100).allMatch(QueueEntry::isRedelivered);
    }

    @Test
    @DisplayName("many queues with large messages that nobody takes leave memory altogether, and come back")
    void fronts() {
        List<Queue> queues = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Queue queue = queue(i % 2 == 0);
            queues.add(queue);
            for (int number = 0; number < 2; number++) {
                Message large = new Message(
                        ShortString.EMPTY,
                        ShortString.of("m" + number),
                        new byte[MEMORY_BYTES / 2],
                        2,
                        true,
                        0,
                        Message.NO_EXPIRATION);
                loops.turn(home, () -> queue.enqueue(large));
                settle();
            }
        }
        assertThat(home.memory().bytes()).isLessThan(2 * MEMORY_BYTES);
        for (Queue queue : queues) {
            assertThat(takeAll(queue)).isEqualTo(keys(0, 2));
        }
        assertThat(home.memory().bytes()).isZero();
    }

    @Test
    @DisplayName("what expires in a queue whose front has left memory does so in time")
    void expiryWithoutRoom() {
        Queue mortal = queue(true, 1_000, QueueLimits.NONE);
        fill(mortal, 5, 0);
        Queue held = queue(false);
        fill(held, 100, 1);
        consume(held, false);
        assertThat(mortal.state().entries().inMemory()).isZero();
        loops.advance(999);
        settle();
        assertThat(loops.ask(home, () -> mortal.state().ready())).isEqualTo(5);
        loops.advance(1);
        settle();
        assertThat(loops.ask(home, () -> mortal.state().ready())).isZero();
    }

    @Test
    @DisplayName("what was read back because of one that has expired expires in its own time, though it has left again")
    void expiryOneByOneWithoutRoom() {
        Queue held = queue(false);
        fill(held, 300, 1);
        consume(held, false);
        Queue mortal = queue(true, 1_000, QueueLimits.NONE);
        for (int i = 0; i < 5; i++) {
            fill(mortal, 1, 0);
            loops.advance(100);
        }
        for (int left = 5; left > 0; left--) {
            assertThat(loops.ask(home, () -> mortal.state().ready())).isEqualTo(left);
            assertThat(mortal.state().entries().inMemory()).isZero();
            loops.advance(left == 5 ? 500 : 100);
            settle();
        }
        assertThat(loops.ask(home, () -> mortal.state().ready())).isZero();
    }

    @Test
    @DisplayName("what has expired and is damaged does not keep the loop busy")
    void expiryOfWhatIsDamaged() {
        Queue mortal = queue(true, 1_000, QueueLimits.NONE);
        fill(mortal, 5, 0);
        Queue held = queue(false);
        fill(held, 100, 1);
        consume(held, false);
        journal.damage(new StoreException("journal-7 at offset 123: damaged"));
        loops.advance(1_000);
        settle();
        fill(held, 100, 1);
        assertThat(loops.ask(home, () -> mortal.state().ready())).isPositive();
        assertThat(ErrorLog.take()).singleElement().asString().contains("journal-7 at offset 123");
    }

    @Test
    @DisplayName("what is too much is dropped although memory is short and it is on the disk")
    void limitWithoutRoom() {
        Queue limited = queue(true);
        fill(limited, 20, 0);
        Queue held = queue(false);
        consume(held, false);
        fill(held, Holder.HELD_IN_ANY_CASE, 1);
        // A consumer may hold a little in any case.
        Queue more = queue(false);
        consume(more, false);
        fill(more, 50, 1);
        assertThat(home.memory().isCritical()).isTrue();
        QueueTerms terms = new QueueTerms(
                QueueTerms.UNSET,
                QueueTerms.UNSET,
                new QueueLimits(10, QueueLimits.UNLIMITED, QueueLimits.Overflow.DROP_HEAD),
                null,
                null);

        loops.turn(home, () -> limited.following().follow(QueuePolicy.NONE, terms));
        settle();

        assertThat(home.memory().isCritical()).isTrue();
        assertThat(loops.ask(home, () -> limited.state().ready())).isEqualTo(10);
    }

    @Test
    @DisplayName("a consumer without limit that never acknowledges does not fill the memory; one that does gets on")
    void withoutLimit() {
        Queue queue = queue(true);
        fill(queue, COUNT, 4);
        QueueFixture.Collector collector = consume(queue, false);
        assertThat(collector.entries).hasSizeBetween(300, Holder.HELD_IN_ANY_CASE);
        assertThat(home.memory().bytes()).isLessThan(ALARM_BYTES + ALARM_BYTES / 4 + MEMORY_BYTES);

        for (int next = 0; next < COUNT; next++) {
            QueueEntry entry = collector.entries.get(next);
            loops.turn(home, () -> queue.settle(entry, Settle.Verdict.ACK));
            settle();
        }
        assertThat(collector.texts()).isEqualTo(keys(0, COUNT));
        assertThat(home.memory().bytes()).isZero();
    }

    @Test
    @DisplayName("whoever waits for the head is told when a purge takes it while it is read")
    void purgedWhileRead() {
        Queue queue = queue(false);
        fill(queue, COUNT, 1);
        while (loops.ask(home, () -> queue.state().head() != null)) {
            loops.turn(home, () -> {
                while (queue.state().head() != null) {
                    queue.get(session, true);
                }
            });
        }
        boolean[] told = {false};
        loops.turn(home, () -> queue.whenHead(() -> told[0] = true));
        assertThat(told[0]).isFalse();
        loops.turn(home, queue::purge);
        settle();
        assertThat(told[0]).isTrue();
    }

    @Test
    @DisplayName("large messages leave but one in memory, and many short queues their fronts")
    void largeMessages() {
        Queue large = queue(true);
        for (int i = 0; i < 50; i++) {
            loops.turn(
                    home,
                    () -> large.enqueue(new Message(
                            ShortString.EMPTY,
                            ShortString.of("large"),
                            new byte[MEMORY_BYTES],
                            2,
                            true,
                            0,
                            Message.NO_EXPIRATION)));
            settle();
        }
        assertThat(home.memory().bytes()).isLessThan(4 * MEMORY_BYTES);

        loops.turn(home, large::purge);
        settle();
        List<Queue> shallow = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            shallow.add(queue(false));
            fill(shallow.get(i), 100, 1);
        }
        assertThat(home.memory().bytes()).isLessThan(8 * MEMORY_BYTES);
        shallow.forEach(queue -> assertThat(takeAll(queue)).isEqualTo(keys(0, 100)));
    }

    @Test
    @DisplayName("memory tells when it is exhausted, and when it is not any more")
    void exhausted() {
        boolean[] exhausted = {false};
        home.memory().whenExhausted(now -> exhausted[0] = now);
        Queue queue = queue(true);
        for (int i = 0; i < COUNT; i++) {
            int number = i;
            loops.turn(home, () -> queue.enqueue(message(number, true)));
        }
        assertThat(exhausted[0]).as("nothing is forced, so nothing can leave").isTrue();
        settle();
        assertThat(exhausted[0]).isFalse();
    }

    @Test
    @DisplayName("pages that cannot be written count as the memory that they take, until they are not needed")
    void fullScratchDevice() throws IOException {
        journal.scratchDisk().fillUpAt(journal.scratchDisk().octets());
        Queue taken = queue(false);
        fill(taken, COUNT, 1);
        assertThat(home.memory().bytes()).isGreaterThan((long) COUNT * BODY_BYTES);
        assertThat(takeAll(taken)).isEqualTo(keys(0, COUNT));
        assertThat(home.memory().bytes()).isZero();

        Queue purged = queue(false);
        fill(purged, COUNT, 1);
        assertThat(home.memory().bytes()).isGreaterThan((long) COUNT * BODY_BYTES);
        loops.turn(home, purged::purge);
        settle();
        assertThat(home.memory().bytes()).isZero();
    }

    @Test
    @DisplayName("damage stops the queue in front of it, and whoever asks is told")
    void damage() {
        Queue queue = queue(true);
        fill(queue, COUNT, 0);
        journal.damage(new StoreException("journal-7 at offset 123: damaged"));
        List<String> taken = new ArrayList<>();
        assertThatThrownBy(() -> {
                    for (int i = 0; i < COUNT; i++) {
                        loops.turn(home, () -> queue.whenHead(() -> {}));
                        settle();
                        loops.turn(home, () -> {
                            if (queue.isHeadDeliverable()) {
                                taken.add(Objects.requireNonNull(queue.get(session, true))
                                        .entry()
                                        .message()
                                        .routingKey()
                                        .toString());
                            }
                        });
                        settle();
                    }
                })
                .isInstanceOf(ConnectionException.class)
                .hasMessageContaining("queue 'q0' in vhost '/' cannot be read")
                .hasMessageContaining("journal-7 at offset 123: damaged");
        assertThat(taken).isEqualTo(keys(0, taken.size()));
        assertThat(ErrorLog.take()).singleElement().asString().contains("journal-7 at offset 123");
    }
}
