package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.impl.AMQConnection;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the management API says of how many messages have passed, and how fast. */
class ManagementStatsTest {

    private static final JsonMapper JSON = new JsonMapper();
    /** RabbitMQ's figures come some seconds late. */
    private static final Duration LATE = Duration.ofSeconds(30);

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @RegisterExtension
    final Admin admin = new Admin();

    private String vhost;
    private Connection connection;
    private Channel channel;

    @BeforeEach
    void connect() throws Exception {
        vhost = admin.virtualHost();
        connection = amqp.newConnection(factory -> factory.setVirtualHost(vhost));
        channel = connection.createChannel();
        channel.queueDeclare("q", true, false, false, Map.of());
        channel.confirmSelect();
    }

    private void publish(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            channel.basicPublish("", "q", null, new byte[10]);
        }
        channel.waitForConfirmsOrDie(60_000);
    }

    private JsonNode eventually(String path, Predicate<JsonNode> wanted) {
        return await().atMost(LATE)
                .until(() -> JSON.readTree(admin.ask("GET", path, "").body()), wanted);
    }

    private static long count(JsonNode of, String stat) {
        return of.path("message_stats").path(stat).asLong(0);
    }

    private void getOneOfEachKind() throws Exception {
        GetResponse got = channel.basicGet("q", false);
        channel.basicNack(got.getEnvelope().getDeliveryTag(), false, true);
        got = channel.basicGet("q", false);
        channel.basicAck(got.getEnvelope().getDeliveryTag(), false);
        channel.basicGet("q", true);
    }

    @Test
    @Spec(section = "3.5", row = "queue: message_stats counts what is published to it and taken from it")
    void countsWhatPassesAQueue() throws Exception {
        publish(10);
        getOneOfEachKind();
        JsonNode queue = eventually(
                "queues/" + vhost + "/q", found -> count(found, "publish") == 10 && count(found, "deliver_get") == 3);
        assertThat(count(queue, "get")).isEqualTo(2);
        assertThat(count(queue, "get_no_ack")).isEqualTo(1);
        assertThat(count(queue, "redeliver")).isEqualTo(1);
        assertThat(count(queue, "ack")).isEqualTo(1);
        assertThat(queue.path("message_stats")
                        .path("publish_details")
                        .path("rate")
                        .isNumber())
                .isTrue();
    }

    @Test
    @Spec(section = "3.5", row = "queue: no message_stats before the first message")
    void saysNothingOfMessagesBeforeTheFirst() {
        JsonNode queue = eventually("queues/" + vhost + "/q", found -> found.has("messages"));
        assertThat(count(queue, "publish")).isZero();
    }

    @Test
    @Spec(section = "3.5", row = "channel: message_stats counts what its client does")
    void countsWhatAChannelDoes() throws Exception {
        publish(10);
        channel.basicPublish("", "nowhere", true, null, new byte[1]);
        channel.waitForConfirmsOrDie(60_000);
        getOneOfEachKind();
        String name = "127.0.0.1:" + ((AMQConnection) connection).getLocalPort() + " -> 127.0.0.1:"
                + connection.getPort() + " (1)";
        JsonNode of = eventually(
                "channels/" + Admin.encoded(name).replace("+", "%20"),
                found -> count(found, "publish") == 11 && count(found, "deliver_get") == 3);
        assertThat(count(of, "confirm")).isEqualTo(11);
        assertThat(count(of, "return_unroutable")).isEqualTo(1);
        assertThat(count(of, "ack")).isEqualTo(1);
    }

    @Test
    @Spec(section = "3.5", row = "exchange: message_stats counts what is published to it and routed by it")
    void countsWhatPassesAnExchange() throws Exception {
        channel.exchangeDeclare("x", "fanout");
        channel.queueDeclare("other", false, false, false, Map.of());
        channel.queueBind("q", "x", "");
        channel.queueBind("other", "x", "");
        for (int i = 0; i < 5; i++) {
            channel.basicPublish("x", "", null, new byte[1]);
        }
        channel.waitForConfirmsOrDie(60_000);
        JsonNode exchange = eventually("exchanges/" + vhost + "/x", found -> count(found, "publish_in") == 5);
        assertThat(count(exchange, "publish_out")).isEqualTo(10);
        JsonNode all = eventually("exchanges/" + vhost + "?name=x&page=1", found -> found.has("items"));
        assertThat(count(all.get("items").get(0), "publish_in")).isEqualTo(5);
    }

    @Test
    @Spec(section = "3.5", row = "exchange: one that is declared anew counts anew")
    void anExchangeThatIsDeclaredAnewCountsAnew() throws Exception {
        channel.exchangeDeclare("x", "fanout");
        channel.basicPublish("x", "", null, new byte[1]);
        channel.waitForConfirmsOrDie(60_000);
        eventually("exchanges/" + vhost + "/x", found -> count(found, "publish_in") == 1);
        channel.exchangeDelete("x");
        channel.exchangeDeclare("x", "fanout");
        eventually("exchanges/" + vhost + "/x", found -> count(found, "publish_in") == 0);
    }

    @Test
    @Spec(section = "3.5", row = "rates are of the last seconds, and over when nothing happens any more")
    void ratesRiseAndFall() throws Exception {
        await().atMost(LATE).until(() -> {
            publish(10);
            return publishRate(JSON.readTree(
                            admin.ask("GET", "queues/" + vhost + "/q", "").body()))
                    > 0;
        });
        eventually("queues/" + vhost + "/q", found -> publishRate(found) == 0);
    }

    private static double publishRate(JsonNode of) {
        return of.path("message_stats").path("publish_details").path("rate").asDouble(0);
    }

    @Test
    @Spec(
            section = "3.3",
            row = "samples: *_age and *_incr add samples, avg and avg_rate to every *_details, newest first")
    void showsSamplesThatAreAskedFor() throws Exception {
        publish(20);
        JsonNode details = eventually(
                        "queues/" + vhost + "/q?msg_rates_age=60&msg_rates_incr=5&lengths_age=60&lengths_incr=5",
                        found -> count(found, "publish") == 20
                                && found.path("message_stats")
                                                .path("publish_details")
                                                .path("samples")
                                                .size()
                                        > 1)
                .path("message_stats")
                .path("publish_details");
        JsonNode samples = details.get("samples");
        assertThat(samples.get(0).get("sample").asLong()).isEqualTo(20);
        assertThat(samples.get(0).get("timestamp").asLong())
                .isGreaterThan(samples.get(1).get("timestamp").asLong());
        assertThat(details.has("avg")).isTrue();
        assertThat(details.has("avg_rate")).isTrue();
    }

    @Test
    @Spec(section = "3.5", row = "overview: message_stats counts all that channels do")
    void countsAllInTheOverview() throws Exception {
        long before = count(eventually("overview", found -> true), "publish");
        publish(7);
        eventually("overview", found -> count(found, "publish") >= before + 7);
    }
}
