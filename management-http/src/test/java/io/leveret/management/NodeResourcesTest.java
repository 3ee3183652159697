package io.leveret.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.http.HttpOptions;
import io.leveret.management.view.AlarmBody;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The broker as a whole: overview, node, health, features, users together. */
class NodeResourcesTest {

    private static final String CHECKS = "/api/health/checks/";

    private final FakeBroker broker = new FakeBroker();
    private final Api api = new Api(broker, HttpOptions.DEFAULT);

    @AfterEach
    void tearDown() {
        api.close();
    }

    @Test
    void overviewTellsWhatComesAndGoes() {
        assertThat(
                        api.get(
                                "/api/overview?columns=churn_rates.queue_declared,exchange_types.name,statistics_db_event_queue"))
                .isEqualTo("200 {\"churn_rates\":{\"queue_declared\":5},\"exchange_types\":[{\"name\":\"direct\"},"
                        + "{\"name\":\"fanout\"},{\"name\":\"headers\"},{\"name\":\"topic\"}],"
                        + "\"statistics_db_event_queue\":0}");
    }

    @Test
    void overviewTellsThoseWhoMonitorWhereTheApiIsServed() {
        String port = String.valueOf(api.address().getPort());
        assertThat(api.get("/api/overview?columns=listeners.port,contexts.port"))
                .isEqualTo("200 {\"listeners\":[{\"port\":5672},{\"port\":" + port + "}],\"contexts\":[{\"port\":\""
                        + port + "\"}]}");
        broker.tags = List.of("management");
        assertThat(api.get("/api/overview")).startsWith("200 ").doesNotContain("listeners", "contexts");
    }

    @Test
    void showsTheNodeToThoseWhoMonitor() {
        broker.tags = List.of("monitoring");
        assertThat(api.get("/api/nodes?columns=name,os_pid,mem_limit,channel_closed"))
                .isEqualTo(
                        "200 [{\"name\":\"leveret@test\",\"os_pid\":\"42\",\"mem_limit\":100,\"channel_closed\":4}]");
        assertThat(api.get("/api/nodes/leveret@test?columns=running")).isEqualTo("200 {\"running\":true}");
        assertThat(api.get("/api/nodes/leveret@test")).doesNotContain("\"memory\"");
        assertThat(api.get("/api/nodes/leveret@test?memory=true&columns=memory.total.rss"))
                .isEqualTo("200 {\"memory\":{\"total\":{\"rss\":100}}}");
        assertThat(api.get("/api/nodes/leveret@test/memory?columns=memory.binary"))
                .isEqualTo("200 {\"memory\":{\"binary\":20}}");
        assertThat(api.get("/api/nodes/leveret@test/memory/relative?columns=memory.code"))
                .isEqualTo("200 {\"memory\":{\"code\":30}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/leveret@test", "/leveret@test/memory"})
    void hidesTheNodeFromOthers(String below) {
        broker.tags = List.of("policymaker");
        assertThat(api.get("/api/nodes" + below))
                .isEqualTo("401 {\"error\":\"not_authorised\",\"reason\":\"Not monitor user\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nodes/none", "nodes/none/memory", "healthchecks/node/none", "aliveness-test/none"})
    void knowsWhatThereIsNot(String path) {
        assertThat(api.get("/api/" + path)).isEqualTo("404 {\"error\":\"Object Not Found\",\"reason\":\"Not Found\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aliveness-test/%2F",
                "healthchecks/node",
                "healthchecks/node/leveret@test",
                "health/checks/alarms",
                "health/checks/local-alarms",
                "health/checks/virtual-hosts",
                "health/checks/metadata-store/initialized",
                "health/checks/metadata-store/initialized/with-data",
                "health/checks/quorum-queues-without-elected-leaders/all-vhosts",
                "health/checks/quorum-queues-without-elected-leaders/vhost/%2F/pattern/x"
            })
    void isFine(String path) {
        broker.tags = List.of("management");
        assertThat(api.get("/api/" + path)).isEqualTo("200 {\"status\":\"ok\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "is-in-service",
                "ready-to-serve-clients",
                "below-node-connection-limit",
                "reached-target-cluster-size"
            })
    void tellsAnybodyWhetherItServes(String check) {
        HttpResponse<String> response = api.send(api.unsigned(CHECKS + check));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"status\":\"ok\"}");
    }

    @Test
    void tellsAnybodyWhichVersionItFollows() {
        assertThat(api.send(api.unsigned("/api/version")).body()).isEqualTo("\"4.2.0\"");
        assertThat(api.send(api.unsigned("/api/auth")).body()).isEqualTo("{\"oauth_enabled\":false}");
    }

    @Test
    void theLocalAlarmCheckFailsAsRabbitMqsDoes() {
        broker.alarms.add(new AlarmBody("leveret@test", "memory"));
        assertThat(api.get(CHECKS + "local-alarms"))
                .isEqualTo("503 {\"status\":\"failed\",\"reason\":\"There are alarms in effect on the node\","
                        + "\"alarms\":[{\"node\":\"leveret@test\",\"resource\":\"memory\"}]}");
    }

    @Test
    void checksThatAPortIsListenedOn() {
        int port = api.address().getPort();
        assertThat(api.get(CHECKS + "port-listener/5672")).isEqualTo("200 {\"status\":\"ok\",\"port\":5672}");
        assertThat(api.get(CHECKS + "port-listener/" + port)).startsWith("200 ");
        assertThat(api.get(CHECKS + "port-listener/1"))
                .isEqualTo("503 {\"status\":\"failed\",\"reason\":\"No active listener\",\"missing\":1,\"ports\":[5672,"
                        + port + "]}");
        assertThat(api.get(CHECKS + "port-listener/x"))
                .isEqualTo("400 {\"error\":\"bad_request\",\"reason\":\"Invalid port\"}");
    }

    @ParameterizedTest
    @CsvSource({"amqp", "AMQP", "amqp091", "amqp0-9-1", "amqp0.9.1", "amqp10", "http", "'amqp,HTTP'"})
    void checksThatProtocolsAreListenedFor(String protocols) {
        assertThat(api.get(CHECKS + "protocol-listener/" + protocols))
                .isEqualTo("200 {\"status\":\"ok\",\"protocols\":[\"amqp\",\"http\"]}");
    }

    @Test
    void namesTheProtocolsThatAreNotListenedFor() {
        assertThat(api.get(CHECKS + "protocol-listener/mqtt,amqp,amqps"))
                .isEqualTo("503 {\"status\":\"failed\",\"reason\":\"No active listener\",\"missing\":[\"mqtt\","
                        + "\"amqp/ssl\"],\"protocols\":[\"amqp\",\"http\"]}");
    }

    @Test
    void enablesTheFeaturesThatThereAre() {
        assertThat(api.send("PUT", "/api/feature-flags/quorum_queue/enable").statusCode())
                .isEqualTo(204);
        HttpResponse<String> unknown = api.send("PUT", "/api/feature-flags/none/enable");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).isEqualTo("{\"error\":\"bad_request\",\"reason\":\"unsupported\"}");
    }

    @Test
    void doesWhatOneNodeHasNothingToDoFor() {
        assertThat(api.send("POST", "/api/rebalance/queues").statusCode()).isEqualTo(204);
        assertThat(api.send("DELETE", "/api/reset").statusCode()).isEqualTo(204);
        assertThat(api.send("DELETE", "/api/reset/leveret@test").statusCode()).isEqualTo(204);
        assertThat(api.send("DELETE", "/api/reset/none").statusCode()).isEqualTo(404);
    }

    @Test
    void listsUsersThatMayDoNothing() {
        broker.access.others.add("idle");
        assertThat(api.get("/api/users/without-permissions?columns=name"))
                .contains("{\"name\":\"idle\"}")
                .doesNotContain("known");
    }

    @Test
    void deletesSeveralUsers() {
        broker.access.others.addAll(List.of("one", "two"));
        HttpResponse<String> refused = api.send("POST", "/api/users/bulk-delete", "{\"users\":[\"one\",\"none\"]}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).isEqualTo("{\"error\":\"bad_request\",\"reason\":[\"no_such_user\",\"none\"]}");
        assertThat(api.get("/api/users/one")).startsWith("200 ");
        assertThat(api.send("POST", "/api/users/bulk-delete", "{\"users\":[\"one\",\"two\"]}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(api.get("/api/users/one")).startsWith("404 ");
        assertThat(api.send("POST", "/api/users/bulk-delete", "{}").body()).contains("[{key_missing,users}]");
    }

    @Test
    void hashesAPassword() {
        assertThat(api.get("/api/auth/hash_password/a%2Fb")).isEqualTo("200 {\"ok\":\"hash of a/b\"}");
    }

    private HttpResponse<String> login(String form) {
        return api.send(api.unsigned("/api/login")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    @Test
    void logsInByAForm() {
        HttpResponse<String> response = login("username=guest&password=pass%3Aword");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo("{\"token\":{\"type\":\"basic\",\"value\":\"Z3Vlc3Q6cGFzczp3b3Jk\"},"
                        + "\"user\":{\"name\":\"guest\",\"tags\":[\"administrator\"],\"is_internal_user\":true}}");
        assertThat(response.headers().firstValue("set-cookie")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"username=guest&password=wrong", "username=guest", ""})
    void refusesAFormThatIsWrong(String form) {
        HttpResponse<String> response = login(form);
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body()).isEqualTo("{\"error\":\"not_authorized\",\"reason\":\"Login failed\"}");
    }
}
