package io.leveret.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.http.HttpOptions;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionResourcesTest {

    private static final String NOT_FOUND = "404 {\"error\":\"Object Not Found\",\"reason\":\"Not Found\"}";
    private static final String NOT_YOURS =
            "401 {\"error\":\"not_authorised\",\"reason\":\"User not authorised to access object\"}";

    private final FakeBroker broker = new FakeBroker();
    private final Api api = new Api(broker, HttpOptions.DEFAULT);

    @BeforeEach
    void connect() {
        broker.connections.add("mine", "guest", "/");
        broker.connections.add("a -> b", "somebody", "/");
    }

    @AfterEach
    void tearDown() {
        api.close();
    }

    @Test
    void showsConnectionsInRabbitMqsNames() {
        assertThat(api.get(
                        "/api/connections?columns=name,user,vhost,state,protocol,recv_oct,send_cnt,client_properties&"
                                + "name=mine&page=1"))
                .isEqualTo("200 {\"filtered_count\":1,\"item_count\":1,\"items\":[{\"name\":\"mine\",\"vhost\":\"/\","
                        + "\"user\":\"guest\",\"protocol\":\"AMQP 0-9-1\",\"state\":\"running\","
                        + "\"client_properties\":{\"product\":\"test\"},\"recv_oct\":10,\"send_cnt\":2}],\"page\":1,"
                        + "\"page_count\":1,\"page_size\":100,\"total_count\":2}");
        assertThat(api.get("/api/connections/a%20-%3E%20b?columns=name")).isEqualTo("200 {\"name\":\"a -> b\"}");
        assertThat(api.get("/api/connections/mine"))
                .contains("\"ssl_cipher\":null")
                .doesNotContain("user_provided");
    }

    @ParameterizedTest
    @ValueSource(strings = {"administrator", "monitoring"})
    void showsAllToThoseWhoMonitor(String tag) {
        broker.tags = List.of(tag);
        for (String path : List.of(
                "/api/connections", "/api/vhosts/%2F/connections", "/api/channels", "/api/vhosts/%2F/channels")) {
            assertThat(api.get(path + "?columns=user"))
                    .as(path)
                    .isEqualTo("200 [{\"user\":\"guest\"},{\"user\":\"somebody\"}]");
        }
        assertThat(api.get("/api/consumers?columns=channel_details.user")).contains("guest", "somebody");
    }

    @ParameterizedTest
    @ValueSource(strings = {"management", "policymaker"})
    void showsOthersOnlyWhatIsTheirs(String tag) {
        broker.tags = List.of(tag);
        for (String path : List.of("/api/connections", "/api/channels", "/api/vhosts/%2F/connections")) {
            assertThat(api.get(path + "?columns=user")).as(path).isEqualTo("200 [{\"user\":\"guest\"}]");
        }
        assertThat(api.get("/api/consumers/%2F?columns=channel_details.user"))
                .isEqualTo("200 [{\"channel_details\":{\"user\":\"guest\"}}]");
        for (String path : List.of(
                "/api/connections/a%20-%3E%20b",
                "/api/connections/a%20-%3E%20b/channels",
                "/api/channels/a%20-%3E%20b%20(1)",
                "/api/connections/username/somebody")) {
            assertThat(api.get(path)).as(path).isEqualTo(NOT_YOURS);
        }
        assertThat(api.get("/api/connections/mine/channels")).startsWith("200 [{\"name\":\"mine (1)\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/connections/none",
                "/api/connections/none/channels",
                "/api/channels/none",
                "/api/vhosts/none/connections",
                "/api/vhosts/none/channels",
                "/api/consumers/none"
            })
    void knowsWhatThereIsNot(String path) {
        assertThat(api.get(path)).isEqualTo(NOT_FOUND);
    }

    @Test
    void showsTheConsumersOfOneChannel() {
        assertThat(api.get("/api/channels/mine%20(1)?columns=name,consumer_details.consumer_tag"))
                .isEqualTo("200 {\"name\":\"mine (1)\",\"consumer_details\":[{\"consumer_tag\":\"tag\"}]}");
        assertThat(api.get("/api/channels")).doesNotContain("consumer_details");
    }

    @Test
    void showsLessWhereNobodyWantsFigures() {
        assertThat(api.get("/api/connections?disable_stats=true&page=1&page_size=1"))
                .contains("\"items\":[{\"name\":\"mine\",\"vhost\":\"/\",\"user\":\"guest\","
                        + "\"node\":\"leveret@test\"}]");
    }

    @Test
    void closesAConnectionForTheReasonThatIsGiven() {
        HttpResponse<String> closed =
                api.send(api.request("/api/connections/a%20-%3E%20b").DELETE().header("X-Reason", "tea break"));
        assertThat(closed.statusCode()).isEqualTo(204);
        assertThat(api.send("DELETE", "/api/connections/mine").statusCode()).isEqualTo(204);
        assertThat(broker.connections.closed)
                .containsExactly("a -> b: tea break", "mine: Closed via management plugin");
        assertThat(api.send("DELETE", "/api/connections/none").statusCode()).isEqualTo(404);
    }

    @Test
    void closesAllConnectionsOfAUser() {
        broker.connections.add("another", "somebody", "/");
        assertThat(api.get("/api/connections/username/somebody"))
                .isEqualTo("200 [{\"name\":\"a -> b\",\"vhost\":\"/\",\"user\":\"somebody\",\"node\":\"leveret@test\"},"
                        + "{\"name\":\"another\",\"vhost\":\"/\",\"user\":\"somebody\",\"node\":\"leveret@test\"}]");
        assertThat(api.send("DELETE", "/api/connections/username/somebody").statusCode())
                .isEqualTo(204);
        assertThat(broker.connections.closed).hasSize(2).allMatch(closed -> !closed.startsWith("mine"));
        assertThat(api.get("/api/connections/username/nobody")).isEqualTo("200 []");
    }

    @ParameterizedTest
    @CsvSource({"monitoring", "management"})
    void letsOnlyAdministratorsCloseConnectionsOfOthers(String tag) {
        broker.tags = List.of(tag);
        for (String path : List.of("/api/connections/a%20-%3E%20b", "/api/connections/username/somebody")) {
            HttpResponse<String> refused = api.send("DELETE", path);
            assertThat(refused.statusCode() + " " + refused.body()).isEqualTo(NOT_YOURS);
        }
        assertThat(api.send("DELETE", "/api/connections/mine").statusCode()).isEqualTo(204);
        assertThat(broker.connections.closed).containsExactly("mine: Closed via management plugin");
    }

    @Test
    void hidesAVirtualHostThatTheUserMayNotEnter() {
        broker.tags = List.of("management");
        broker.access.setVirtualHost("hidden", "", List.of(), null, "guest");
        assertThat(api.get("/api/vhosts/hidden/connections"))
                .isEqualTo("404 {\"error\":\"not_found\",\"reason\":\"Not Found\"}");
    }
}
