package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.loop.HalfReceived;
import io.leveret.broker.loop.LoopLimits;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.testing.SteppedJournal;
import io.leveret.broker.testing.SteppedLoops;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.ConfirmMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.method.QueueMethod;
import io.leveret.codec.method.TxMethod;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is told to clients and when, in relation to what is recorded and forced. */
class DurabilityTest {

    private static final int LOOPS = 3;

    private final SteppedJournal journal = new SteppedJournal();
    private final SteppedBroker broker = new SteppedBroker(
            LOOPS, new LoopLimits(1 << 20, HalfReceived.BYTES_MAX, SteppedLoops.AMPLE_BYTES), 7, journal, null);

    private SteppedClient client(int loop) {
        SteppedClient client = broker.open(loop);
        client.openChannel(1);
        client.feedAll();
        client.read();
        return client;
    }

    /** Declares durable queues, one home loop after the other. */
    private void queues(SteppedClient client, String... names) {
        for (String name : names) {
            client.send(
                    1,
                    new QueueMethod.Declare(ShortString.of(name), false, true, false, false, false, FieldTable.EMPTY));
            client.send(
                    1,
                    new QueueMethod.Bind(
                            ShortString.of(name),
                            ShortString.of("amq.fanout"),
                            ShortString.EMPTY,
                            false,
                            FieldTable.EMPTY));
        }
        for (int i = 0; i < names.length * 2; i++) {
            client.feedAll();
            force();
        }
        client.read();
    }

    private void force() {
        journal.force();
        broker.loops.settle();
    }

    private void select(SteppedClient client, Method select) {
        client.send(1, select);
        client.feedAll();
        client.read();
    }

    private static List<Method> methods(SteppedClient client) {
        return client.read().stream().map(SteppedClient.Received::method).toList();
    }

    private long id(String queue) {
        return Objects.requireNonNull(broker.queue(queue)).incarnation();
    }

    private int ready(String name) {
        Queue queue = Objects.requireNonNull(broker.queue(name));
        return Objects.requireNonNull(broker.loops.ask(queue.home(), queue::counts))
                .ready();
    }

    @Test
    void declaresAreAnsweredOnceForcedAndShareAForce() {
        SteppedClient one = client(0);
        SteppedClient other = client(1);
        int before = journal.forces();
        for (SteppedClient client : List.of(one, other)) {
            client.send(
                    1,
                    new QueueMethod.Declare(
                            ShortString.of("of " + client.loop.index()),
                            false,
                            true,
                            false,
                            false,
                            false,
                            FieldTable.EMPTY));
            client.feedAll();
            assertThat(client.read()).isEmpty();
        }

        force();

        assertThat(methods(one))
                .hasOnlyElementsOfType(QueueMethod.DeclareOk.class)
                .hasSize(1);
        assertThat(methods(other))
                .hasOnlyElementsOfType(QueueMethod.DeclareOk.class)
                .hasSize(1);
        assertThat(journal.forces() - before).isEqualTo(1);
    }

    @Test
    void confirmsComeAfterTheForceAndManyPublishersShareIt() {
        SteppedClient declaring = client(0);
        queues(declaring, "a", "b", "c");
        List<SteppedClient> publishers = List.of(client(0), client(1), client(2));
        int before = journal.forces();
        for (SteppedClient publisher : publishers) {
            select(publisher, new ConfirmMethod.Select(false));
            for (String queue : List.of("a", "b", "c")) {
                publisher.publishPersistent(1, "", queue, "m");
            }
            publisher.feedAll();
            assertThat(publisher.read()).isEmpty();
        }

        force();

        for (SteppedClient publisher : publishers) {
            List<Method> told = methods(publisher);
            assertThat(told).hasOnlyElementsOfType(BasicMethod.Ack.class);
            assertThat(((BasicMethod.Ack) told.get(told.size() - 1)).deliveryTag())
                    .isEqualTo(3);
        }
        assertThat(journal.forces() - before).isEqualTo(1);
    }

    @Test
    void transientMessagesAreConfirmedWithoutAForceAndNotRecorded() {
        SteppedClient client = client(0);
        queues(client, "a");
        List<String> before = journal.records();
        select(client, new ConfirmMethod.Select(false));

        client.publish(1, "", "a", "m");
        client.feedAll();

        assertThat(methods(client)).containsExactly(new BasicMethod.Ack(1, false));
        assertThat(journal.records()).isEqualTo(before);
    }

    @Test
    void aMessageForSeveralDurableQueuesIsWrittenOnceAndBeforeThem() {
        SteppedClient client = client(0);
        queues(client, "a", "b", "c");
        int before = journal.records().size();

        client.publishPersistent(1, "amq.fanout", "", "m");
        client.feedAll();

        List<String> records =
                journal.records().subList(before, journal.records().size());
        assertThat(records.get(0)).isEqualTo("body m");
        assertThat(records)
                .containsExactlyInAnyOrder(
                        "body m",
                        "enqueue " + id("a") + "/1 m",
                        "enqueue " + id("b") + "/1 m",
                        "enqueue " + id("c") + "/1 m");
    }

    @Test
    void deliveriesComeOnceTheJournalExpectsThemAndAcknowledgementsAfterThem() {
        SteppedClient client = client(0);
        queues(client, "a");
        int before = journal.records().size();
        client.publishPersistent(1, "", "a", "m");
        client.send(1, new BasicMethod.Get(ShortString.of("a"), false));
        client.feedAll();
        assertThat(client.read()).isEmpty();
        force();
        assertThat(methods(client))
                .hasOnlyElementsOfType(BasicMethod.GetOk.class)
                .hasSize(1);
        client.send(1, new BasicMethod.Ack(1, false));
        client.feedAll();

        assertThat(journal.records().subList(before, journal.records().size()))
                .containsExactly(
                        "message " + id("a") + "/1 m", "delivered " + id("a") + "/2049", "settled " + id("a") + "/1");
    }

    @Test
    void transactionIsCommittedBehindAllItsPartsAndAnsweredOnceForced() {
        SteppedClient client = client(0);
        queues(client, "a", "b", "c");
        int before = journal.records().size();
        select(client, new TxMethod.Select());
        for (String queue : List.of("a", "b", "c")) {
            client.publishPersistent(1, "", queue, "m");
        }
        client.send(1, new TxMethod.Commit());
        client.feedAll();

        assertThat(client.read()).isEmpty();
        assertThat(ready("a") + ready("b") + ready("c")).isZero();
        List<String> records =
                journal.records().subList(before, journal.records().size());
        assertThat(records).hasSize(4).last().asString().startsWith("commit ");
        String transaction = records.get(3).substring("commit ".length());
        assertThat(records.subList(0, 3)).allMatch(record -> record.endsWith(" in tx " + transaction));

        force();

        assertThat(methods(client))
                .hasOnlyElementsOfType(TxMethod.CommitOk.class)
                .hasSize(1);
        assertThat(List.of(ready("a"), ready("b"), ready("c"))).containsOnly(1);
    }

    @Test
    void settlementsOfATransactionBelongToIt() {
        SteppedClient client = client(0);
        queues(client, "a", "b");
        client.publishPersistent(1, "", "a", "m");
        client.feedAll();
        force();
        select(client, new TxMethod.Select());
        client.send(1, new BasicMethod.Get(ShortString.of("a"), false));
        client.feedAll();
        force();
        client.publishPersistent(1, "", "b", "n");
        client.send(1, new BasicMethod.Ack(1, false));
        int before = journal.records().size();
        client.send(1, new TxMethod.Commit());
        client.feedAll();

        List<String> records =
                journal.records().subList(before, journal.records().size());
        assertThat(records)
                .filteredOn(record -> record.contains(" in tx "))
                .containsExactlyInAnyOrder(
                        "settled " + id("a") + "/1 in tx " + transaction(records),
                        "message " + id("b") + "/1 n in tx " + transaction(records));
        force();
        assertThat(ready("a")).isZero();
    }

    private void queue(SteppedClient client, String name, FieldTable arguments) {
        client.send(1, new QueueMethod.Declare(ShortString.of(name), false, true, false, false, false, arguments));
        client.feedAll();
        force();
        client.read();
    }

    private void consume(SteppedClient client, String queue, boolean noAck) {
        client.send(
                1,
                new BasicMethod.Consume(
                        ShortString.of(queue), ShortString.of("c"), false, noAck, false, false, FieldTable.EMPTY));
        client.feedAll();
    }

    private static FieldTable arguments(String name, Object value) {
        return value instanceof Integer number
                ? FieldTable.builder().put(name, number).build()
                : FieldTable.builder().put(name, (String) value).build();
    }

    @Test
    void limitDropsNothingThatAConsumerHasRoomFor() {
        for (boolean noAck : List.of(true, false)) {
            String queue = "limited " + noAck;
            SteppedClient client = client(1);
            queue(client, queue, arguments("x-max-length", 1));
            consume(client, queue, noAck);
            for (int i = 0; i < 1_000; i++) {
                client.publishPersistent(1, "", queue, "m" + i);
            }
            client.feedAll();
            force();

            assertThat(methods(client).stream().filter(BasicMethod.Deliver.class::isInstance))
                    .as("no-ack: " + noAck)
                    .hasSize(1_000);
        }
    }

    @Test
    void purgeIsAnsweredOnceForced() {
        SteppedClient client = client(1);
        queues(client, "a");
        client.publishPersistent(1, "", "a", "m");
        client.send(1, new QueueMethod.Purge(ShortString.of("a"), false));
        client.feedAll();
        assertThat(client.read()).isEmpty();

        force();

        assertThat(methods(client)).containsExactly(new QueueMethod.PurgeOk(1));
    }

    @Test
    void queueGoesOnlyWhenItsDeadLettersHaveArrived() {
        SteppedClient client = client(1);
        queues(client, "target");
        FieldTable toTarget = FieldTable.builder()
                .put("x-dead-letter-exchange", "")
                .put("x-dead-letter-routing-key", "target")
                .build();
        queue(client, "source", toTarget);
        client.publishPersistent(1, "", "source", "m");
        client.send(1, new BasicMethod.Get(ShortString.of("source"), false));
        client.feedAll();
        force();
        long source = id("source");
        int before = journal.records().size();
        client.send(1, new BasicMethod.Reject(1, false));
        client.send(1, new QueueMethod.Delete(ShortString.of("source"), false, false, false));
        client.feedAll();
        // The letter is recorded and not forced: nothing yet says that its source is gone.
        assertThat(journal.records().subList(before, journal.records().size()))
                .containsExactly("message " + id("target") + "/1 m");

        for (int i = 0; i < 3; i++) {
            force();
        }

        assertThat(journal.records().subList(before, journal.records().size()))
                .containsExactly(
                        "message " + id("target") + "/1 m", "settled " + source + "/1", "delete", "gone " + source);
    }

    @Test
    void whatAConsumerWithoutAcknowledgementsHasNotBeenSentIsNotGone() {
        SteppedClient client = client(1);
        queues(client, "a");
        SteppedClient deaf = client(2);
        consume(deaf, "a", true);
        deaf.read();
        deaf.stuck(true);
        for (int i = 0; i < 100; i++) {
            client.publishPersistent(1, "", "a", "m" + "x".repeat(10_000));
        }
        client.feedAll();
        force();
        deaf.kill();
        broker.loops.settle();
        int back = ready("a");

        assertThat(back).isPositive();
        long gone = journal.records().stream()
                .filter(record -> record.startsWith("settled " + id("a") + "/"))
                .count();
        assertThat(back + gone).isEqualTo(100);
    }

    @Test
    void returnsOfATransactionWaitUntilItHasTakenEffect() {
        SteppedClient client = client(1);
        queues(client, "a");
        select(client, new TxMethod.Select());
        client.publish(
                1, new BasicMethod.Publish(ShortString.EMPTY, ShortString.of("nowhere"), true, false), "returned");
        client.publishPersistent(1, "", "a", "m");
        client.send(1, new TxMethod.Commit());
        client.feedAll();
        assertThat(client.read()).isEmpty();

        force();

        assertThat(methods(client)).hasExactlyElementsOfTypes(BasicMethod.Return.class, TxMethod.CommitOk.class);
    }

    @Test
    void deadLettersOfATransactionBelongToIt() {
        SteppedClient client = client(1);
        queues(client, "target");
        FieldTable toTarget = FieldTable.builder()
                .put("x-dead-letter-exchange", "")
                .put("x-dead-letter-routing-key", "target")
                .build();
        queue(client, "source", toTarget);
        client.publishPersistent(1, "", "source", "m");
        select(client, new TxMethod.Select());
        client.send(1, new BasicMethod.Get(ShortString.of("source"), false));
        client.feedAll();
        force();
        int before = journal.records().size();
        client.send(1, new BasicMethod.Reject(1, false));
        client.send(1, new TxMethod.Commit());
        client.feedAll();

        List<String> records =
                journal.records().subList(before, journal.records().size());
        String transaction = transaction(records);
        assertThat(records)
                .containsExactlyInAnyOrder(
                        "settled " + id("source") + "/1 in tx " + transaction,
                        "message " + id("target") + "/1 m in tx " + transaction,
                        "commit " + transaction);
        force();
        assertThat(List.of(ready("source"), ready("target"))).containsExactly(0, 1);
    }

    private static String transaction(List<String> records) {
        return records.get(records.size() - 1).substring("commit ".length());
    }
}
