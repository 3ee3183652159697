package io.leveret.conformance;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Fills the data directory of a broker with one of everything that it keeps, for {@link GoldenDirectoryTest}. Run by hand
 * when a format is about to be released, and never again for that format; what a later one adds gets a queue of its own
 * here, and a line in {@link GoldenListing}:
 *
 * <pre>
 *  java -cp ... io.leveret.conformance.GoldenBroker conformance-tests/src/test/resources/golden format-2
 * </pre>
 */
final class GoldenBroker {

    static final String FILES = ".zip";
    static final String LISTING = ".txt";

    /** More than a segment has room for. */
    private static final int LARGE_BYTES = 200_000;

    private static final int CONFIRM_LIMIT_MS = 10_000;

    private GoldenBroker() {}

    public static void main(String[] arguments) throws Exception {
        Path golden = Files.createDirectories(Path.of(arguments[0]));
        Path data = Files.createTempDirectory("leveret-golden");
        try (EmbeddedBroker broker = EmbeddedBroker.startSmallOn(data)) {
            with(broker, GoldenBroker::declare);
            broker.setPolicy("keep", Map.of("pattern", "^kept\\.", "priority", 3, "definition", keep(1_000_000)));
            broker.setPolicy(
                    "other",
                    Map.of("pattern", "^none$", "apply-to", "queues", "definition", Map.of("x-replay-max-age", "1D")));
            with(broker, GoldenBroker::firstMessages);
        }
        // What a checkpoint holds is changed by the journal behind it.
        try (EmbeddedBroker broker = EmbeddedBroker.startSmallOn(data)) {
            broker.setPolicy("keep", Map.of("pattern", "^kept\\.", "priority", 5, "definition", keep(2_000_000)));
            with(broker, GoldenBroker::laterMessages);
            // As a kill would leave it.
            zip(data.resolve("store"), golden.resolve(arguments[1] + FILES));
        }
        String listing = GoldenListing.of(golden, arguments[1], Files.createTempDirectory("leveret-golden"));
        Files.writeString(golden.resolve(arguments[1] + LISTING), listing);
    }

    private static Map<String, Object> keep(int bytes) {
        return Map.of("x-replay-max-bytes", bytes);
    }

    private interface Step {
        void run(Channel channel) throws Exception;
    }

    private static void with(EmbeddedBroker broker, Step step) throws Exception {
        try (Connection connection = connect(broker);
                Channel channel = connection.createChannel()) {
            step.run(channel);
        }
    }

    static Connection connect(EmbeddedBroker broker) throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.port());
        return BrokerUnderTest.connectionFactory(address).newConnection();
    }

    private static void zip(Path store, Path file) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW));
                Stream<Path> files = Files.list(store)) {
            for (Path each : files.sorted().toList()) {
                String name = each.getFileName().toString();
                if (!name.startsWith("spare-") && !name.equals("reserve") && !name.startsWith("spill")) {
                    zip.putNextEntry(new ZipEntry(name));
                    zip.write(Files.readAllBytes(each));
                }
            }
        }
    }

    private static void declare(Channel channel) throws IOException {
        for (GoldenListing.Exchange exchange : GoldenListing.EXCHANGES) {
            exchange.declare(channel);
        }
        channel.queueDeclare(
                "orders", true, false, false, Map.of("x-max-length", 1000, "x-overflow", "reject-publish"));
        channel.queueDeclare("invoices", true, false, false, Map.of("x-single-active-consumer", true));
        channel.queueDeclare(
                "work", true, false, false, Map.of("x-dead-letter-exchange", "dead", "x-dead-letter-routing-key", "w"));
        channel.queueDeclare("dead.letters", true, false, false, Map.of());
        channel.queueDeclare("kept.acknowledged", true, false, false, Map.of("x-replay-max-bytes", 500_000));
        channel.queueDeclare("lost.and.found", true, false, true, Map.of("x-note", "text"));
        // Nothing may lie in it: a message would be gone an hour after it was made.
        channel.queueDeclare("brief", true, false, false, Map.of("x-message-ttl", 3_600_000));
        channel.queueDeclare("mail", true, false, false, Map.of());
        channel.queueDeclare("gone", true, false, false, Map.of());
        channel.queueDeclare("transient", false, false, false, Map.of());
        channel.queueBind("orders", "topics", "order.*.new");
        channel.queueBind("invoices", "topics", "#.paid");
        channel.queueBind("orders", "direct", "a");
        channel.queueBind("orders", "direct", "gone");
        channel.queueBind("invoices", "direct", "a");
        channel.queueBind("invoices", "fan", "");
        channel.queueBind("orders", "fan", "");
        channel.queueBind("invoices", "headers", "", Map.of("x-match", "all", "kind", "bill", "n", 7));
        channel.queueBind("orders", "headers", "", Map.of("x-match", "any", "kind", "order", "urgent", true));
        channel.queueBind("dead.letters", "dead", "w");
        channel.queueBind("lost.and.found", "lost", "");
        channel.exchangeBind("fan", "topics", "all.#");
        channel.queueUnbind("orders", "direct", "gone");
    }

    private static void firstMessages(Channel channel) throws Exception {
        channel.confirmSelect();
        BasicProperties full = new BasicProperties.Builder()
                .contentType("application/json")
                .contentEncoding("utf-8")
                .headers(Map.of("text", "grün", "n", 42, "long", 1L << 40, "yes", true, "list", List.of(1, "two")))
                .deliveryMode(2)
                .priority(4)
                .correlationId("c-1")
                .replyTo("reply")
                .messageId("m-1")
                .timestamp(Date.from(Instant.ofEpochSecond(1_700_000_000)))
                .type("created")
                .userId("guest")
                .appId("golden")
                .build();
        channel.basicPublish("", "mail", full, text("all properties"));
        for (int n = 1; n <= 9; n++) {
            publish(channel, "direct", "a", "shared " + n);
            publish(channel, "", "kept.acknowledged", "kept " + n);
            publish(channel, "", "work", "work " + n);
        }
        publish(channel, "", "gone", "gone");
        channel.basicPublish("", "orders", MessageProperties.BASIC, text("not persistent"));
        publish(channel, "", "orders", "large ".repeat(LARGE_BYTES / 6));
        channel.waitForConfirmsOrDie(CONFIRM_LIMIT_MS);
        settle(channel, "orders", 2, 4, 5);
        settle(channel, "kept.acknowledged", 1, 2, 3);
        reject(channel, 1);
    }

    private static void laterMessages(Channel channel) throws Exception {
        channel.queueDelete("gone");
        channel.queueBind("invoices", "direct", "later");
        channel.confirmSelect();
        channel.basicPublish(
                "direct",
                "later",
                new BasicProperties.Builder()
                        .deliveryMode(2)
                        .headers(Map.of("BCC", List.of("a")))
                        .build(),
                text("with a blind copy"));
        publish(channel, "fan", "", "for both");
        publish(channel, "topics", "nobody", "unroutable");
        channel.waitForConfirmsOrDie(CONFIRM_LIMIT_MS);
        settle(channel, "invoices", 3, 1);
        settle(channel, "kept.acknowledged", 2);
        reject(channel, 2);
        try (Channel transaction = channel.getConnection().createChannel()) {
            transaction.txSelect();
            publish(transaction, "direct", "a", "committed");
            transaction.basicAck(
                    transaction.basicGet("orders", false).getEnvelope().getDeliveryTag(), false);
            transaction.txCommit();
            publish(transaction, "direct", "a", "never committed");
            transaction.txRollback();
        }
    }

    private static void publish(Channel channel, String exchange, String key, String body) throws IOException {
        channel.basicPublish(exchange, key, MessageProperties.MINIMAL_PERSISTENT_BASIC, text(body));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Takes as many as the highest of these, acknowledges those, in this order, and gives the others back. */
    private static void settle(Channel channel, String queue, int... numbers) throws Exception {
        try (Channel taking = channel.getConnection().createChannel()) {
            int last = Arrays.stream(numbers).max().orElseThrow();
            for (int n = 1; n <= last; n++) {
                taking.basicGet(queue, false);
            }
            for (int number : numbers) {
                taking.basicAck(number, false);
            }
            taking.queueDeclarePassive(queue);
        }
    }

    /** Lets the next piece of work die, the so many-th. */
    private static void reject(Channel channel, int number) throws IOException {
        channel.basicReject(channel.basicGet("work", false).getEnvelope().getDeliveryTag(), false);
        DeadLetters.awaitCount(channel, "dead.letters", number);
    }
}
