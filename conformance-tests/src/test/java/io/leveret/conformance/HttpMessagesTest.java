package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.LongString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that the HTTP API publishes, and takes from queues. */
class HttpMessagesTest {

    private static final String ROUTED = "{\"routed\":true}";
    private static final String UNROUTED = "{\"routed\":false}";
    private static final String REFUSED = "{\"error\":\"not_authorised\",\"reason\":\"Access refused.\"}";

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @RegisterExtension
    final Admin admin = new Admin();

    private String vhost;
    private Channel channel;

    @BeforeEach
    void makeQueue() throws IOException {
        vhost = admin.virtualHost();
        channel = AmqpClient.channel(amqp.newConnection(factory -> factory.setVirtualHost(vhost)));
        channel.queueDeclare("q", false, false, false, Map.of());
    }

    private static String message(String key, String properties, String payload, String encoding) {
        return "{\"routing_key\":\"" + key + "\",\"properties\":" + properties + ",\"payload\":" + payload
                + ",\"payload_encoding\":\"" + encoding + "\"}";
    }

    private void assertPublish(String exchange, String body, int status, String answer) {
        assertAnswer("exchanges/" + vhost + "/" + exchange + "/publish", body, status, answer);
    }

    private void assertAnswer(String path, String body, int status, String answer) {
        assertThat(admin.ask("POST", path, body)).isEqualTo(new Admin.Answer(status, answer));
    }

    private static String bad(String reason) {
        return "{\"error\":\"bad_request\",\"reason\":" + reason + "}";
    }

    private static String get(int count, String mode) {
        return "{\"count\":" + count + ",\"ackmode\":\"" + mode + "\",\"encoding\":\"auto\"}";
    }

    private void assertGet(String body, int status, String answer) {
        assertAnswer("queues/" + vhost + "/q/get", body, status, answer);
    }

    /** What a get shows of messages that were published to the queue as they are. */
    private static String shown(int left, boolean redelivered, String payload) {
        return "{\"payload_bytes\":" + payload.length() + ",\"redelivered\":" + redelivered
                + ",\"exchange\":\"\",\"routing_key\":\"q\",\"message_count\":" + left
                + ",\"properties\":[],\"payload\":\""
                + payload + "\",\"payload_encoding\":\"string\"}";
    }

    private void publish(String... texts) throws Exception {
        for (String text : texts) {
            assertPublish("amq.default", message("q", "{}", "\"" + text + "\"", "string"), 200, ROUTED);
        }
    }

    @Test
    @Spec(section = "3.4", row = "exchanges/:vhost/:x/publish")
    void publishesAndSaysWhetherAQueueHasIt() throws Exception {
        channel.queueBind("q", "amq.direct", "k");
        assertPublish("amq.direct", message("k", "{}", "\"é\"", "string"), 200, ROUTED);
        assertPublish("amq.direct", message("none", "{}", "\"a\"", "string"), 200, UNROUTED);
        GetResponse got = channel.basicGet("q", true);
        assertThat(new String(got.getBody(), StandardCharsets.UTF_8)).isEqualTo("é");
        assertThat(got.getEnvelope().getExchange()).isEqualTo("amq.direct");
        assertThat(got.getProps().getHeaders()).isNull();
        assertThat(channel.basicGet("q", true)).isNull();
    }

    @Test
    @Spec(section = "3.4", row = "payload_encoding")
    void publishesOctets() throws Exception {
        assertPublish("amq.default", message("q", "{}", "\"aGkA/w==\"", "base64"), 200, ROUTED);
        assertThat(channel.basicGet("q", true).getBody()).isEqualTo(new byte[] {'h', 'i', 0, (byte) 0xFF});
    }

    @Test
    @Spec(section = "3.4", row = "JSON → AMQP table mapping")
    void publishesProperties() throws Exception {
        String properties =
                "{\"headers\":{\"l\":1,\"s\":\"x\",\"d\":1.5,\"b\":true,\"a\":[1,{\"x\":2}],\"t\":{\"g\":\"h\"}},"
                        + "\"content_type\":\"text/plain\",\"content_encoding\":\"utf-8\",\"delivery_mode\":2,\"priority\":5,"
                        + "\"correlation_id\":\"c\",\"reply_to\":\"r\",\"expiration\":\"60000\",\"message_id\":\"m\","
                        + "\"timestamp\":1700000000,\"type\":\"t\",\"user_id\":\"guest\",\"app_id\":\"app\","
                        + "\"cluster_id\":\"cl\",\"unknown\":1}";
        assertPublish("amq.default", message("q", properties, "\"a\"", "string"), 200, ROUTED);
        AMQP.BasicProperties got = channel.basicGet("q", true).getProps();
        assertThat(got.getHeaders())
                .containsEntry("l", 1L)
                .containsEntry("d", 1.5)
                .containsEntry("b", true)
                .containsEntry("a", List.of(1L, Map.of("x", 2L)));
        assertThat(got.getHeaders().get("s")).isInstanceOf(LongString.class).hasToString("x");
        assertThat(got)
                .isEqualTo(new AMQP.BasicProperties.Builder()
                        .headers(got.getHeaders())
                        .contentType("text/plain")
                        .contentEncoding("utf-8")
                        .deliveryMode(2)
                        .priority(5)
                        .correlationId("c")
                        .replyTo("r")
                        .expiration("60000")
                        .messageId("m")
                        .timestamp(Date.from(Instant.ofEpochSecond(1_700_000_000L)))
                        .type("t")
                        .userId("guest")
                        .appId("app")
                        .clusterId("cl")
                        .build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; \"a\"; foo; [\"unsupported_encoding\",\"foo\"]",
                "{}; \"!!!\"; base64; [\"not_base64\",\"!!!\"]",
                "{}; 5; string; \"payload_not_string\"",
                "{\"delivery_mode\":\"2\"}; \"a\"; string; [\"not_int\",\"delivery_mode\"]",
                "{\"content_type\":5}; \"a\"; string; [\"not_string\",\"content_type\"]",
                "{\"expiration\":60000}; \"a\"; string; [\"not_string\",\"expiration\"]",
                "{\"headers\":{\"a\":null}}; \"a\"; string; \"null_not_allowed\"",
                "{\"expiration\":\"x\"}; \"a\"; string;"
                        + " \"406 PRECONDITION_FAILED - invalid expiration 'x': no_integer\"",
                "{\"user_id\":\"other\"}; \"a\"; string; \"406 PRECONDITION_FAILED - user_id property set to 'other' but"
                        + " authenticated user was 'guest'\"",
            })
    @Spec(section = "3.1", row = "AMQP errors inside publish/get")
    void refusesWhatIsNoMessage(String properties, String payload, String encoding, String reason) {
        assertPublish("amq.default", message("q", properties, payload, encoding), 400, bad(reason));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; \"[{key_missing,routing_key},\\n {key_missing,properties},\\n {key_missing,payload},\\n"
                        + " {key_missing,payload_encoding}]\"",
                "{\"routing_key\":\"k\"}; \"[{key_missing,properties},\\n {key_missing,payload},\\n"
                        + " {key_missing,payload_encoding}]\"",
                "{\"routing_key\":\"k\",\"payload\":\"a\",\"payload_encoding\":\"string\"}; \"[{key_missing,properties}]\"",
                "nonsense; \"not_json\"",
            })
    @Spec(section = "3.1", row = "missing key")
    void saysWhatAMessageLacks(String body, String reason) {
        assertPublish("amq.default", body, 400, bad(reason));
    }

    @Test
    @Spec(section = "3.1", row = "AMQP errors inside publish/get")
    void publishesToNoExchangeThatRefuses() throws IOException {
        String body = message("q", "{}", "\"a\"", "string");
        assertPublish("none", body, 400, bad("\"404 NOT_FOUND - no exchange 'none' in vhost '" + vhost + "'\""));
        channel.exchangeDeclare("x", "fanout", false, false, true, Map.of());
        assertPublish(
                "x",
                body,
                400,
                bad("\"403 ACCESS_REFUSED - cannot publish to internal exchange 'x' in vhost '" + vhost + "'\""));
        assertAnswer("exchanges/none/amq.default/publish", body, 401, REFUSED);
    }

    @Test
    @Spec(section = "3.4", row = "publish uses mandatory + confirm")
    void saysThatAQueueHasRefusedAMessage() throws Exception {
        channel.queueDeclare("full", false, false, false, Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
        String body = message("full", "{}", "\"a\"", "string");
        assertPublish("amq.default", body, 200, ROUTED);
        assertPublish("amq.default", body, 400, bad("\"rejected Unable to publish message. Check queue limits.\""));
    }

    @Test
    @Spec(section = "1.3", row = "connection limits")
    void countsAsAConnection() {
        admin.set("vhost-limits/" + vhost + "/max-connections", "{\"value\":0}");
        assertPublish("amq.default", message("q", "{}", "\"a\"", "string"), 401, REFUSED);
        assertGet(get(1, "ack_requeue_true"), 401, REFUSED);
    }

    private String manager(String write, String read) {
        String user = admin.user();
        admin.set("users/" + user, "{\"tags\":\"management\",\"password\":\"" + user + "\"}");
        admin.permit(user, vhost, "", write, read);
        return user;
    }

    @Test
    @Spec(section = "2.17", row = "publish: write on exchange")
    void refusesToPublishWithoutWrite() {
        String user = manager("^amq.direct$", "");
        String body = message("q", "{}", "\"a\"", "string");
        assertThat(admin.ask(user, user, "POST", "exchanges/" + vhost + "/amq.direct/publish", body))
                .isEqualTo(new Admin.Answer(200, UNROUTED));
        assertThat(admin.ask(user, user, "POST", "exchanges/" + vhost + "/amq.fanout/publish", body))
                .isEqualTo(new Admin.Answer(
                        400,
                        bad("\"403 ACCESS_REFUSED - " + Admin.accessTo("write", "exchange 'amq.fanout'") + " in vhost '"
                                + vhost + "' refused for user '" + user + "'\"")));
    }

    @Test
    @Spec(section = "2.17", row = "topic permissions")
    void refusesARoutingKeyThatTheUserMayNotUse() {
        String user = manager(".*", "");
        admin.permitTopic(user, vhost, "amq.topic", "^a", "^a");
        String path = "exchanges/" + vhost + "/amq.topic/publish";
        assertThat(admin.ask(user, user, "POST", path, message("a", "{}", "\"a\"", "string"))
                        .status())
                .isEqualTo(200);
        Admin.Answer refused = admin.ask(user, user, "POST", path, message("b", "{}", "\"a\"", "string"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("403 ACCESS_REFUSED", "topic 'b'");
    }

    @Test
    @Spec(section = "2.17", row = "get, consume, purge: read on queue")
    void refusesToGetWithoutRead() {
        String user = manager("", "^r");
        assertThat(admin.ask(user, user, "POST", "queues/" + vhost + "/q/get", get(1, "ack_requeue_true")))
                .isEqualTo(new Admin.Answer(
                        401,
                        "{\"error\":\"not_authorised\",\"reason\":\"ACCESS_REFUSED - "
                                + Admin.accessTo("read", "queue 'q'") + " in vhost '" + vhost + "' refused for user '"
                                + user + "'\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ack_requeue_true", "reject_requeue_true"})
    @Spec(section = "3.4", row = "queues/:vhost/:q/get ackmode")
    void messagesThatGoBackKeepTheirOrderAndCountAsRedelivered(String mode) throws Exception {
        publish("a", "b", "c");
        assertGet(get(2, mode), 200, "[" + shown(2, false, "a") + "," + shown(1, false, "b") + "]");
        assertGet(
                get(9, mode),
                200,
                "[" + shown(2, true, "a") + "," + shown(1, true, "b") + "," + shown(0, false, "c") + "]");
        assertThat(channel.basicGet("q", true).getEnvelope().isRedeliver()).isTrue();
    }

    @Test
    @Spec(section = "3.4", row = "queues/:vhost/:q/get ackmode")
    void messagesThatAreTakenAreGone() throws Exception {
        publish("a", "b");
        assertGet(get(1, "ack_requeue_false"), 200, "[" + shown(1, false, "a") + "]");
        assertGet(get(-1, "ack_requeue_false"), 200, "[" + shown(0, false, "b") + "]");
        assertGet(get(5, "ack_requeue_false"), 200, "[]");
        assertGet(get(0, "ack_requeue_false"), 200, "[]");
    }

    @Test
    @Spec(section = "3.4", row = "queues/:vhost/:q/get ackmode")
    void messagesThatAreRejectedBecomeDeadLetters() throws Exception {
        channel.queueDeclare(
                "source", false, false, false, Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", "q"));
        assertPublish("amq.default", message("source", "{}", "\"a\"", "string"), 200, ROUTED);
        admin.ask("POST", "queues/" + vhost + "/source/get", get(5, "reject_requeue_false"));
        await().until(() -> channel.messageCount("q") == 1);
        assertThat(admin.ask("POST", "queues/" + vhost + "/q/get", get(1, "ack_requeue_false"))
                        .body())
                .contains("\"x-first-death-reason\":\"rejected\"", "\"routing-keys\":[\"source\"]");
    }

    @Test
    @Spec(section = "3.4", row = "queues/:vhost/:q/get encoding, truncate")
    void showsPayloadsAsTextOrInBase64() throws Exception {
        assertPublish("amq.default", message("q", "{\"headers\":{}}", "\"aGkA/w==\"", "base64"), 200, ROUTED);
        String head = "[{\"payload_bytes\":4,\"redelivered\":%b,\"exchange\":\"\",\"routing_key\":\"q\","
                + "\"message_count\":0,\"properties\":{\"headers\":{}},\"payload\":";
        assertGet(
                get(1, "ack_requeue_true"),
                200,
                head.formatted(false) + "\"aGkA/w==\",\"payload_encoding\":\"base64\"}]");
        assertGet(
                "{\"count\":\"1\",\"ackmode\":\"ack_requeue_true\",\"encoding\":\"auto\",\"truncate\":\"2\"}",
                200,
                head.formatted(true) + "\"hi\",\"payload_encoding\":\"string\"}]");
        assertGet(
                "{\"count\":1.5,\"ackmode\":\"ack_requeue_true\",\"encoding\":\"base64\",\"truncate\":0}",
                200,
                head.formatted(true) + "\"\",\"payload_encoding\":\"base64\"}]");
    }

    @Test
    @Spec(section = "3.4", row = "queues/:vhost/:q/get properties")
    void showsProperties() throws Exception {
        assertPublish(
                "amq.default",
                message(
                        "q",
                        "{\"delivery_mode\":2,\"timestamp\":5,\"headers\":{\"a\":[1,{\"b\":1.5}]}}",
                        "\"a\"",
                        "string"),
                200,
                ROUTED);
        assertThat(admin.ask("POST", "queues/" + vhost + "/q/get", get(1, "ack_requeue_false"))
                        .body())
                .contains("\"properties\":{\"timestamp\":5,\"delivery_mode\":2,\"headers\":{\"a\":[1,{\"b\":1.5}]}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; \"[{key_missing,ackmode},{key_missing,count},{key_missing,encoding}]\"",
                "{\"count\":1,\"requeue\":true,\"encoding\":\"auto\"}; \"[{key_missing,ackmode}]\"",
                "{\"count\":\"x\",\"ackmode\":\"ack_requeue_true\",\"encoding\":\"auto\"}; [\"not_integer\",\"x\"]",
                "{\"count\":1,\"ackmode\":\"ack_requeue_true\",\"encoding\":\"auto\",\"truncate\":\"x\"};"
                        + " [\"not_integer\",\"x\"]",
                "{\"count\":1,\"ackmode\":\"ack_requeue_true\",\"encoding\":\"foo\"};"
                        + " \"Unsupported encoding. Please use auto or base64.\"",
            })
    @Spec(section = "3.4", row = "queues/:vhost/:q/get")
    void refusesToGetWhatIsNotClear(String body, String reason) {
        assertGet(body, 400, bad(reason));
    }

    @Test
    @SinceRabbit(value = "4.0", before = "answers 500")
    @Spec(section = "3.4", row = "wrong ackmode")
    void refusesAnAckModeThatThereIsNot() {
        assertGet(get(1, "foo"), 400, bad("\"Invalid ackmode value: foo\""));
    }

    @Test
    @Spec(section = "3.1", row = "AMQP errors inside publish/get")
    void getsFromNoQueueThatIsNotThereOrLocked() throws IOException {
        assertAnswer(
                "queues/" + vhost + "/none/get",
                get(1, "ack_requeue_true"),
                404,
                "{\"error\":\"not_found\",\"reason\":\"NOT_FOUND - no queue 'none' in vhost '" + vhost + "'\"}");
        assertAnswer("queues/none/q/get", get(1, "ack_requeue_true"), 401, REFUSED);
        channel.queueDeclare("mine", false, true, false, Map.of());
        Admin.Answer locked = admin.ask("POST", "queues/" + vhost + "/mine/get", get(1, "ack_requeue_true"));
        assertThat(locked.status()).isEqualTo(400);
        assertThat(locked.body())
                .contains("\"405 RESOURCE_LOCKED - cannot obtain exclusive access to locked queue 'mine'");
    }
}
