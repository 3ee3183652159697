package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backup that is taken while clients publish, confirm, commit and acknowledge, in a store whose segments are used again
 * all the time; and what a broker has that is started on it.
 */
@Timeout(300)
class BackupUnderLoadTest {

    private static final String FAN = "backup.fan";
    private static final String DRAINED = "backup.drained";
    private static final String KEPT = "backup.kept";
    private static final List<String> TX = List.of("backup.tx.0", "backup.tx.1");
    private static final int WINDOW = 50;
    private static final int BODY_BYTES = 2_000;

    @TempDir
    Path directory;

    private final Set<Long> confirmed = new ConcurrentSkipListSet<>();
    private final Set<Long> committed = new ConcurrentSkipListSet<>();
    private final Set<Long> acked = new ConcurrentSkipListSet<>();
    private final Set<Long> answered = new ConcurrentSkipListSet<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean stopping;

    private interface Step {
        void run() throws Exception;
    }

    private Thread thread(String name, Step step) {
        Thread thread = new Thread(
                () -> {
                    try {
                        step.run();
                    } catch (Exception e) {
                        failures.add(e);
                    }
                },
                name);
        thread.start();
        return thread;
    }

    private static Connection connect(EmbeddedBroker broker) throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.port());
        return BrokerUnderTest.connectionFactory(address).newConnection();
    }

    private static byte[] body(long number) {
        return Arrays.copyOf((number + " ").getBytes(StandardCharsets.US_ASCII), BODY_BYTES);
    }

    private static long number(byte[] body) {
        String text = new String(body, StandardCharsets.US_ASCII);
        return Long.parseLong(text.substring(0, text.indexOf(' ')));
    }

    private static void declare(Connection connection) throws Exception {
        try (Channel channel = connection.createChannel()) {
            channel.exchangeDeclare(FAN, "fanout", true);
            for (String queue : List.of(DRAINED, KEPT, TX.get(0), TX.get(1))) {
                channel.queueDeclare(queue, true, false, false, null);
            }
            channel.queueBind(DRAINED, FAN, "");
            channel.queueBind(KEPT, FAN, "");
        }
    }

    /** Publishes to both queues of the exchange, a window of confirms open. */
    private void publish(Connection connection) throws Exception {
        Channel channel = connection.createChannel();
        channel.confirmSelect();
        ConcurrentSkipListSet<Long> open = new ConcurrentSkipListSet<>();
        Semaphore window = new Semaphore(WINDOW);
        channel.addConfirmListener(
                (tag, multiple) -> {
                    Set<Long> done = multiple ? open.headSet(tag, true) : open.subSet(tag, true, tag, true);
                    int count = done.size();
                    confirmed.addAll(done);
                    done.clear();
                    window.release(count);
                },
                (tag, multiple) -> failures.add(new AssertionError("basic.nack " + tag)));
        for (long number = 1; !stopping; number++) {
            window.acquire();
            open.add(number);
            channel.basicPublish(FAN, "", MessageProperties.PERSISTENT_BASIC, body(number));
        }
        await().until(open::isEmpty);
    }

    /** Each transaction publishes one message to each queue. */
    private void transact(Connection connection) throws Exception {
        Channel channel = connection.createChannel();
        channel.txSelect();
        for (long unit = 1; !stopping; unit++) {
            for (String queue : TX) {
                channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, body(unit));
            }
            channel.txCommit();
            committed.add(unit);
        }
    }

    /** Acknowledges all it gets, and has the broker answer something behind every few of them. */
    private void drain(Connection connection) throws IOException {
        Channel channel = connection.createChannel();
        channel.basicQos(WINDOW);
        channel.basicConsume(DRAINED, false, new DefaultConsumer(channel) {
            private final List<Long> unanswered = new ArrayList<>();

            @Override
            public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body)
                    throws IOException {
                acked.add(number(body));
                unanswered.add(number(body));
                channel.basicAck(envelope.getDeliveryTag(), false);
                if (unanswered.size() == WINDOW / 5) {
                    channel.basicQos(WINDOW);
                    answered.addAll(unanswered);
                    unanswered.clear();
                }
            }
        });
    }

    private static List<Long> takeAll(Channel channel, String queue) throws IOException {
        List<Long> numbers = new ArrayList<>();
        for (GetResponse got = channel.basicGet(queue, true); got != null; got = channel.basicGet(queue, true)) {
            numbers.add(number(got.getBody()));
        }
        return numbers;
    }

    @Test
    @Spec(section = "1.7", row = "whatever was confirmed before a backup is in it")
    void restoresAllThatWasConfirmedBeforeAndNothingByHalves() throws Exception {
        List<Set<Long>> confirmedBefore = new ArrayList<>();
        List<Set<Long>> committedBefore = new ArrayList<>();
        List<Set<Long>> answeredBefore = new ArrayList<>();
        try (EmbeddedBroker broker = EmbeddedBroker.startSmallOn(directory.resolve("data"));
                Connection connection = connect(broker);
                Connection consuming = connect(broker)) {
            declare(connection);
            drain(consuming);
            List<Thread> threads = List.of(
                    thread("publishing", () -> publish(connection)), thread("transacting", () -> transact(connection)));
            for (int backup = 0; backup < 2; backup++) {
                int enough = 1_500 * (backup + 1);
                await().until(() -> (answered.size() > enough && committed.size() > 50) || !failures.isEmpty());
                Set<Long> longAnswered = new TreeSet<>(answered);
                // An acknowledgement that the broker has read travels to its queue within moments.
                int more = confirmed.size() + 500;
                await().until(() -> confirmed.size() > more || !failures.isEmpty());
                answeredBefore.add(longAnswered);
                confirmedBefore.add(new TreeSet<>(confirmed));
                committedBefore.add(new TreeSet<>(committed));
                broker.backup(directory.resolve("backup" + backup));
            }
            stopping = true;
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(failures).isEmpty();
        for (int backup = 0; backup < 2; backup++) {
            try (EmbeddedBroker restored = EmbeddedBroker.startOn(directory.resolve("backup" + backup));
                    Connection connection = connect(restored);
                    Channel channel = connection.createChannel()) {
                List<Long> kept = takeAll(channel, KEPT);
                assertThat(kept).as("order").isSorted().doesNotHaveDuplicates();
                assertThat(kept).as("confirmed").containsAll(confirmedBefore.get(backup));

                List<Long> drained = takeAll(channel, DRAINED);
                assertThat(drained).isSorted().doesNotHaveDuplicates();
                Set<Long> missing = new TreeSet<>(confirmedBefore.get(backup));
                missing.removeAll(drained);
                missing.removeAll(acked);
                assertThat(missing).as("confirmed and not acknowledged").isEmpty();
                assertThat(drained).as("acknowledged before").doesNotContainAnyElementsOf(answeredBefore.get(backup));

                List<Long> first = takeAll(channel, TX.get(0));
                assertThat(first).as("committed").isSorted().containsAll(committedBefore.get(backup));
                assertThat(takeAll(channel, TX.get(1))).as("both halves").isEqualTo(first);
            }
        }
    }
}
