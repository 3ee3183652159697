package io.leveret.conformance.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.LongString;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.RpcClient;
import com.rabbitmq.client.RpcClientParams;
import com.rabbitmq.client.RpcServer;
import io.leveret.conformance.client.RetryLadder.Outcome;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The workload of {@link WorkloadTest} with RabbitMQ's Java client. */
class JavaWorkloadTest {

    private static final int CALLS = 20;
    private static final Date TIME = Date.from(Instant.ofEpochSecond(1_700_000_000));

    private final BrokerAddress broker = BrokerAddress.current();
    private final String prefix = "java." + UUID.randomUUID();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private Connection connection;
    private Channel channel;

    @BeforeEach
    void connect() throws Exception {
        connection = broker.connectionFactory().newConnection();
        channel = connection.createChannel();
    }

    @AfterEach
    void disconnect() throws Exception {
        connection.close();
    }

    @Test
    void worksThroughTasksWithRetriesAndParksWhatFailsAlways() throws Exception {
        RetryLadder ladder = new RetryLadder(prefix);
        declare(ladder);
        try (Connection first = broker.connectionFactory().newConnection();
                Connection second = broker.connectionFactory().newConnection()) {
            for (Connection worker : List.of(first, second)) {
                work(worker.createChannel(), ladder);
            }
            channel.confirmSelect();
            for (int n = 0; n < RetryLadder.TASKS; n++) {
                channel.basicPublish(ladder.work, "task", true, MessageProperties.PERSISTENT_TEXT_PLAIN, body(n));
            }
            channel.waitForConfirmsOrDie(10_000);
            String tag = channel.basicConsume(
                    ladder.parked,
                    false,
                    (consumer, task) -> {
                        ladder.parked(number(task.getBody()));
                        channel.basicAck(task.getEnvelope().getDeliveryTag(), false);
                    },
                    consumer -> {});
            Awaitility.await().until(() -> ladder.finished() || !failures.isEmpty());
            channel.basicCancel(tag);
        }
        assertThat(failures).isEmpty();
        for (String queue : ladder.queues()) {
            assertThat(channel.queueDelete(queue).getMessageCount()).as(queue).isZero();
        }
        channel.exchangeDelete(ladder.work);
        channel.exchangeDelete(ladder.retry);
        ladder.verify();
    }

    private void declare(RetryLadder ladder) throws IOException {
        channel.exchangeDeclare(ladder.work, "direct", true);
        channel.exchangeDeclare(ladder.retry, "direct", true);
        channel.queueDeclare(ladder.tasks, true, false, false, Map.of("x-dead-letter-exchange", ladder.retry));
        for (String key : RetryLadder.KEYS) {
            channel.queueBind(ladder.tasks, ladder.work, key);
        }
        for (RetryLadder.Step step : ladder.steps) {
            Map<String, Object> arguments = Map.of(
                    "x-message-ttl",
                    step.ttlMs(),
                    "x-dead-letter-exchange",
                    ladder.work,
                    "x-dead-letter-routing-key",
                    step.nextKey());
            channel.queueDeclare(step.queue(), true, false, false, arguments);
            channel.queueBind(step.queue(), ladder.retry, step.key());
        }
        channel.queueDeclare(ladder.parked, true, false, false, null);
    }

    private void work(Channel own, RetryLadder ladder) throws IOException {
        own.basicQos(10);
        own.basicConsume(ladder.tasks, false, new DefaultConsumer(own) {
            @Override
            public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body)
                    throws IOException {
                try {
                    Outcome outcome = ladder.attempt(number(body), envelope.getRoutingKey(), xDeath(properties));
                    if (outcome == Outcome.PARK) {
                        own.basicPublish("", ladder.parked, properties, body);
                    }
                    if (outcome == Outcome.RETRY) {
                        own.basicNack(envelope.getDeliveryTag(), false, false);
                    } else {
                        own.basicAck(envelope.getDeliveryTag(), false);
                    }
                } catch (AssertionError wrong) {
                    failures.add(wrong);
                }
            }
        });
    }

    @SuppressWarnings("unchecked") // x-death is what its name says
    private static List<Map<String, Object>> xDeath(BasicProperties properties) {
        Map<String, Object> headers = properties.getHeaders();
        return headers == null ? List.of() : (List<Map<String, Object>>) headers.getOrDefault("x-death", List.of());
    }

    @Test
    void publishesToThreeSubscribers() throws Exception {
        String exchange = prefix + ".news";
        channel.exchangeDeclare(exchange, "fanout", false, true, null);
        List<Queue<Integer>> subscribers = new ArrayList<>();
        try (Connection subscribing = broker.connectionFactory().newConnection()) {
            for (int n = 0; n < 3; n++) {
                Queue<Integer> seen = new ConcurrentLinkedQueue<>();
                subscribers.add(seen);
                Channel own = subscribing.createChannel();
                String queue = own.queueDeclare().getQueue();
                own.queueBind(queue, exchange, "");
                own.basicConsume(queue, true, (tag, message) -> seen.add(number(message.getBody())), tag -> {});
            }
            for (int n = 0; n < 50; n++) {
                channel.basicPublish(exchange, "ignored", null, body(n));
            }
            Awaitility.await().until(() -> subscribers.stream().allMatch(seen -> seen.size() >= 50));
        }
        List<Integer> all = IntStream.range(0, 50).boxed().toList();
        assertThat(subscribers).allSatisfy(seen -> assertThat(seen).containsExactlyElementsOf(all));
    }

    @Test
    void callsByReplyQueueAndByDirectReplyTo() throws Exception {
        String requests = prefix + ".squares";
        channel.queueDeclare(requests, false, false, true, null);
        RpcServer server = new RpcServer(channel, requests) {
            @Override
            public byte[] handleCall(byte[] request, BasicProperties reply) {
                int n = number(request);
                return body(n * n);
            }
        };
        Thread serving = new Thread(() -> {
            try {
                server.mainloop();
            } catch (IOException wrong) {
                failures.add(wrong);
            }
        });
        serving.start();
        try (Connection calling = broker.connectionFactory().newConnection()) {
            String replies = calling.createChannel().queueDeclare().getQueue();
            for (String replyTo : List.of(replies, "amq.rabbitmq.reply-to")) {
                RpcClientParams params = new RpcClientParams()
                        .channel(calling.createChannel())
                        .exchange("")
                        .routingKey(requests)
                        .replyTo(replyTo)
                        .timeout(10_000);
                try (RpcClient client = new RpcClient(params)) {
                    for (int n = 0; n < CALLS; n++) {
                        assertThat(number(client.primitiveCall(body(n)))).isEqualTo(n * n);
                    }
                }
            }
        }
        server.terminateMainloop();
        serving.join(10_000);
        assertThat(failures).isEmpty();
    }

    @Test
    void routesByTopic() throws Exception {
        String exchange = prefix + ".topic";
        channel.exchangeDeclare(exchange, "topic");
        Map<String, String> queues = new HashMap<>();
        for (String pattern : TopicTable.BY_PATTERN.keySet()) {
            String queue = channel.queueDeclare().getQueue();
            queues.put(pattern, queue);
            channel.queueBind(queue, exchange, pattern);
        }
        channel.confirmSelect();
        for (String key : TopicTable.KEYS) {
            channel.basicPublish(exchange, key, null, key.getBytes(UTF_8));
        }
        channel.waitForConfirmsOrDie(10_000);
        for (String pattern : queues.keySet()) {
            List<String> got = new ArrayList<>();
            for (GetResponse next = channel.basicGet(queues.get(pattern), true);
                    next != null;
                    next = channel.basicGet(queues.get(pattern), true)) {
                got.add(next.getEnvelope().getRoutingKey());
            }
            assertThat(got).as(pattern).isEqualTo(TopicTable.BY_PATTERN.get(pattern));
        }
        channel.exchangeDelete(exchange);
    }

    @Test
    void keepsEveryPropertyAndHeaderType() throws Exception {
        Map<String, Object> headers = new HashMap<>(Map.of(
                "text",
                "héllo",
                "byte",
                (byte) -1,
                "short",
                (short) -300,
                "int",
                -70_000,
                "long",
                1L << 40,
                "float",
                0.5f,
                "double",
                0.1,
                "yes",
                true,
                "time",
                TIME));
        headers.put("decimal", new BigDecimal("12.34"));
        headers.put("none", null);
        headers.put("bytes", new byte[] {0, -1});
        headers.put("list", List.of(1, "two", Map.of("three", 3)));
        headers.put("table", Map.of("inner", Map.of("deep", "down")));
        BasicProperties sent = new BasicProperties.Builder()
                .contentType("text/plain")
                .contentEncoding("utf-8")
                .headers(headers)
                .deliveryMode(2)
                .priority(7)
                .correlationId("c-1")
                .replyTo("answers")
                .expiration("60000")
                .messageId("m-1")
                .timestamp(TIME)
                .type("greeting")
                .userId("guest")
                .appId("round-trip")
                .clusterId("cluster")
                .build();
        String queue = channel.queueDeclare().getQueue();
        for (byte[] body : List.of(new byte[0], "héllo".getBytes(UTF_8), new byte[1_000_000])) {
            channel.basicPublish("", queue, sent, body);

            GetResponse got = Awaitility.await().until(() -> channel.basicGet(queue, true), next -> next != null);

            assertThat(got.getBody()).isEqualTo(body);
            assertThat(plain(got.getProps().getHeaders()))
                    .usingRecursiveComparison()
                    .isEqualTo(headers);
            BasicProperties without = got.getProps().builder().headers(null).build();
            assertThat(without).isEqualTo(sent.builder().headers(null).build());
        }
    }

    /** The value with every {@link LongString} as a {@link String}. */
    private static Object plain(Object value) {
        if (value instanceof LongString text) {
            return text.toString();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(JavaWorkloadTest::plain).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new HashMap<>();
            map.forEach((key, element) -> copy.put(key, plain(element)));
            return copy;
        }
        return value;
    }

    @Test
    void commitsAndRollsBack() throws Exception {
        String queue = prefix + ".tx";
        channel.queueDeclare(queue, false, true, false, null);
        Channel other = connection.createChannel();
        channel.txSelect();
        publishFive(queue);
        channel.txRollback();
        assertThat(other.messageCount(queue)).isZero();
        publishFive(queue);
        assertThat(channel.messageCount(queue)).as("before the commit").isZero();
        channel.txCommit();
        assertThat(other.messageCount(queue)).isEqualTo(5);

        long tag = channel.basicGet(queue, false).getEnvelope().getDeliveryTag();
        channel.basicAck(tag, false);
        channel.txRollback();
        channel.basicAck(tag, false);
        channel.txCommit();
        channel.close();

        assertThat(other.messageCount(queue)).isEqualTo(4);
    }

    private void publishFive(String queue) throws IOException {
        for (int n = 0; n < 5; n++) {
            channel.basicPublish("", queue, null, body(n));
        }
    }

    private static byte[] body(int number) {
        return Integer.toString(number).getBytes(UTF_8);
    }

    private static int number(byte[] body) {
        return Integer.parseInt(new String(body, UTF_8));
    }
}
