package io.leveret.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.FetchedMessage;
import io.leveret.broker.PublishAnswer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exchanges, bindings and queues over HTTP. Statuses and bodies are RabbitMQ's. */
class ObjectResourcesTest {

    private static final String NOT_FOUND = "{\"error\":\"Object Not Found\",\"reason\":\"Not Found\"}";
    private static final String NO_VHOST = "{\"error\":\"not_found\",\"reason\":\"vhost_not_found\"}";
    private static final String DEFAULT_EXCHANGE = "{\"name\":\"\",\"vhost\":\"/\",\"type\":\"direct\","
            + "\"durable\":true,\"auto_delete\":false,\"internal\":false,\"arguments\":{}";
    private static final String TO_QUEUE = "{\"source\":\"x\",\"vhost\":\"/\",\"destination\":\"q\","
            + "\"destination_type\":\"queue\",\"routing_key\":\"k y\",\"arguments\":{\"a\":1},"
            + "\"properties_key\":\"k+y~hash\"}";
    private static final String TO_EXCHANGE = "{\"source\":\"x\",\"vhost\":\"/\",\"destination\":\"x\","
            + "\"destination_type\":\"exchange\",\"routing_key\":\"\",\"arguments\":{},\"properties_key\":\"~\"}";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final FakeBroker broker = new FakeBroker();
    private ManagementServer server;

    @BeforeEach
    void setUp() throws ManagementStartException {
        server = ManagementServer.start(List.of("127.0.0.1"), 0, broker);
    }

    @AfterEach
    void tearDown() {
        server.close();
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        InetSocketAddress address = server.addresses().get(0);
        String credentials = Base64.getEncoder().encodeToString("guest:pass:word".getBytes(StandardCharsets.UTF_8));
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + "/api/" + path))
                        .header("Authorization", "Basic " + credentials)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void assertAnswer(String method, String path, String body, int status, String answer) throws Exception {
        HttpResponse<String> response = send(method, path, body);
        assertThat(response.body()).isEqualTo(answer);
        assertThat(response.statusCode()).isEqualTo(status);
    }

    private void assertBad(String method, String path, String body, String reason) throws Exception {
        assertAnswer(method, path, body, 400, "{\"error\":\"bad_request\",\"reason\":" + reason + "}");
    }

    private static String message(String properties, String payload, String encoding) {
        return "{\"routing_key\":\"k\",\"properties\":" + properties + ",\"payload\":" + payload
                + ",\"payload_encoding\":" + encoding + "}";
    }

    @Test
    void showsExchanges() throws Exception {
        String x = DEFAULT_EXCHANGE.replace("\"\"", "\"x\"") + ",\"policy\":\"p\"";
        for (String path : List.of("exchanges", "exchanges/%2F")) {
            assertAnswer("GET", path, "", 200, "[" + DEFAULT_EXCHANGE + "}," + x + "}]");
        }
        assertAnswer("GET", "exchanges/%2F/x", "", 200, x + ",\"incoming\":[],\"outgoing\":[]}");
        assertAnswer(
                "GET", "exchanges/%2F/amq.default", "", 200, DEFAULT_EXCHANGE + ",\"incoming\":[],\"outgoing\":[]}");
        for (String path : List.of("exchanges/other", "exchanges/other/x", "exchanges/%2F/other")) {
            assertAnswer("GET", path, "", 404, NOT_FOUND);
        }
    }

    @Test
    void showsBindings() throws Exception {
        for (String path : List.of("bindings", "bindings/%2F", "exchanges/%2F/x/bindings/source")) {
            assertAnswer("GET", path, "", 200, "[" + TO_QUEUE + "," + TO_EXCHANGE + "]");
        }
        assertAnswer("GET", "exchanges/%2F/x/bindings/destination", "", 200, "[" + TO_EXCHANGE + "]");
        assertAnswer("GET", "queues/%2F/q/bindings", "", 200, "[" + TO_QUEUE + "]");
        assertAnswer("GET", "bindings/%2F/e/x/q/q", "", 200, "[" + TO_QUEUE + "]");
        assertAnswer("GET", "bindings/%2F/e/x/e/x", "", 200, "[" + TO_EXCHANGE + "]");
        assertAnswer("GET", "bindings/%2F/e/amq.default/q/q", "", 200, "[]");
        assertAnswer("GET", "bindings/%2F/e/x/q/q/k%2By~hash", "", 200, TO_QUEUE);
        assertAnswer("GET", "bindings/%2F/e/x/e/x/~", "", 200, TO_EXCHANGE);
        assertAnswer("GET", "bindings/%2F/e/x/q/q/~", "", 404, NOT_FOUND);
        for (String path : List.of("bindings/other", "queues/other/q/bindings", "bindings/other/e/x/q/q")) {
            assertAnswer("GET", path, "", 404, NOT_FOUND);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "new; {}; 201; new false false {}",
                "new; ''; 201; new false false {}",
                "new; null; 201; new false false {}",
                "new; undefined; 201; new false false {}",
                "q; {\"durable\":true,\"auto_delete\":\"true\",\"node\":\"any\"}; 204; q true true {}",
                "new; {\"durable\":\"false\",\"arguments\":{\"a\":[1,{\"b\":1.5}]}}; 201; new false false {a=[1, {b=1.5}]}",
                "new; {\"arguments\":[]}; 201; new false false {}",
            })
    void declaresAQueue(String name, String body, int status, String said) throws Exception {
        assertAnswer("PUT", "queues/%2F/" + name, body, status, "");
        assertThat(broker.objects.said).containsExactly("guest@/ declare queue " + said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"durable\":\"yes\"}; [\"not_boolean\",\"yes\"]",
                "{\"auto_delete\":1}; [\"not_boolean\",1]",
                "{\"durable\":null}; [\"not_boolean\",null]",
                "{\"arguments\":{\"a\":[{\"b\":null}]}}; \"null_not_allowed\"",
                "{\"arguments\":\"x\"}; \"arguments should be an object\"",
                "{; \"not_json\"",
                "[]; \"not_json\"",
                "\"{}\"; \"invalid payload: the request body JSON-decoded to a string. Is the input doubly-JSON-encoded?\"",
            })
    void refusesWhatIsNoQueueOrExchange(String body, String reason) throws Exception {
        assertBad("PUT", "queues/%2F/new", body, reason);
        assertBad("PUT", "exchanges/%2F/new", body, reason);
        assertThat(broker.objects.said).isEmpty();
    }

    @Test
    void saysThatANameIsTooLong() throws Exception {
        assertBad("PUT", "queues/%2F/" + "k".repeat(300), "{}", "\"too long\\n\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "new; {}; 201; new direct false false false {}",
                "x; {\"type\":\"fanout\",\"durable\":true}; 204; x fanout true false false {}",
                "amq.default; {\"internal\":\"true\",\"auto_delete\":true}; 204; ' direct false true true {}'",
            })
    void declaresAnExchange(String name, String body, int status, String said) throws Exception {
        assertAnswer("PUT", "exchanges/%2F/" + name, body, status, "");
        assertThat(broker.objects.said).containsExactly("guest@/ declare exchange " + said);
    }

    @ParameterizedTest
    @CsvSource({
        "queues/%2F/q, delete queue q false false",
        "queues/%2F/q?if-empty=true&if-unused=true, delete queue q true true",
        "queues/%2F/q?if-empty=yes&if-unused=1, delete queue q false false",
        "queues/%2F/q/contents, purge q",
        "exchanges/%2F/x, delete exchange x false",
        "exchanges/%2F/x?if-unused=true, delete exchange x true",
        "bindings/%2F/e/x/q/q/a%2Bb, unbind x q false a+b",
        "bindings/%2F/e/amq.default/e/x/~, unbind  x true ~",
    })
    void deletes(String path, String said) throws Exception {
        assertAnswer("DELETE", path, "", 204, "");
        assertThat(broker.objects.said).containsExactly("guest@/ " + said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "queues/%2F/none",
                "queues/other/q",
                "queues/%2F/none/contents",
                "exchanges/%2F/none",
                "exchanges/other/x",
                "bindings/%2F/e/x/q/q/none"
            })
    void findsNothingToDelete(String path) throws Exception {
        assertAnswer("DELETE", path, "", 404, NOT_FOUND);
        assertThat(broker.objects.said).isEmpty();
    }

    @Test
    void declaresAndBindsNothingInAVirtualHostThatIsNotThere() throws Exception {
        assertAnswer("PUT", "queues/other/q", "{}", 404, NO_VHOST);
        assertAnswer("PUT", "exchanges/other/x", "{}", 404, NO_VHOST);
        assertAnswer("POST", "bindings/other/e/x/q/q", "{}", 404, NO_VHOST);
    }

    @Test
    void bindsAndSaysWhereTheBindingIs() throws Exception {
        HttpResponse<String> response =
                send("POST", "bindings/%2F/e/x/q/a%20q", "{\"routing_key\":\"k y\",\"arguments\":{\"a\":1}}");
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.headers().firstValue("location")).contains("a+q/k+y~1");
        assertThat(send("POST", "bindings/%2F/e/amq.default/e/x", "").statusCode())
                .isEqualTo(201);
        assertThat(broker.objects.said)
                .containsExactly("guest@/ bind x a q false k y {a=1}", "guest@/ bind  x true  {}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "404; NOT_FOUND; 404; not_found; no 'x'",
                "403; ACCESS_REFUSED; 401; not_authorised; Access refused.",
                "530; NOT_ALLOWED; 401; not_authorised; Access refused.",
                "406; PRECONDITION_FAILED; 400; bad_request; no 'x'",
                "405; RESOURCE_LOCKED; 400; bad_request; no 'x'",
                "320; CONNECTION_FORCED; 503; service_unavailable; no 'x'",
            })
    void saysWhyAChangeIsRefused(int code, String name, int status, String error, String reason) throws Exception {
        broker.objects.refuse(code, name, "no 'x'");
        String answer = "{\"error\":\"" + error + "\",\"reason\":\"" + reason + "\"}";
        assertAnswer("PUT", "queues/%2F/q", "", status, answer);
        assertAnswer("DELETE", "queues/%2F/q", "", status, answer);
        assertAnswer("DELETE", "queues/%2F/q/contents", "", status, answer);
        assertAnswer("PUT", "exchanges/%2F/x", "", status, answer);
        assertAnswer("DELETE", "exchanges/%2F/x", "", status, answer);
        assertAnswer("POST", "bindings/%2F/e/x/q/q", "", status, answer);
        assertAnswer("DELETE", "bindings/%2F/e/x/q/q/~", "", status, answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "404; NOT_FOUND; 400; bad_request; 404 NOT_FOUND - no 'x'; 404; not_found; NOT_FOUND - no 'x'",
                "403; ACCESS_REFUSED; 400; bad_request; 403 ACCESS_REFUSED - no 'x'; 401; not_authorised;"
                        + " ACCESS_REFUSED - no 'x'",
                "530; NOT_ALLOWED; 401; not_authorised; Access refused.; 401; not_authorised; Access refused.",
                "405; RESOURCE_LOCKED; 400; bad_request; 405 RESOURCE_LOCKED - no 'x'; 400; bad_request;"
                        + " 405 RESOURCE_LOCKED - no 'x'",
                "506; RESOURCE_ERROR; 503; service_unavailable; no 'x'; 503; service_unavailable; no 'x'",
            })
    void saysWhyAPublishOrAGetIsRefused(
            int code, String name, int ofPublish, String error, String reason, int ofGet, String getError, String why)
            throws Exception {
        broker.objects.refuse(code, name, "no 'x'");
        assertAnswer(
                "POST",
                "exchanges/%2F/x/publish",
                message("{}", "\"a\"", "\"string\""),
                ofPublish,
                "{\"error\":\"" + error + "\",\"reason\":\"" + reason + "\"}");
        assertAnswer(
                "POST",
                "queues/%2F/q/get",
                "{\"count\":1,\"ackmode\":\"ack_requeue_true\",\"encoding\":\"auto\"}",
                ofGet,
                "{\"error\":\"" + getError + "\",\"reason\":\"" + why + "\"}");
    }

    @Test
    void publishesAndSaysWhetherAQueueHasIt() throws Exception {
        String body = message("{\"delivery_mode\":2,\"headers\":{\"a\":1},\"other\":5}", "\"aGk=\"", "\"base64\"");
        assertAnswer("POST", "exchanges/%2F/x/publish", body, 200, "{\"routed\":true}");
        broker.objects.published = PublishAnswer.UNROUTED;
        assertAnswer(
                "POST",
                "exchanges/%2F/amq.default/publish",
                message("[]", "\"é\"", "\"string\""),
                200,
                "{\"routed\":false}");
        assertThat(broker.objects.said)
                .containsExactly("guest@/ publish x k {delivery_mode=2, headers={a=1}} hi", "guest@/ publish  k {} é");
        broker.objects.published = PublishAnswer.REJECTED;
        assertBad(
                "POST", "exchanges/%2F/x/publish", body, "\"rejected Unable to publish message. Check queue limits.\"");
    }

    @Test
    void takesAMessageThatIsLargerThanOtherBodies() throws Exception {
        String large = "a".repeat(1 << 20);
        assertAnswer(
                "POST",
                "exchanges/%2F/x/publish",
                message("{}", "\"" + large + "\"", "\"string\""),
                200,
                "{\"routed\":true}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; \"[{key_missing,routing_key},\\n {key_missing,properties},\\n {key_missing,payload},\\n"
                        + " {key_missing,payload_encoding}]\"",
                "{\"routing_key\":\"k\",\"payload\":\"a\",\"payload_encoding\":\"string\"}; \"[{key_missing,properties}]\"",
                "[]; \"not_json\"",
            })
    void refusesAMessageThatIsNotWhole(String body, String reason) throws Exception {
        assertBad("POST", "exchanges/%2F/x/publish", body, reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; \"a\"; \"foo\"; [\"unsupported_encoding\",\"foo\"]",
                "{}; \"!!!\"; \"base64\"; [\"not_base64\",\"!!!\"]",
                "{}; 5; \"string\"; \"payload_not_string\"",
                "{\"delivery_mode\":\"2\"}; \"a\"; \"string\"; [\"not_int\",\"delivery_mode\"]",
                "{\"content_type\":5}; \"a\"; \"string\"; [\"not_string\",\"content_type\"]",
                "{\"content_type\":null}; \"a\"; \"string\"; [\"not_string\",\"content_type\"]",
                "{\"headers\":{\"a\":null}}; \"a\"; \"string\"; \"null_not_allowed\"",
                "{\"headers\":\"x\"}; \"a\"; \"string\"; \"headers should be an object\"",
                "\"x\"; \"a\"; \"string\"; \"properties should be an object\"",
            })
    void refusesWhatIsNoMessage(String properties, String payload, String encoding, String reason) throws Exception {
        assertBad("POST", "exchanges/%2F/x/publish", message(properties, payload, encoding), reason);
        assertThat(broker.objects.said).isEmpty();
    }

    @Test
    void showsMessages() throws Exception {
        broker.objects.messages = List.of(
                new FetchedMessage("", "q", false, Map.of(), "é".getBytes(StandardCharsets.UTF_8), 2, 1),
                new FetchedMessage("x", "k", true, Map.of("priority", 5), new byte[] {(byte) 0xFF}, 9, 0));
        String rest = "\"payload_bytes\":9,\"redelivered\":true,\"exchange\":\"x\",\"routing_key\":\"k\","
                + "\"message_count\":0,\"properties\":{\"priority\":5},\"payload\":\"/w==\",\"payload_encoding\":\"base64\"}";
        String first = "{\"payload_bytes\":2,\"redelivered\":false,\"exchange\":\"\",\"routing_key\":\"q\","
                + "\"message_count\":1,\"properties\":[],\"payload\":";
        assertAnswer(
                "POST",
                "queues/%2F/q/get",
                "{\"count\":2,\"ackmode\":\"ack_requeue_true\",\"encoding\":\"auto\"}",
                200,
                "[" + first + "\"é\",\"payload_encoding\":\"string\"},{" + rest + "]");
        assertAnswer(
                "POST",
                "queues/%2F/q/get",
                "{\"count\":\"2\",\"ackmode\":\"reject_requeue_false\",\"encoding\":\"base64\",\"truncate\":\"50\"}",
                200,
                "[" + first + "\"w6k=\",\"payload_encoding\":\"base64\"},{" + rest + "]");
        assertThat(broker.objects.said)
                .containsExactly(
                        "guest@/ get q 2 ACK_REQUEUE_TRUE 2147483647", "guest@/ get q 2 REJECT_REQUEUE_FALSE 50");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; \"[{key_missing,ackmode},{key_missing,count},{key_missing,encoding}]\"",
                "{\"count\":\"x\",\"ackmode\":\"ack_requeue_true\",\"encoding\":\"auto\"}; [\"not_integer\",\"x\"]",
                "{\"count\":1,\"ackmode\":\"foo\",\"encoding\":\"auto\"}; \"Invalid ackmode value: foo\"",
                "{\"count\":1,\"ackmode\":\"ack_requeue_true\",\"encoding\":\"foo\"};"
                        + " \"Unsupported encoding. Please use auto or base64.\"",
                "{\"count\":1,\"ackmode\":\"ack_requeue_true\",\"encoding\":\"auto\",\"truncate\":-1};"
                        + " [\"not_integer\",-1]",
            })
    void refusesToGetWhatIsNotClear(String body, String reason) throws Exception {
        assertBad("POST", "queues/%2F/q/get", body, reason);
        assertThat(broker.objects.said).isEmpty();
    }

    @Test
    void knowsNoActionOfQueues() throws Exception {
        assertBad("POST", "queues/%2F/q/actions", "{\"action\":\"sync\"}", "[\"unknown\",\"sync\"]");
        assertBad("POST", "queues/%2F/q/actions", "{}", "\"[{key_missing,action}]\"");
        broker.tags = List.of("management");
        broker.visibleVhosts = Set.of("/");
        assertAnswer(
                "POST",
                "queues/%2F/q/actions",
                "{}",
                401,
                "{\"error\":\"not_authorised\",\"reason\":\"Not administrator user\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, exchanges/%2F",
        "GET, exchanges/%2F/x",
        "PUT, exchanges/%2F/x",
        "DELETE, exchanges/%2F/x",
        "POST, exchanges/%2F/x/publish",
        "GET, exchanges/%2F/x/bindings/source",
        "GET, exchanges/%2F/x/bindings/destination",
        "PUT, queues/%2F/q",
        "DELETE, queues/%2F/q",
        "DELETE, queues/%2F/q/contents",
        "POST, queues/%2F/q/get",
        "GET, queues/%2F/q/bindings",
        "GET, bindings/%2F",
        "GET, bindings/%2F/e/x/q/q",
        "POST, bindings/%2F/e/x/q/q",
        "GET, bindings/%2F/e/x/q/q/~",
        "DELETE, bindings/%2F/e/x/e/x/~"
    })
    void hidesAVirtualHostThatTheUserMayNotEnter(String method, String path) throws Exception {
        broker.tags = List.of("management");
        broker.visibleVhosts = Set.of();
        assertAnswer(method, path, "{}", 404, "{\"error\":\"not_found\",\"reason\":\"Not Found\"}");
        assertAnswer("GET", "exchanges", "", 200, "[]");
        assertAnswer("GET", "bindings", "", 200, "[]");
    }

    @Test
    void knowsWhichMethodsAreNone() throws Exception {
        for (String path : List.of("exchanges/%2F/x/publish", "queues/%2F/q/get", "queues/%2F/q/contents")) {
            assertThat(send("GET", path, "").statusCode()).isEqualTo(405);
        }
    }
}
