package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Prometheus gets. Our own broker: another one is not asked on the port of its metrics. */
class MetricsTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    private EmbeddedBroker broker;
    private InetSocketAddress metrics;
    private Connection connection;
    private Channel channel;

    @BeforeEach
    void connect() throws Exception {
        broker = EmbeddedBroker.startOn(directory);
        metrics = broker.serveMetrics();
        connection = BrokerUnderTest.connectionFactory(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.port()))
                .newConnection();
        channel = connection.createChannel();
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        broker.close();
    }

    private HttpResponse<String> ask(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + metrics.getPort() + path);
        return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** By name with labels. */
    private Map<String, Double> page(String path) throws Exception {
        Map<String, Double> samples = new TreeMap<>();
        for (String line : ask(path).body().lines().toList()) {
            if (!line.startsWith("#")) {
                int space = line.lastIndexOf(' ');
                samples.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
            }
        }
        return samples;
    }

    private static Map<String, Double> named(Map<String, Double> samples, String name) {
        Map<String, Double> found = new TreeMap<>(samples);
        found.keySet().removeIf(sample -> !sample.equals(name) && !sample.startsWith(name + "{"));
        return found;
    }

    private void use() throws Exception {
        channel.queueDeclare("q", true, false, false, Map.of());
        channel.confirmSelect();
        for (int i = 0; i < 5; i++) {
            channel.basicPublish("", "q", MessageProperties.MINIMAL_PERSISTENT_BASIC, new byte[2_000]);
        }
        channel.basicPublish("", "nowhere", true, null, new byte[1]);
        channel.basicPublish("", "nowhere", null, new byte[1]);
        channel.waitForConfirmsOrDie(60_000);
        GetResponse got = channel.basicGet("q", false);
        channel.basicNack(got.getEnvelope().getDeliveryTag(), false, true);
        got = channel.basicGet("q", false);
        channel.basicAck(got.getEnvelope().getDeliveryTag(), false);
        channel.basicGet("q", true);
        channel.queueDeclarePassive("q");
    }

    /** What the official overview dashboard asks for. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "rabbitmq_build_info",
                "rabbitmq_identity_info",
                "rabbitmq_erlang_uptime_seconds",
                "rabbitmq_queue_messages_ready",
                "rabbitmq_queue_messages_unacked",
                "rabbitmq_queues",
                "rabbitmq_queues_declared_total",
                "rabbitmq_queues_created_total",
                "rabbitmq_queues_deleted_total",
                "rabbitmq_channels",
                "rabbitmq_channels_opened_total",
                "rabbitmq_channels_closed_total",
                "rabbitmq_connections",
                "rabbitmq_connections_opened_total",
                "rabbitmq_connections_closed_total",
                "rabbitmq_global_publishers",
                "rabbitmq_global_consumers",
                "rabbitmq_global_messages_received_total",
                "rabbitmq_global_messages_received_confirm_total",
                "rabbitmq_global_messages_confirmed_total",
                "rabbitmq_global_messages_routed_total",
                "rabbitmq_global_messages_unroutable_dropped_total",
                "rabbitmq_global_messages_unroutable_returned_total",
                "rabbitmq_global_messages_delivered_total",
                "rabbitmq_global_messages_delivered_consume_auto_ack_total",
                "rabbitmq_global_messages_delivered_consume_manual_ack_total",
                "rabbitmq_global_messages_delivered_get_auto_ack_total",
                "rabbitmq_global_messages_delivered_get_manual_ack_total",
                "rabbitmq_global_messages_redelivered_total",
                "rabbitmq_global_messages_acknowledged_total",
                "rabbitmq_global_messages_get_empty_total",
                "rabbitmq_message_size_bytes_bucket",
                "rabbitmq_message_size_bytes_sum",
                "rabbitmq_message_size_bytes_count",
                "rabbitmq_process_resident_memory_bytes",
                "rabbitmq_resident_memory_limit_bytes",
                "rabbitmq_process_open_fds",
                "rabbitmq_process_max_fds",
                "rabbitmq_global_messages_dead_lettered_expired_total",
                "rabbitmq_global_messages_dead_lettered_rejected_total",
                "rabbitmq_global_messages_dead_lettered_maxlen_total",
                "rabbitmq_global_messages_dead_lettered_delivery_limit_total",
                "rabbitmq_global_messages_dead_lettered_confirmed_total",
                "rabbitmq_alarms_memory_used_watermark",
                "rabbitmq_alarms_free_disk_space_watermark",
                "rabbitmq_consumers",
                "rabbitmq_queue_consumers",
                "rabbitmq_queue_messages_bytes",
                "rabbitmq_connection_incoming_bytes_total",
                "rabbitmq_channel_messages_published_total"
            })
    @Spec(
            section = "3.8",
            row = "metrics that the official dashboard and common alerts ask for are there before anything happens")
    void whatDashboardsAskForIsThere(String name) throws Exception {
        assertThat(named(page("/metrics"), name)).isNotEmpty();
    }

    @Test
    @Spec(section = "3.8", row = "identity_info names node, cluster and its permanent id, with which dashboards join")
    void saysWhoItIs() throws Exception {
        assertThat(named(page("/metrics"), "rabbitmq_identity_info").keySet())
                .singleElement()
                .asString()
                .matches("rabbitmq_identity_info\\{rabbitmq_node=\"[^\"]+\",rabbitmq_cluster=\"[^\"]+\","
                        + "rabbitmq_cluster_permanent_id=\"rabbitmq-cluster-id-[^\"]+\"}");
    }

    @Test
    @Spec(section = "3.8", row = "global counters count what is done with messages, by protocol and type of queue")
    void countsWhatIsDoneWithMessages() throws Exception {
        use();
        Map<String, Double> page = page("/metrics");
        String classic = "_total{protocol=\"amqp091\",queue_type=\"rabbit_classic_queue\"}";
        String all = "_total{protocol=\"amqp091\"}";
        assertThat(page)
                .containsEntry("rabbitmq_global_messages_received" + all, 7.0)
                .containsEntry("rabbitmq_global_messages_received_confirm" + all, 7.0)
                .containsEntry("rabbitmq_global_messages_confirmed" + all, 7.0)
                .containsEntry("rabbitmq_global_messages_routed" + all, 5.0)
                .containsEntry("rabbitmq_global_messages_unroutable_returned" + all, 1.0)
                .containsEntry("rabbitmq_global_messages_unroutable_dropped" + all, 1.0)
                .containsEntry("rabbitmq_global_messages_delivered" + classic, 3.0)
                .containsEntry("rabbitmq_global_messages_delivered_get_manual_ack" + classic, 2.0)
                .containsEntry("rabbitmq_global_messages_delivered_get_auto_ack" + classic, 1.0)
                .containsEntry("rabbitmq_global_messages_redelivered" + classic, 1.0)
                .containsEntry("rabbitmq_global_messages_acknowledged" + classic, 1.0)
                .containsEntry("rabbitmq_global_publishers{protocol=\"amqp091\"}", 1.0);
    }

    @Test
    @Spec(section = "3.8", row = "message sizes are a histogram")
    void countsSizesOfMessages() throws Exception {
        use();
        assertThat(page("/metrics"))
                .containsEntry("rabbitmq_message_size_bytes_bucket{protocol=\"amqp091\",le=\"100\"}", 2.0)
                .containsEntry("rabbitmq_message_size_bytes_bucket{protocol=\"amqp091\",le=\"1000\"}", 2.0)
                .containsEntry("rabbitmq_message_size_bytes_bucket{protocol=\"amqp091\",le=\"10000\"}", 7.0)
                .containsEntry("rabbitmq_message_size_bytes_bucket{protocol=\"amqp091\",le=\"+Inf\"}", 7.0)
                .containsEntry("rabbitmq_message_size_bytes_count{protocol=\"amqp091\"}", 7.0)
                .containsEntry("rabbitmq_message_size_bytes_sum{protocol=\"amqp091\"}", 10_002.0);
    }

    @Test
    @Spec(section = "3.8", row = "dead letters are counted by reason, type of queue and strategy")
    void countsDeaths() throws Exception {
        channel.queueDeclare("dead", false, false, false, Map.of());
        channel.queueDeclare(
                "q",
                false,
                false,
                false,
                Map.of("x-max-length", 1, "x-dead-letter-exchange", "", "x-dead-letter-routing-key", "dead"));
        channel.confirmSelect();
        for (int i = 0; i < 3; i++) {
            channel.basicPublish("", "q", null, new byte[1]);
        }
        channel.waitForConfirmsOrDie(60_000);
        GetResponse got = channel.basicGet("q", false);
        channel.basicReject(got.getEnvelope().getDeliveryTag(), false);
        channel.queueDeclarePassive("q");
        String labels = "_total{queue_type=\"rabbit_classic_queue\",dead_letter_strategy=\"at_most_once\"}";
        assertThat(page("/metrics"))
                .containsEntry("rabbitmq_global_messages_dead_lettered_maxlen" + labels, 2.0)
                .containsEntry("rabbitmq_global_messages_dead_lettered_rejected" + labels, 1.0);
    }

    @Test
    @Spec(section = "3.8", row = "/metrics adds up, /metrics/per-object has labels")
    void showsObjectsOneByOneWhereThatIsAskedFor() throws Exception {
        use();
        channel.queueDeclare("other \"q\"", false, false, false, Map.of());
        channel.confirmSelect();
        channel.basicPublish("", "other \"q\"", null, new byte[3]);
        channel.waitForConfirmsOrDie(60_000);
        assertThat(page("/metrics")).containsEntry("rabbitmq_queue_messages_ready", 4.0);
        String channelLabel = "{channel=\"127.0.0.1:";
        Map<String, Double> each = page("/metrics/per-object");
        assertThat(each)
                .containsEntry("rabbitmq_queue_messages_ready{vhost=\"/\",queue=\"q\"}", 3.0)
                .containsEntry("rabbitmq_queue_messages_ready{vhost=\"/\",queue=\"other \\\"q\\\"\"}", 1.0)
                .containsEntry("rabbitmq_queue_messages_published_total{vhost=\"/\",queue=\"q\"}", 5.0);
        assertThat(named(each, "rabbitmq_channel_messages_published_total"))
                .hasSize(1)
                .hasEntrySatisfying(
                        named(each, "rabbitmq_channel_messages_published_total")
                                .keySet()
                                .iterator()
                                .next(),
                        count -> assertThat(count).isEqualTo(8.0));
        assertThat(named(each, "rabbitmq_channel_messages_published_total").keySet())
                .allMatch(name -> name.contains(channelLabel));
        assertThat(named(each, "rabbitmq_connection_channels").values()).containsExactly(1.0);
    }

    @Test
    @Spec(section = "3.8", row = "/metrics/detailed shows the families and virtual hosts that are asked for")
    void showsSomeFamilies() throws Exception {
        use();
        Map<String, Double> some = page("/metrics/detailed?family=queue_coarse_metrics&family=nonsense&vhost=%2F");
        assertThat(some).containsEntry("rabbitmq_detailed_queue_messages{vhost=\"/\",queue=\"q\"}", 3.0);
        assertThat(named(some, "rabbitmq_detailed_queue_consumers")).isEmpty();
        assertThat(named(
                        page("/metrics/detailed?family=queue_coarse_metrics&vhost=other"),
                        "rabbitmq_detailed_queue_messages"))
                .isEmpty();
        assertThat(named(page("/metrics/detailed"), "rabbitmq_identity_info")).isNotEmpty();
    }

    @Test
    @Spec(section = "3.8", row = "counts of channels that are gone stay in the sums")
    void sumsDoNotShrink() throws Exception {
        use();
        channel.close();
        assertThat(page("/metrics")).containsEntry("rabbitmq_channel_messages_published_total", 7.0);
        channel = connection.createChannel();
    }

    @Test
    @Spec(section = "3.8", row = "text format 0.0.4; other paths are 404")
    void answersInTheTextFormat() throws Exception {
        assertThat(ask("/metrics").headers().firstValue("content-type")).contains("text/plain; version=0.0.4");
        assertThat(List.of(ask("/").statusCode(), ask("/metrics/other").statusCode()))
                .containsExactly(404, 404);
    }
}
