package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.impl.AMQConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the management API says of connections, channels and consumers, and to whom. */
class ManagementConnectionsTest {

    private static final JsonMapper JSON = new JsonMapper();
    /** RabbitMQ's figures come some seconds late. */
    private static final Duration LATE = Duration.ofSeconds(20);

    private static final String NOT_FOUND = "404 {\"error\":\"Object Not Found\",\"reason\":\"Not Found\"}";
    private static final String NOT_YOURS =
            "401 {\"error\":\"not_authorised\",\"reason\":\"User not authorised to access object\"}";

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @RegisterExtension
    final Admin admin = new Admin();

    private String vhost;
    private Connection connection;
    private String name;
    private String encoded;

    @BeforeEach
    void connect() {
        vhost = admin.virtualHost();
        connection = connect("guest", "the name of its client");
        name = name(connection);
        encoded = encoded(name);
        await().atMost(LATE)
                .until(() ->
                        admin.ask("GET", "connections/" + encoded, "").body().contains("\"recv_oct\""));
    }

    private Connection connect(String user, String called) {
        return amqp.newConnection(factory -> {
            factory.setVirtualHost(vhost);
            factory.setUsername(user);
            factory.setPassword(user);
            factory.setClientProperties(new HashMap<>(factory.getClientProperties()));
            factory.getClientProperties().put("connection_name", called);
        });
    }

    private static String name(Connection of) {
        return "127.0.0.1:" + ((AMQConnection) of).getLocalPort() + " -> 127.0.0.1:" + of.getPort();
    }

    private static String encoded(String text) {
        return Admin.encoded(text).replace("+", "%20");
    }

    private String get(String user, String path) {
        Admin.Answer answer = admin.ask(user, user, "GET", path, "");
        return answer.status() + " " + answer.body();
    }

    private JsonNode found(String path) {
        Admin.Answer answer = admin.ask("GET", path, "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private JsonNode foundOnce(String path, String... texts) {
        await().atMost(LATE).until(() -> {
            String body = admin.ask("GET", path, "").body();
            return Arrays.stream(texts).allMatch(body::contains);
        });
        return found(path);
    }

    private static List<String> names(JsonNode items) {
        List<String> names = new ArrayList<>();
        items.valueStream().forEach(item -> names.add(item.get("name").asString()));
        return names;
    }

    private String user(String tag) {
        String user = admin.user();
        admin.set("users/" + user, "{\"tags\":\"" + tag + "\",\"password\":\"" + user + "\"}");
        admin.permit(user, vhost, ".*", ".*", ".*");
        return user;
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "one"})
    @Spec(section = "3.5", row = "connection")
    void showsAConnection(String how) {
        JsonNode shown = how.equals("one")
                ? found("connections/" + encoded)
                : foundOnce("vhosts/" + vhost + "/connections", "recv_oct").get(0);

        assertThat(shown.get("name").asString()).isEqualTo(name);
        assertThat(shown.get("user_provided_name").asString()).isEqualTo("the name of its client");
        assertThat(shown.get("vhost").asString()).isEqualTo(vhost);
        assertThat(shown.get("user").asString()).isEqualTo("guest");
        assertThat(shown.get("user_who_performed_action").asString()).isEqualTo("guest");
        assertThat(shown.get("protocol").asString()).isEqualTo("AMQP 0-9-1");
        assertThat(shown.get("auth_mechanism").asString()).isEqualTo("PLAIN");
        assertThat(shown.get("state").asString()).isEqualTo("running");
        assertThat(shown.get("type").asString()).isEqualTo("network");
        assertThat(shown.get("ssl").asBoolean()).isFalse();
        assertThat(shown.get("host").asString()).isEqualTo("127.0.0.1");
        assertThat(shown.get("port").asInt()).isEqualTo(connection.getPort());
        assertThat(shown.get("peer_host").asString()).isEqualTo("127.0.0.1");
        assertThat(shown.get("channel_max").asInt()).isEqualTo(connection.getChannelMax());
        assertThat(shown.get("frame_max").asLong()).isEqualTo(connection.getFrameMax());
        assertThat(shown.get("timeout").asInt()).isEqualTo(connection.getHeartbeat());
        assertThat(shown.get("connected_at").asLong()).isGreaterThan(1_600_000_000_000L);
        assertThat(shown.get("recv_oct").asLong()).isGreaterThan(100);
        assertThat(shown.get("recv_cnt").asLong()).isGreaterThan(2);
        assertThat(shown.get("send_oct").asLong()).isGreaterThan(100);
        assertThat(shown.get("send_cnt").asLong()).isGreaterThan(1);
        assertThat(shown.get("send_pend").asLong()).isZero();
        assertThat(shown.get("client_properties").get("product").asString()).isEqualTo("RabbitMQ");
        assertThat(shown.get("client_properties")
                        .get("capabilities")
                        .get("basic.nack")
                        .asBoolean())
                .isTrue();
    }

    @Test
    @Spec(section = "3.5", row = "connection: octets as they are counted")
    @OnPurpose(rabbit = "counts every five seconds")
    void countsOctetsAtOnce() throws Exception {
        long before = found("connections/" + encoded).get("recv_oct").asLong();
        Channel channel = connection.createChannel();
        AmqpClient.publishConfirmed(channel, "", "nowhere", "x".repeat(10_000));
        JsonNode after = found("connections/" + encoded);
        assertThat(after.get("recv_oct").asLong()).isBetween(before + 10_000, before + 10_300);
        assertThat(after.get("channels").asInt()).isEqualTo(1);
    }

    @Test
    @Spec(section = "3.5", row = "channel")
    void showsAChannel() throws IOException {
        Channel channel = connection.createChannel(7);
        channel.queueDeclare("q", true, false, false, Map.of());
        channel.confirmSelect();
        channel.basicQos(10);
        channel.basicConsume("q", false, "the tag", new DefaultConsumer(channel));
        channel.basicQos(20, true);
        String ofChannel = "channels/" + encoded(name + " (7)");
        JsonNode shown = foundOnce(ofChannel, "\"global_prefetch_count\":20");

        assertThat(shown.get("name").asString()).isEqualTo(name + " (7)");
        assertThat(shown.get("number").asInt()).isEqualTo(7);
        assertThat(shown.get("vhost").asString()).isEqualTo(vhost);
        assertThat(shown.get("user").asString()).isEqualTo("guest");
        assertThat(shown.get("state").asString()).isEqualTo("running");
        assertThat(shown.get("confirm").asBoolean()).isTrue();
        assertThat(shown.get("transactional").asBoolean()).isFalse();
        assertThat(shown.get("prefetch_count").asInt()).isEqualTo(10);
        assertThat(shown.get("consumer_count").asInt()).isEqualTo(1);
        assertThat(shown.get("messages_unacknowledged").asInt()).isZero();
        assertThat(shown.get("messages_unconfirmed").asInt()).isZero();
        assertThat(shown.get("connection_details").get("name").asString()).isEqualTo(name);
        assertThat(shown.get("connection_details").get("peer_host").asString()).isEqualTo("127.0.0.1");
        assertThat(shown.get("consumer_details").get(0).get("consumer_tag").asString())
                .isEqualTo("the tag");
        for (String path : List.of(
                "connections/" + encoded + "/channels", "vhosts/" + vhost + "/channels", "channels?name=" + encoded)) {
            assertThat(names(foundOnce(path, " (7)"))).as(path).contains(name + " (7)");
        }
    }

    @Test
    @Spec(section = "3.5", row = "channel: what a transaction holds")
    void countsWhatIsNotCommitted() throws IOException {
        Channel channel = connection.createChannel(3);
        channel.queueDeclare("q", true, false, false, Map.of());
        channel.txSelect();
        channel.basicPublish("", "q", null, new byte[1]);
        channel.basicPublish("", "q", null, new byte[1]);
        channel.txCommit();
        long tag = channel.basicGet("q", false).getEnvelope().getDeliveryTag();
        channel.basicGet("q", false);
        channel.basicAck(tag, false);
        channel.basicPublish("", "q", null, new byte[1]);
        JsonNode shown = foundOnce("channels/" + encoded(name + " (3)"), "\"acks_uncommitted\":1");
        assertThat(shown.get("transactional").asBoolean()).isTrue();
        assertThat(shown.get("messages_uncommitted").asInt()).isEqualTo(1);
        assertThat(shown.get("messages_unacknowledged").asInt()).isEqualTo(1);
    }

    @Test
    @Spec(section = "3.4", row = "/consumers")
    void showsConsumers() throws IOException {
        Channel channel = connection.createChannel(1);
        channel.queueDeclare("alone", true, false, false, Map.of("x-single-active-consumer", true));
        channel.queueDeclare("mine", true, false, false, Map.of());
        channel.basicQos(5);
        channel.basicConsume("alone", false, "first", new DefaultConsumer(channel));
        channel.basicConsume("alone", false, "second", new DefaultConsumer(channel));
        channel.basicConsume("mine", true, "third", false, true, Map.of("x-priority", 2), new DefaultConsumer(channel));
        foundOnce("consumers/" + vhost, "\"connection_name\"");
        foundOnce("consumers/" + vhost, "third");
        Map<String, JsonNode> shown = new HashMap<>();
        found("consumers/" + vhost)
                .valueStream()
                .forEach(each -> shown.put(each.get("consumer_tag").asString(), each));

        assertThat(shown).containsOnlyKeys("first", "second", "third");
        assertThat(shown.get("first").get("activity_status").asString()).isEqualTo("single_active");
        assertThat(shown.get("first").get("active").asBoolean()).isTrue();
        assertThat(shown.get("second").get("activity_status").asString()).isEqualTo("waiting");
        assertThat(shown.get("second").get("active").asBoolean()).isFalse();
        JsonNode third = shown.get("third");
        assertThat(third.get("activity_status").asString()).isEqualTo("up");
        assertThat(third.get("exclusive").asBoolean()).isTrue();
        assertThat(third.get("ack_required").asBoolean()).isFalse();
        assertThat(third.get("prefetch_count").asInt()).isEqualTo(5);
        assertThat(third.get("arguments").get("x-priority").asInt()).isEqualTo(2);
        assertThat(third.get("queue").toString()).contains("\"name\":\"mine\"", "\"vhost\":\"" + vhost + "\"");
        JsonNode details = third.get("channel_details");
        assertThat(details.get("name").asString()).isEqualTo(name + " (1)");
        assertThat(details.get("connection_name").asString()).isEqualTo(name);
        assertThat(details.get("number").asInt()).isEqualTo(1);
        assertThat(details.get("user").asString()).isEqualTo("guest");
        assertThat(details.get("peer_host").asString()).isEqualTo("127.0.0.1");
    }

    @Test
    @Spec(section = "3.5", row = "queue: consumer tags, owner, consumer_details")
    void showsWhoUsesAQueue() throws IOException {
        Channel channel = connection.createChannel(1);
        channel.queueDeclare("alone", true, false, false, Map.of("x-single-active-consumer", true));
        channel.queueDeclare("owned", false, true, false, Map.of());
        channel.basicConsume("alone", false, "first", new DefaultConsumer(channel));
        channel.basicConsume("owned", true, "only", false, true, Map.of(), new DefaultConsumer(channel));
        JsonNode alone = foundOnce(
                "queues/" + vhost + "/alone", "\"single_active_consumer_tag\":\"first\"", "\"consumer_tag\":\"first\"");
        assertThat(alone.get("exclusive_consumer_tag").isNull()).isTrue();
        assertThat(alone.has("owner_pid_details")).isFalse();
        assertThat(alone.get("consumer_details").get(0).get("consumer_tag").asString())
                .isEqualTo("first");
        JsonNode owned = foundOnce("queues/" + vhost + "/owned", "\"exclusive_consumer_tag\":\"only\"");
        assertThat(owned.get("single_active_consumer_tag").isNull()).isTrue();
        assertThat(owned.get("owner_pid_details").get("name").asString()).isEqualTo(name);
        assertThat(owned.get("owner_pid_details").get("peer_host").asString()).isEqualTo("127.0.0.1");
    }

    @Test
    @Spec(section = "3.5", row = "queue: figures")
    @SuppressWarnings("JavaUtilDate") // the client has no other type for it
    void showsWhatIsInAQueue() throws Exception {
        Channel channel = connection.createChannel();
        channel.queueDeclare("q", true, false, false, Map.of());
        channel.confirmSelect();
        var dated = new AMQP.BasicProperties.Builder().timestamp(new Date(1_700_000_000_000L));
        channel.basicPublish("", "q", dated.build(), new byte[10]);
        channel.basicPublish("", "q", dated.deliveryMode(2).build(), new byte[100]);
        channel.basicPublish("", "q", dated.build(), new byte[1000]);
        channel.waitForConfirmsOrDie();
        channel.basicGet("q", false);
        JsonNode shown = foundOnce(
                "queues/" + vhost + "/q", "\"message_bytes_unacknowledged\":10", "\"messages_unacknowledged\":1");

        assertThat(shown.get("messages").asInt()).isEqualTo(3);
        assertThat(shown.get("messages_ready").asInt()).isEqualTo(2);
        assertThat(shown.get("messages_unacknowledged").asInt()).isEqualTo(1);
        assertThat(shown.get("messages_ram").asInt()).isEqualTo(3);
        assertThat(shown.get("messages_ready_ram").asInt()).isEqualTo(2);
        assertThat(shown.get("messages_unacknowledged_ram").asInt()).isEqualTo(1);
        assertThat(shown.get("messages_paged_out").asInt()).isZero();
        assertThat(shown.get("messages_persistent").asInt()).isEqualTo(2);
        assertThat(shown.get("message_bytes").asInt()).isEqualTo(1110);
        assertThat(shown.get("message_bytes_ready").asInt()).isEqualTo(1100);
        assertThat(shown.get("message_bytes_persistent").asInt()).isEqualTo(1100);
        assertThat(shown.get("head_message_timestamp").asLong()).isEqualTo(1_700_000_000);
        assertThat(shown.get("backing_queue_status").get("len").asInt()).isEqualTo(2);
        assertThat(shown.get("memory").asLong()).isPositive();
        JsonNode idle = foundOnce("queues/" + vhost + "/q", "idle_since").get("idle_since");
        assertThat(idle.asString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+00:00");
    }

    @Test
    @Spec(section = "3.4", row = "/connections: own unless M")
    void showsOthersOnlyToThoseWhoMonitor() {
        String manager = user("management");
        connect(manager, "his own");
        String path = "vhosts/" + vhost + "/connections?columns=user";
        await().atMost(LATE).until(() -> get(manager, path).equals("200 [{\"user\":\"" + manager + "\"}]"));
        String monitor = user("monitoring");
        await().atMost(LATE)
                .until(() -> get(monitor, path).contains(manager)
                        && get(monitor, path).contains("guest"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"connections/%s", "connections/%s/channels"})
    @Spec(section = "3.4", row = "/connections/:name: own unless M")
    void hidesWhatIsNotTheUsers(String path) {
        assertThat(get(user("management"), path.formatted(encoded))).isEqualTo(NOT_YOURS);
        assertThat(get(user("monitoring"), path.formatted(encoded))).startsWith("200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connections/none",
                "channels/none",
                "vhosts/none/connections",
                "vhosts/none/channels",
                "consumers/none"
            })
    @Spec(section = "3.1", row = "unknown resource")
    void knowsWhatThereIsNot(String path) {
        assertThat(get("guest", path)).isEqualTo(NOT_FOUND);
    }

    @Test
    @OnPurpose(rabbit = "answers 500")
    @Spec(section = "3.1", row = "unknown resource")
    void knowsThatAConnectionWhoseChannelsAreWantedIsNotThere() {
        assertThat(get("guest", "connections/none/channels")).isEqualTo(NOT_FOUND);
        assertThat(get(user("management"), "connections/none")).isEqualTo(NOT_FOUND);
        assertThat(get(user("management"), "connections/username/guest")).isEqualTo(NOT_YOURS);
    }

    @Test
    @Spec(section = "3.4", row = "/connections/username/:u")
    void namesTheConnectionsOfAUser() {
        String user = user("management");
        String theirs = name(connect(user, "one"));
        foundOnce("connections/username/" + user, theirs);
        JsonNode found = found("connections/username/" + user);
        assertThat(names(found)).containsExactly(theirs);
        assertThat(found.get(0).propertyNames()).containsExactlyInAnyOrder("name", "vhost", "user", "node");
        assertThat(get("guest", "connections/username/nobody")).isEqualTo("200 []");
    }

    private static CompletableFuture<String> closeOf(Connection closing) {
        CompletableFuture<String> text = new CompletableFuture<>();
        closing.addShutdownListener(
                (ShutdownSignalException cause) -> text.complete(String.valueOf(cause.getReason())));
        return text;
    }

    @Test
    @Spec(section = "3.4", row = "DELETE /connections/:name, X-Reason")
    void closesAConnectionForTheReasonThatIsGiven() {
        CompletableFuture<String> closed = closeOf(connection);
        assertThat(admin.send("DELETE", "connections/" + encoded, Map.of("X-Reason", "tea break"))
                        .statusCode())
                .isEqualTo(204);
        assertThat(closed).succeedsWithin(LATE).asString().contains("320", "CONNECTION_FORCED - tea break");
        await().atMost(LATE).until(() -> get("guest", "connections/" + encoded).equals(NOT_FOUND));
    }

    @Test
    @Spec(section = "3.4", row = "DELETE /connections/:name")
    void closesAConnectionWithoutAReason() {
        CompletableFuture<String> closed = closeOf(connection);
        assertThat(admin.ask("DELETE", "connections/" + encoded, "").status()).isEqualTo(204);
        assertThat(closed).succeedsWithin(LATE).asString().contains("CONNECTION_FORCED - Closed via management plugin");
        assertThat(admin.ask("DELETE", "connections/none", "").status()).isEqualTo(404);
    }

    @Test
    @Spec(section = "3.4", row = "DELETE /connections/username/:u")
    void closesAllConnectionsOfAUser() {
        String user = user("management");
        CompletableFuture<String> one = closeOf(connect(user, "one"));
        CompletableFuture<String> two = closeOf(connect(user, "two"));
        await().atMost(LATE).until(() -> found("connections/username/" + user).size() == 2);
        assertThat(admin.send("DELETE", "connections/username/" + user, Map.of("X-Reason", "go"))
                        .statusCode())
                .isEqualTo(204);
        assertThat(one).succeedsWithin(LATE).asString().contains("320");
        assertThat(two).succeedsWithin(LATE);
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    @Spec(section = "3.4", row = "DELETE /connections/:name: own")
    void letsUsersCloseTheirOwnConnectionsOnly() {
        String user = user("management");
        Connection own = connect(user, "own");
        foundOnce("connections/username/" + user, name(own));
        Admin.Answer refused = admin.ask(user, user, "DELETE", "connections/" + encoded, "");
        assertThat(refused.status() + " " + refused.body()).isEqualTo(NOT_YOURS);
        await().atMost(LATE)
                .until(() -> get(user, "connections/" + encoded(name(own))).startsWith("200 "));
        assertThat(admin.ask(user, user, "DELETE", "connections/" + encoded(name(own)), "")
                        .status())
                .isEqualTo(204);
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    @Spec(section = "3.4", row = "DELETE /connections/:name")
    void letsNobodyCloseWhoIsThereToLook() {
        String monitor = user("monitoring");
        Admin.Answer refused = admin.ask(monitor, monitor, "DELETE", "connections/" + encoded, "");
        assertThat(refused.status() + " " + refused.body()).isEqualTo(NOT_YOURS);
    }
}
