package io.leveret.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.management.view.AlarmBody;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ManagementServerTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();
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

    @Test
    void overviewTellsVersionsTotalsAndListeners() throws Exception {
        HttpResponse<String> response = get("/api/overview");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        assertThat(response.headers().firstValue("cache-control")).contains("no-cache");
        JsonNode body = json.readTree(response.body());
        assertThat(body.get("rabbitmq_version").asString()).isEqualTo("4.2.0");
        assertThat(body.get("cluster_name").asString()).isEqualTo("test");
        assertThat(body.get("queue_totals").get("messages_unacknowledged").asLong())
                .isEqualTo(2);
        assertThat(body.get("object_totals").get("exchanges").asInt()).isEqualTo(7);
        assertThat(body.get("listeners").get(0).get("ip_address").asString()).isEqualTo("127.0.0.1");
    }

    @Test
    void listsTheQueuesOfAllVirtualHosts() throws Exception {
        broker.addQueue("/", "a", 3, 2);
        broker.addQueue("other", "b", 0, 0);

        JsonNode body = json.readTree(get("/api/queues").body());

        assertThat(body.size()).isEqualTo(2);
        JsonNode queue = body.get(0);
        assertThat(queue.get("name").asString()).isEqualTo("a");
        assertThat(queue.get("vhost").asString()).isEqualTo("/");
        assertThat(queue.get("auto_delete").asBoolean()).isFalse();
        assertThat(queue.get("arguments").get("x-expires").asInt()).isEqualTo(1000);
        assertThat(queue.get("messages").asLong()).isEqualTo(5);
        assertThat(queue.get("messages_ready").asLong()).isEqualTo(3);
        assertThat(queue.get("messages_unacknowledged").asLong()).isEqualTo(2);
    }

    @Test
    void listsTheQueuesOfOneVirtualHost() throws Exception {
        broker.addQueue("/", "a", 0, 0);
        broker.addQueue("other", "b", 0, 0);

        assertThat(json.readTree(get("/api/queues/other").body()).findValuesAsString("name"))
                .containsExactly("b");
        assertThat(json.readTree(get("/api/queues/%2F").body()).findValuesAsString("name"))
                .containsExactly("a");
    }

    @Test
    void answersAnEmptyListForTheDefaultVirtualHostAnd404ForAnUnknownOne() throws Exception {
        assertThat(get("/api/queues/%2F").body()).isEqualTo("[]");
        assertIsNotFound(get("/api/queues/unknown"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "a b", "a+b", "a/b", "a%b", "käse", "a?b#c", "x.y"})
    void findsAQueueByItsPercentEncodedName(String name) throws Exception {
        broker.addQueue("/", name, 0, 0);
        StringBuilder encoded = new StringBuilder();
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            encoded.append(
                    octet == '+' || octet == '.' ? String.valueOf((char) octet) : String.format("%%%02X", octet));
        }

        HttpResponse<String> response = get("/api/queues/%2F/" + encoded);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json.readTree(response.body()).get("name").asString()).isEqualTo(name);
    }

    @Test
    void answers404ForAnUnknownQueueOrPath() throws Exception {
        assertIsNotFound(get("/api/queues/%2F/unknown"));
        assertIsNotFound(get("/api/unknown"));
        assertIsNotFound(get("/unknown"));
    }

    @Test
    void answers405ForAMethodThatAResourceDoesNotHave() throws Exception {
        HttpResponse<String> response = send(request("/api/overview").DELETE());
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.body()).contains("\"error\":\"method_not_allowed\"");
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
        HttpResponse<String> response =
                send(request("/api/overview").method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void theAlarmCheckIsFine() throws Exception {
        assertThat(get("/api/health/checks/alarms").body()).isEqualTo("{\"status\":\"ok\"}");
    }

    @Test
    void theAlarmCheckFailsAsRabbitMqsDoes() throws Exception {
        broker.alarms.add(new AlarmBody("leveret@test", "disk space"));
        HttpResponse<String> response = get("/api/health/checks/alarms");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body())
                .isEqualTo("{\"status\":\"failed\",\"reason\":\"There are alarms in effect in the cluster\","
                        + "\"alarms\":[{\"node\":\"leveret@test\",\"resource\":\"disk space\"}]}");
    }

    @Test
    void challengesARequestWithoutCredentials() throws Exception {
        HttpResponse<String> response = send(HttpRequest.newBuilder(uri("/api/overview")));
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("www-authenticate")).contains("Basic realm=\"RabbitMQ Management\"");
        assertThat(response.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic Z3Vlc3Q6d3Jvbmc=", "Basic !!!", "Basic", "Basic Z3Vlc3Q=", "Bearer x"})
    void refusesWrongCredentialsWithoutAChallenge(String authorization) throws Exception {
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(uri("/api/overview")).header("Authorization", authorization));
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("www-authenticate")).isEmpty();
        assertThat(response.body()).isEqualTo("{\"error\":\"not_authorized\",\"reason\":\"Not_Authorized\"}");
    }

    @Test
    void answers500AndStaysUpWhenTheBrokerFails() throws Exception {
        broker.failing = true;
        HttpResponse<String> response = get("/api/overview");
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).contains("internal_server_error").doesNotContain("on purpose");

        broker.failing = false;
        assertThat(get("/api/overview").statusCode()).isEqualTo(200);
    }

    @Test
    void refusesABodyBeyondTheLimit() throws Exception {
        byte[] tooLarge = new byte[20_000_001];
        HttpResponse<String> response =
                send(request("/api/overview").method("GET", HttpRequest.BodyPublishers.ofByteArray(tooLarge)));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("Exceeded HTTP request body size limit");
    }

    @Test
    void speaksNoHttp2() throws Exception {
        HttpResponse<String> response = send(request("/api/overview").version(HttpClient.Version.HTTP_2));
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    }

    @Test
    void saysInOneLineThatThePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> ManagementServer.start(List.of("127.0.0.1"), port, broker))
                    .isInstanceOf(ManagementStartException.class)
                    .hasMessageContaining("127.0.0.1 port " + port)
                    .hasMessageNotContaining("\n");
        }
    }

    private static void assertIsNotFound(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).isEqualTo("{\"error\":\"Object Not Found\",\"reason\":\"Not Found\"}");
    }

    @Test
    void showsPoliciesInRabbitMqsNames() throws Exception {
        String policy = "{\"vhost\":\"/\",\"name\":\"keep\",\"pattern\":\"^a\",\"apply-to\":\"queues\","
                + "\"definition\":{\"x\":1},\"priority\":2}";

        for (String path : List.of("/api/policies", "/api/policies/%2F")) {
            assertThat(json.readTree(get(path).body())).isEqualTo(json.readTree("[" + policy + "]"));
        }
        assertThat(json.readTree(get("/api/policies/%2F/keep").body())).isEqualTo(json.readTree(policy));
        for (String path : List.of("/api/policies/other", "/api/policies/%2F/other", "/api/policies/other/keep")) {
            assertThat(get(path).statusCode()).isEqualTo(404);
            assertThat(get(path).body()).isEqualTo("{\"error\":\"Object Not Found\",\"reason\":\"Not Found\"}");
        }
    }

    @Test
    void setsPolicies() throws Exception {
        String body = "{\"pattern\":\"^a\",\"definition\":{\"x\":null},\"priority\":2}";

        assertThat(put("/api/policies/%2F/new", body).statusCode()).isEqualTo(201);
        assertThat(broker.policies.set.get("pattern")).isEqualTo("^a");
        assertThat(put("/api/policies/%2F/keep", body).statusCode()).isEqualTo(204);
        assertThat(put("/api/policies/other/new", body).body())
                .isEqualTo("{\"error\":\"not_found\",\"reason\":\"vhost_not_found\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "new | {\"definition\":{}} | [{key_missing,pattern}]",
                "new | {\"pattern\":\"a\"} | [{key_missing,definition}]",
                "new | nonsense | not_json",
                "new | [] | not_json",
                "bad | {\"pattern\":\"a\",\"definition\":{}} | &lt;&lt;\\\"x\\\"&gt;&gt; &amp; more"
            })
    void refusesWhatIsNoPolicyInRabbitMqsWords(String name, String body, String reason) throws Exception {
        HttpResponse<String> response = put("/api/policies/%2F/" + name, body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).isEqualTo("{\"error\":\"bad_request\",\"reason\":\"" + reason + "\"}");
    }

    @Test
    void deletesPolicies() throws Exception {
        assertThat(send(request("/api/policies/%2F/keep").DELETE()).statusCode())
                .isEqualTo(204);
        assertThat(send(request("/api/policies/%2F/other").DELETE()).statusCode())
                .isEqualTo(404);
    }

    private HttpResponse<String> put(String path, String body) throws IOException, InterruptedException {
        return send(request(path).PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    private HttpRequest.Builder request(String path) {
        String credentials = Base64.getEncoder().encodeToString("guest:pass:word".getBytes(StandardCharsets.US_ASCII));
        return HttpRequest.newBuilder(uri(path)).header("Authorization", "Basic " + credentials);
    }

    private URI uri(String path) {
        InetSocketAddress address = server.addresses().get(0);
        return URI.create("http://127.0.0.1:" + address.getPort() + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
