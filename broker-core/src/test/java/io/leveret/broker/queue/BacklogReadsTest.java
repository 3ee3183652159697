package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.loop.LoopLimits;
import io.leveret.broker.testing.ErrorLog;
import io.leveret.broker.testing.SteppedJournal;
import io.leveret.broker.testing.SteppedLoops;
import io.leveret.broker.testing.TestRoutes;
import io.leveret.broker.testing.TestSettings;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.leveret.store.disk.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What may happen between the moment in which a part of a backlog is asked for and that in which it is there. */
class BacklogReadsTest {

    private static final int MEMORY_BYTES = 20_000;
    private static final int ALARM_BYTES = 100_000;
    private static final long TX = 77;

    private final SteppedLoops loops = new SteppedLoops(
            1, new LoopLimits(SteppedLoops.AMPLE_BYTES, SteppedLoops.AMPLE_BYTES, MEMORY_BYTES, ALARM_BYTES));
    private final Loop home = loops.loop(0);
    private final SteppedJournal journal = new SteppedJournal();
    private final Session session = () -> home;
    private Queue queue;

    @BeforeEach
    void durableQueue() {
        ErrorLog.clear();
        journal.attachTo(loops.loops(), 0);
        QueueSettings settings = TestSettings.of(true, false, FieldTable.EMPTY, QueueTerms.NONE);
        queue = new Queue(
                ShortString.of("q"), "/", 1, settings, home, loops.deadlines(), unused -> {}, new TestRoutes());
        loops.turn(home, queue::opened);
    }

    @AfterEach
    void noErrors() {
        ErrorLog.requireEmpty();
    }

    private static Message message(String key) {
        return new Message(ShortString.EMPTY, ShortString.of(key), new byte[102], 2, true, 0, Message.NO_EXPIRATION);
    }

    private void fill(String prefix, int count) {
        for (int i = 0; i < count; i++) {
            Message message = message(prefix + i);
            loops.turn(home, () -> queue.enqueue(message));
            if (i % 10 == 0) {
                journal.settle(loops);
            }
        }
        journal.settle(loops);
    }

    /** Takes what is in memory. */
    private void take(List<String> taken) {
        loops.turn(home, () -> {
            for (Got got = queue.get(session, true); got != null; got = queue.get(session, true)) {
                taken.add(got.entry().message().routingKey().toString());
            }
        });
    }

    private void takeAll(List<String> taken) {
        while (loops.ask(home, () -> queue.state().ready()) > 0) {
            int before = taken.size();
            loops.turn(home, () -> queue.whenHead(() -> {}));
            journal.settle(loops);
            take(taken);
            assertThat(taken).hasSizeGreaterThan(before);
        }
    }

    private static List<String> keys(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }

    @Test
    @DisplayName("what a transaction that commits meanwhile brings into the middle is not taken for lost")
    void commit() {
        fill("a", 100);
        List<Reservation> places = new ArrayList<>();
        loops.turn(home, () -> keys("t", 50).forEach(key -> places.add(Reservation.in(queue, message(key), TX))));
        journal.settle(loops);
        fill("b", 500);
        List<String> taken = new ArrayList<>();
        take(taken);
        loops.turn(home, () -> queue.whenHead(() -> {}));

        loops.turn(home, () -> Objects.requireNonNull(home.journal()).writer().commit(TX));
        journal.force();
        loops.turn(home, () -> places.forEach(Reservation::enqueue));
        for (int i = 0; i < 5; i++) {
            loops.turn(home, () -> {});
        }
        journal.settle(loops);
        takeAll(taken);

        List<String> all = new ArrayList<>(keys("a", 100));
        all.addAll(keys("t", 50));
        all.addAll(keys("b", 500));
        assertThat(taken).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    @DisplayName("what is found damaged when all of it has been purged does not stop the queue")
    void purge() {
        fill("a", 500);
        take(new ArrayList<>());
        journal.damage(new StoreException("damaged"));
        loops.turn(home, () -> queue.whenHead(() -> {}));
        loops.turn(home, queue::purge);
        journal.settle(loops);
        journal.mend();

        fill("b", 500);
        List<String> taken = new ArrayList<>();
        takeAll(taken);
        assertThat(taken).isEqualTo(keys("b", 500));
    }

    @Test
    @DisplayName("for a consumer the next part is asked for before the last one goes out")
    void readAhead() {
        fill("a", 2_000);
        List<Integer> readsAtDelivery = new ArrayList<>();
        QueueFixture.Collector consumer = new QueueFixture.Collector(session, true, 0) {
            @Override
            public void deliver(QueueEntry entry) {
                super.deliver(entry);
                readsAtDelivery.add(journal.reads());
            }
        };
        consumer.refills = true;
        loops.turn(home, () -> queue.subscribe(consumer.consumer, false));
        journal.settle(loops);

        assertThat(consumer.texts()).isEqualTo(keys("a", 2_000));
        int parts = journal.reads();
        assertThat(parts).isGreaterThan(3);
        long inLast = readsAtDelivery.stream().filter(reads -> reads == parts).count();
        long inFirst = readsAtDelivery.stream().filter(reads -> reads <= 1).count();
        assertThat(inLast)
                .as("the last two parts go out after the last was asked for")
                .isGreaterThan(inFirst);
    }

    @Test
    @DisplayName("for one who gets a message now and then nothing more is read than he waits for")
    void gets() {
        fill("a", 2_000);
        take(new ArrayList<>());
        int before = journal.reads();
        loops.turn(home, () -> queue.whenHead(() -> {}));
        journal.settle(loops);
        assertThat(journal.reads() - before).isEqualTo(1);
    }
}
