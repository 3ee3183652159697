package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.leveret.conformance.raw.CloseReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What clients publish and get in a virtual host that is traced is copied to amq.rabbitmq.trace. */
class FirehoseTest {

    private static final byte[] BODY = "body".getBytes(StandardCharsets.UTF_8);

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @RegisterExtension
    final Admin admin = new Admin();

    private String vhost;
    private Connection connection;
    private Channel channel;
    private Inbox traced;

    @BeforeEach
    void traceAVirtualHost() throws IOException {
        vhost = admin.virtualHost();
        trace(true);
        Channel tracing = AmqpClient.channel(connection());
        String queue = tracing.queueDeclare().getQueue();
        tracing.queueBind(queue, "amq.rabbitmq.trace", "#");
        traced = Inbox.on(tracing, queue, true);
        connection = connection();
        channel = AmqpClient.channel(connection);
        channel.queueDeclare("q", false, false, false, Map.of());
    }

    private Connection connection() {
        return amqp.newConnection(factory -> factory.setVirtualHost(vhost));
    }

    private void trace(boolean on) {
        admin.set("vhosts/" + vhost, "{\"tracing\":" + on + "}");
    }

    /** What is published now is the next that is told. */
    private void assertToldNothingMore() throws Exception {
        channel.basicPublish("", "q", null, "last".getBytes(StandardCharsets.UTF_8));
        assertThat(traced.next().text()).isEqualTo("last");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> headers(Inbox.Message message) {
        Map<String, Object> headers =
                (Map<String, Object>) Plain.of(message.properties().getHeaders());
        assertThat(headers.remove("node")).isInstanceOf(String.class);
        assertThat(headers.remove("connection")).asString().matches("127\\.0\\.0\\.1:\\d+ -> 127\\.0\\.0\\.1:\\d+");
        return headers;
    }

    private static String routingKey(Inbox.Message message) {
        assertThat(message.delivery().getEnvelope().getExchange()).isEqualTo("amq.rabbitmq.trace");
        return message.delivery().getEnvelope().getRoutingKey();
    }

    @Test
    @Spec(section = "2.19", row = "firehose: publish")
    void tellsOfAPublish() throws Exception {
        channel.basicPublish("", "q", null, BODY);
        Inbox.Message told = traced.next();
        assertThat(routingKey(told)).isEqualTo("publish.");
        assertThat(told.text()).isEqualTo("body");
        assertThat(headers(told))
                .isEqualTo(Map.of(
                        "exchange_name",
                        "",
                        "routing_keys",
                        List.of("q"),
                        "properties",
                        Map.of(),
                        "vhost",
                        vhost,
                        "channel",
                        channel.getChannelNumber(),
                        "user",
                        "guest",
                        "routed_queues",
                        List.of("q")));
    }

    @Test
    @Spec(section = "2.19", row = "firehose: deliver")
    void tellsOfADelivery() throws Exception {
        channel.basicPublish("", "q", null, BODY);
        traced.next();
        Inbox.on(channel, "q", true).next();
        Inbox.Message told = traced.next();
        assertThat(routingKey(told)).isEqualTo("deliver.q");
        assertThat(told.text()).isEqualTo("body");
        assertThat(headers(told))
                .isEqualTo(Map.of(
                        "exchange_name",
                        "",
                        "routing_keys",
                        List.of("q"),
                        "properties",
                        Map.of(),
                        "redelivered",
                        0,
                        "vhost",
                        vhost,
                        "channel",
                        channel.getChannelNumber(),
                        "user",
                        "guest"));
    }

    @Test
    @Spec(section = "2.19", row = "firehose: deliver")
    void tellsOfWhatIsGotAndThatItCameBefore() throws Exception {
        channel.basicPublish("", "q", null, BODY);
        traced.next();
        GetResponse got = channel.basicGet("q", false);
        assertThat(headers(traced.next())).containsEntry("redelivered", 0);
        channel.basicNack(got.getEnvelope().getDeliveryTag(), false, true);
        channel.basicGet("q", true);
        Inbox.Message told = traced.next();
        assertThat(routingKey(told)).isEqualTo("deliver.q");
        assertThat(headers(told)).containsEntry("redelivered", 1);
    }

    @Test
    @SuppressWarnings("JavaUtilDate") // the client has no other type for it
    @Spec(section = "2.19", row = "firehose: properties and keys")
    void tellsPropertiesAndAllRoutingKeys() throws Exception {
        channel.exchangeDeclare("x", "fanout");
        channel.queueBind("q", "x", "");
        Map<String, Object> sent = Map.of("a", 1, "CC", List.of("copied"), "BCC", List.of("hidden"));
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .contentType("text/plain")
                .contentEncoding("gzip")
                .headers(sent)
                .deliveryMode(2)
                .priority(3)
                .correlationId("correlation")
                .replyTo("reply")
                .expiration("100000")
                .messageId("message")
                .timestamp(new Date(1_234_000))
                .type("type")
                .userId("guest")
                .appId("app")
                .clusterId("cluster")
                .build();
        channel.basicPublish("x", "key", properties, BODY);
        Inbox.Message told = traced.next();
        assertThat(routingKey(told)).isEqualTo("publish.x");
        assertThat(headers(told))
                .containsEntry("exchange_name", "x")
                .containsEntry("routing_keys", List.of("key", "copied", "hidden"))
                .containsEntry("routed_queues", List.of("q"))
                .containsEntry(
                        "properties",
                        Map.ofEntries(
                                Map.entry("content_type", "text/plain"),
                                Map.entry("content_encoding", "gzip"),
                                Map.entry("headers", Map.of("a", 1, "CC", List.of("copied"))),
                                Map.entry("delivery_mode", 2),
                                Map.entry("priority", 3),
                                Map.entry("correlation_id", "correlation"),
                                Map.entry("reply_to", "reply"),
                                Map.entry("expiration", "100000"),
                                Map.entry("message_id", "message"),
                                Map.entry("timestamp", 1234),
                                Map.entry("type", "type"),
                                Map.entry("user_id", "guest"),
                                Map.entry("app_id", "app"),
                                Map.entry("cluster_id", "cluster")));
    }

    @Test
    @Spec(section = "2.19", row = "firehose: transactions")
    void tellsOfAPublishInATransactionBeforeTheCommit() throws Exception {
        channel.txSelect();
        channel.basicPublish("", "q", null, BODY);
        assertThat(routingKey(traced.next())).isEqualTo("publish.");
        channel.txRollback();
    }

    @Test
    @Spec(section = "2.19", row = "firehose: what it tells is not told again")
    void doesNotTellOfItself() throws Exception {
        for (int i = 0; i < 3; i++) {
            channel.basicPublish("", "q", null, new byte[] {(byte) ('a' + i)});
        }
        for (int i = 0; i < 3; i++) {
            assertThat(traced.next().text()).isEqualTo(String.valueOf((char) ('a' + i)));
        }
        assertToldNothingMore();
    }

    @Test
    @Spec(section = "2.19", row = "firehose: off")
    void stopsWhenItIsTold() throws Exception {
        channel.basicPublish("", "q", null, BODY);
        traced.next();
        trace(false);
        channel.basicPublish("", "q", null, BODY);
        channel.basicGet("q", true);
        assertThat(admin.ask("GET", "vhosts/" + vhost, "").body()).contains("\"tracing\":false");
        trace(true);
        assertToldNothingMore();
    }

    @Test
    @Spec(section = "2.19", row = "firehose: per virtual host")
    void tellsNothingOfOtherVirtualHosts() throws Exception {
        Channel elsewhere =
                AmqpClient.channel(amqp.newConnection(factory -> factory.setVirtualHost(admin.virtualHost())));
        elsewhere.confirmSelect();
        elsewhere.basicPublish("amq.fanout", "", null, BODY);
        elsewhere.waitForConfirmsOrDie();
        assertToldNothingMore();
    }

    @Test
    @Spec(section = "1.6", row = "403: publish to internal exchange")
    void letsNobodyPublishWhereItTells() throws Exception {
        assertThat(CloseReason.of(channel, () -> channel.basicPublish("amq.rabbitmq.trace", "x", null, BODY))
                        .replyText())
                .isEqualTo("ACCESS_REFUSED - cannot publish to internal exchange 'amq.rabbitmq.trace' in vhost '"
                        + vhost + "'");
    }
}
