package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the management API says of the broker as a whole: overview, node, health checks, features, users together. */
class ManagementChecksTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String NOT_FOUND = "404 {\"error\":\"Object Not Found\",\"reason\":\"Not Found\"}";
    private static final String NO_ADMINISTRATOR =
            "401 {\"error\":\"not_authorised\",\"reason\":\"Not administrator user\"}";
    private static final String CHECKS = "health/checks/";

    @RegisterExtension
    final Admin admin = new Admin();

    private String get(String path) {
        Admin.Answer answer = admin.ask("GET", path, "");
        return answer.status() + " " + answer.body();
    }

    private JsonNode found(String path) {
        Admin.Answer answer = admin.ask("GET", path, "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private String node() {
        return found("overview").get("node").asString();
    }

    private String user(String tag) {
        String user = admin.user();
        admin.set("users/" + user, "{\"tags\":\"" + tag + "\",\"password\":\"" + user + "\"}");
        return user;
    }

    private String as(String user, String method, String path, String body) {
        Admin.Answer answer = admin.ask(user, user, method, path, body);
        return answer.status() + (answer.body().isEmpty() ? "" : " " + answer.body());
    }

    @Test
    @Spec(section = "3.5", row = "overview")
    void tellsWhatThereIsAltogether() {
        JsonNode overview = found("overview");
        assertThat(overview.propertyNames())
                .contains(
                        "management_version",
                        "rates_mode",
                        "sample_retention_policies",
                        "exchange_types",
                        "product_version",
                        "product_name",
                        "rabbitmq_version",
                        "cluster_name",
                        "erlang_version",
                        "erlang_full_version",
                        "release_series_support_status",
                        "disable_stats",
                        "enable_queue_totals",
                        "churn_rates",
                        "queue_totals",
                        "object_totals",
                        "statistics_db_event_queue",
                        "node",
                        "listeners",
                        "contexts");
        assertThat(overview.get("churn_rates").propertyNames())
                .contains(
                        "connection_created",
                        "connection_closed",
                        "channel_created",
                        "channel_closed",
                        "queue_declared",
                        "queue_created",
                        "queue_deleted");
        assertThat(overview.get("exchange_types").get(0).propertyNames())
                .containsExactlyInAnyOrder("name", "description", "enabled");
        assertThat(overview.get("contexts").get(0).get("description").asString())
                .isEqualTo("RabbitMQ Management");
        assertThat(overview.get("contexts").get(0).get("port").isString()).isTrue();
        assertThat(overview.get("listeners").get(0).get("protocol").asString()).isEqualTo("amqp");
    }

    @Test
    @Spec(section = "3.5", row = "overview: listeners and contexts for M only")
    void hidesWhereItListensFromThoseWhoDoNotMonitor() {
        String body = as(user("management"), "GET", "overview", "");
        assertThat(body).startsWith("200 ").doesNotContain("\"listeners\"", "\"contexts\"");
    }

    @Test
    @Spec(section = "3.5", row = "node")
    void tellsOfTheNode() {
        JsonNode node = found("nodes").get(0);
        assertThat(node.propertyNames())
                .contains(
                        "name",
                        "type",
                        "running",
                        "os_pid",
                        "uptime",
                        "run_queue",
                        "processors",
                        "mem_used",
                        "mem_limit",
                        "mem_alarm",
                        "mem_calculation_strategy",
                        "disk_free",
                        "disk_free_limit",
                        "disk_free_alarm",
                        "fd_used",
                        "fd_total",
                        "sockets_used",
                        "sockets_total",
                        "proc_used",
                        "proc_total",
                        "rates_mode",
                        "net_ticktime",
                        "enabled_plugins",
                        "applications",
                        "auth_mechanisms",
                        "exchange_types",
                        "contexts",
                        "db_dir",
                        "config_files",
                        "log_files",
                        "partitions",
                        "cluster_links",
                        "gc_num",
                        "connection_created",
                        "queue_declared");
        assertThat(node.get("os_pid").isString()).isTrue();
        assertThat(node.get("type").asString()).isEqualTo("disc");
        assertThat(node.get("enabled_plugins").toString()).contains("rabbitmq_management");
        assertThat(node.get("auth_mechanisms").toString()).contains("PLAIN");
        assertThat(found("nodes/" + node.get("name").asString()).get("uptime").asLong())
                .isPositive();
    }

    @Test
    @Spec(section = "3.4", row = "/nodes/:n/memory")
    void tellsWhatTakesItsMemory() {
        JsonNode memory = found("nodes/" + node() + "/memory").get("memory");
        assertThat(memory.propertyNames())
                .contains("queue_procs", "binary", "code", "other_proc", "allocated_unused", "strategy", "total");
        assertThat(memory.get("total").get("rss").asLong()).isPositive();
        assertThat(found("nodes/" + node() + "/memory/relative")
                        .get("memory")
                        .get("total")
                        .asInt())
                .isEqualTo(100);
        assertThat(found("nodes/" + node() + "?memory=true&columns=name,memory").propertyNames())
                .containsExactlyInAnyOrder("name", "memory");
        assertThat(get("nodes/none/memory")).isEqualTo(NOT_FOUND);
    }

    @Test
    @OnPurpose(rabbit = "answers 500")
    @Spec(section = "3.1", row = "unknown resource")
    void knowsNoOtherNode() {
        assertThat(get("nodes/none")).isEqualTo(NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nodes", "nodes/x", "nodes/x/memory"})
    @Spec(section = "3.1", row = "user lacks tag")
    void hidesTheNodeFromThoseWhoDoNotMonitor(String path) {
        assertThat(as(user("management"), "GET", path, ""))
                .isEqualTo("401 {\"error\":\"not_authorised\",\"reason\":\"Not monitor user\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aliveness-test/%2F",
                "healthchecks/node",
                CHECKS + "alarms",
                CHECKS + "local-alarms",
                CHECKS + "virtual-hosts"
            })
    @Spec(section = "3.4", row = "health checks")
    void isFine(String path) {
        assertThat(get(path)).isEqualTo("200 {\"status\":\"ok\"}");
    }

    @Test
    @Spec(section = "3.4", row = "health checks")
    void isTheOnlyNode() {
        assertThat(get("healthchecks/node/" + node())).isEqualTo("200 {\"status\":\"ok\"}");
        for (String check : new String[] {"node-is-quorum-critical", "node-is-mirror-sync-critical"}) {
            assertThat(get(CHECKS + check)).isEqualTo("200 {\"status\":\"ok\",\"reason\":\"single node cluster\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"healthchecks/node/none", "aliveness-test/none", CHECKS + "none"})
    @Spec(section = "3.1", row = "unknown resource")
    void knowsWhatThereIsNot(String path) {
        assertThat(get(path)).isEqualTo(NOT_FOUND);
    }

    @Test
    @Spec(section = "3.4", row = "/health/checks/port-listener/:port")
    void checksAPort() {
        int port = BrokerUnderTest.address().getPort();
        assertThat(get(CHECKS + "port-listener/" + port)).isEqualTo("200 {\"status\":\"ok\",\"port\":" + port + "}");
        assertThat(get(CHECKS + "port-listener/" + BrokerUnderTest.management().getPort()))
                .startsWith("200 ");
        assertThat(get(CHECKS + "port-listener/1"))
                .startsWith("503 {\"status\":\"failed\",\"reason\":\"No active listener\",\"missing\":1,\"ports\":[")
                .contains(String.valueOf(port));
        assertThat(get(CHECKS + "port-listener/x"))
                .isEqualTo("400 {\"error\":\"bad_request\",\"reason\":\"Invalid port\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"amqp", "amqp091", "amqp0.9.1", "amqp0-9-1", "amqp10", "http"})
    @Spec(section = "3.4", row = "/health/checks/protocol-listener/:protocols")
    void checksAProtocol(String protocol) {
        assertThat(get(CHECKS + "protocol-listener/" + protocol)).startsWith("200 {\"status\":\"ok\",\"protocol");
    }

    @Test
    @Spec(section = "3.4", row = "/health/checks/protocol-listener/:protocols")
    void missesAProtocol() {
        assertThat(get(CHECKS + "protocol-listener/mqtt"))
                .startsWith("503 {\"status\":\"failed\",\"reason\":\"No active listener\",\"missing\":")
                .contains("mqtt", "\"protocols\":[", "\"amqp\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"amqp,HTTP|200", "mqtt,amqp,stomp|503"})
    @SinceRabbit(value = "4.1", before = "takes the whole text for one protocol")
    @Spec(section = "3.4", row = "/health/checks/protocol-listener/:protocols: comma list")
    void checksSeveralProtocols(String protocols, int status) {
        String answer = get(CHECKS + "protocol-listener/" + protocols);
        assertThat(answer).startsWith(status + " ");
        if (status == 503) {
            assertThat(answer).contains("\"missing\":[\"mqtt\",\"stomp\"]");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "is-in-service",
                "ready-to-serve-clients",
                "below-node-connection-limit",
                "reached-target-cluster-size"
            })
    @SinceRabbit(value = "4.1", before = "has no such check")
    @Spec(section = "3.4", row = "/health/checks/is-in-service and so on: open")
    void tellsAnybodyWhetherItServes(String check) {
        assertThat(admin.sendUnsigned("GET", CHECKS + check).statusCode()).isEqualTo(200);
    }

    @Test
    @SinceRabbit(value = "4.1", before = "has no such checks")
    @Spec(section = "3.4", row = "/health/checks/quorum-queues-without-elected-leaders, metadata-store/initialized")
    void hasLeadersAndMetadata() {
        for (String check : new String[] {
            "quorum-queues-without-elected-leaders/all-vhosts",
            "quorum-queues-without-elected-leaders/vhost/%2F/pattern/x",
            "metadata-store/initialized",
            "metadata-store/initialized/with-data"
        }) {
            assertThat(get(CHECKS + check)).startsWith("200 ");
        }
    }

    @Test
    @SinceRabbit(value = "4.2", before = "has neither")
    @Spec(section = "3.4", row = "/version, /auth/hash_password/:p")
    void tellsItsVersionAndHashesPasswords() {
        assertThat(admin.sendUnsigned("GET", "version").body())
                .isEqualTo(found("overview").get("rabbitmq_version").toString());
        JsonNode hash = found("auth/hash_password/secret");
        String user = admin.user();
        admin.set("users/" + user, "{\"tags\":\"management\",\"password_hash\":" + hash.get("ok") + "}");
        assertThat(admin.ask(user, "secret", "GET", "whoami", "").status()).isEqualTo(200);
        assertThat(as(user("management"), "GET", "auth/hash_password/x", "")).isEqualTo(NO_ADMINISTRATOR);
    }

    @Test
    @Spec(section = "3.4", row = "/auth, /extensions")
    void answersWhatOldPagesAsk() {
        assertThat(admin.sendUnsigned("GET", "auth").statusCode()).isEqualTo(200);
        assertThat(get("extensions")).isEqualTo("200 [{\"javascript\":\"dispatcher.js\"}]");
    }

    @Test
    @Spec(section = "3.4", row = "/users/without-permissions")
    void listsUsersThatMayDoNothing() {
        String idle = admin.user();
        String busy = admin.user();
        admin.permit(busy, admin.virtualHost(), ".*", ".*", ".*");
        assertThat(get("users/without-permissions")).contains(idle).doesNotContain(busy);
        assertThat(as(user("management"), "GET", "users/without-permissions", ""))
                .isEqualTo(NO_ADMINISTRATOR);
    }

    @Test
    @Spec(section = "3.4", row = "/users/bulk-delete")
    void deletesSeveralUsers() {
        String one = admin.user();
        String two = admin.user();
        assertThat(as("guest", "POST", "users/bulk-delete", "{\"users\":[\"" + one + "\",\"" + two + "\"]}"))
                .isEqualTo("204");
        assertThat(get("users/" + one)).isEqualTo(NOT_FOUND);
        assertThat(as("guest", "POST", "users/bulk-delete", "{\"users\":[\"" + two + "\"]}"))
                .isEqualTo("400 {\"error\":\"bad_request\",\"reason\":[\"no_such_user\",\"" + two + "\"]}");
        assertThat(as("guest", "POST", "users/bulk-delete", "{}"))
                .isEqualTo("400 {\"error\":\"bad_request\",\"reason\":\"[{key_missing,users}]\"}");
        assertThat(as("guest", "POST", "users/bulk-delete", "{\"users\":[]}")).isEqualTo("204");
        assertThat(as(user("management"), "POST", "users/bulk-delete", "{\"users\":[]}"))
                .isEqualTo(NO_ADMINISTRATOR);
    }

    @Test
    @OnPurpose(rabbit = "deletes those before the one that is not there")
    @Spec(section = "3.4", row = "/users/bulk-delete")
    void deletesNoneOfSeveralUsersIfOneIsNotThere() {
        String one = admin.user();
        assertThat(as("guest", "POST", "users/bulk-delete", "{\"users\":[\"" + one + "\",\"no such user\"]}"))
                .startsWith("400 ");
        assertThat(get("users/" + one)).startsWith("200 ");
    }

    @Test
    @Spec(section = "3.4", row = "/feature-flags/:n/enable")
    void enablesTheFeaturesThatThereAre() {
        assertThat(as("guest", "PUT", "feature-flags/quorum_queue/enable", "")).isEqualTo("204");
        assertThat(as("guest", "PUT", "feature-flags/none/enable", ""))
                .isEqualTo("400 {\"error\":\"bad_request\",\"reason\":\"unsupported\"}");
        assertThat(as(user("management"), "PUT", "feature-flags/quorum_queue/enable", ""))
                .isEqualTo(NO_ADMINISTRATOR);
    }

    @Test
    @Spec(section = "3.4", row = "/rebalance/queues, /reset/:node")
    void takesWhatClustersAreAsked() {
        assertThat(as("guest", "POST", "rebalance/queues", "")).isEqualTo("204");
        assertThat(as("guest", "DELETE", "reset/none", "")).isEqualTo(NOT_FOUND);
        for (String[] asked : new String[][] {{"POST", "rebalance/queues"}, {"DELETE", "reset"}}) {
            assertThat(as(user("monitoring"), asked[0], asked[1], "")).isEqualTo(NO_ADMINISTRATOR);
        }
    }
}
