package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Pages, order and columns of the management API's lists, shown with queues. */
class ManagementListsTest {

    private static final JsonMapper JSON = new JsonMapper();

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @RegisterExtension
    final Admin admin = new Admin();

    private String vhost;

    @BeforeEach
    void declareQueues() throws IOException {
        vhost = admin.virtualHost();
        Channel channel = AmqpClient.channel(amqp.newConnection(factory -> factory.setVirtualHost(vhost)));
        for (String name : new String[] {"q10", "q2", "q1", "Alpha", "beta"}) {
            channel.queueDeclare(name, true, false, false, Map.of());
        }
        channel.queueDeclare("prio", true, false, false, Map.of("x-max-priority", 4));
    }

    private String ask(String query) {
        Admin.Answer answer = admin.ask("GET", "queues/" + vhost + "?" + query, "");
        return answer.status() + " " + answer.body();
    }

    private JsonNode found(String query) {
        Admin.Answer answer = admin.ask("GET", "queues/" + vhost + "?" + query, "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static String names(JsonNode items) {
        return items.valueStream().map(item -> item.get("name").asString()).collect(Collectors.joining(" "));
    }

    @Test
    @Spec(section = "3.3", row = "columns")
    void givesAllAsAnArrayByName() {
        assertThat(ask("columns=name"))
                .isEqualTo("200 [{\"name\":\"Alpha\"},{\"name\":\"beta\"},{\"name\":\"prio\"},{\"name\":\"q1\"},"
                        + "{\"name\":\"q10\"},{\"name\":\"q2\"}]");
    }

    @Test
    @Spec(section = "3.3", row = "page")
    void givesAPageAsAnObject() {
        assertThat(ask("columns=name&page=2&page_size=4"))
                .isEqualTo(
                        "200 {\"filtered_count\":6,\"item_count\":2,\"items\":[{\"name\":\"q10\"},{\"name\":\"q2\"}],"
                                + "\"page\":2,\"page_count\":2,\"page_size\":4,\"total_count\":6}");
    }

    @Test
    @Spec(section = "3.3", row = "pagination=false with a page")
    void givesAPageThoughPaginationIsSaidToBeOff() {
        assertThat(found("page=1&pagination=false&columns=name")
                        .get("item_count")
                        .asInt())
                .isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"page_size=2", "name=q1", "pagination=true&page_size=2"})
    @Spec(section = "3.3", row = "without page, plain array")
    void givesAllWithoutAPage(String query) {
        assertThat(found(query + "&columns=name").size()).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name=q1|q1 q10",
                "name=Q1|q1 q10",
                "name=alpha|Alpha",
                "name=%5Eq1$&use_regex=true|q1",
                "name=ALPHA&use_regex=true|Alpha",
                "name=a.p&use_regex=true|Alpha",
                "name=a.p|''",
                "name=q1&use_regex=maybe|q1 q10",
                "name=|Alpha beta prio q1 q10 q2"
            })
    @Spec(section = "3.3", row = "name, use_regex")
    void findsNames(String query, String expected) {
        JsonNode page = found("columns=name&page=1&" + query);
        assertThat(names(page.get("items"))).isEqualTo(expected);
        assertThat(page.get("total_count").asInt()).isEqualTo(6);
        assertThat(page.get("filtered_count").asInt())
                .isEqualTo(page.get("item_count").asInt());
    }

    @Test
    @Spec(section = "3.3", row = "page 1 of an empty list")
    void hasAFirstPageOfNothing() {
        assertThat(ask("page=1&name=nothing"))
                .isEqualTo("200 {\"filtered_count\":0,\"item_count\":0,\"items\":[],\"page\":1,\"page_count\":0,"
                        + "\"page_size\":100,\"total_count\":6}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "page=9|page_out_of_range|Page out of range, page: 9 page size: 100, len: 6",
                "page=2&name=nothing|page_out_of_range|Page out of range, page: 2 page size: 100, len: 0",
                "page=0&page_size=10|invalid_pagination_parameters|Invalid pagination parameters: page number 0, page size 10",
                "page=1&page_size=501|invalid_pagination_parameters|Invalid pagination parameters: page number 1, page size 501",
                "page=1&page_size=0|invalid_pagination_parameters|Invalid pagination parameters: page number 1, page size 0",
                "page=-1|invalid_pagination_parameters|Invalid pagination parameters: page number -1, page size undefined",
                "page=x|bad_request|Pagination parameters are invalid",
                "page=|bad_request|Pagination parameters are invalid",
                "page=1&page_size=x|bad_request|Pagination parameters are invalid",
                "page=1&name=(&use_regex=true|bad_request|Pagination parameters are invalid",
                "page=1&name=*&use_regex=true|bad_request|Pagination parameters are invalid"
            })
    @Spec(section = "3.3", row = "pages that there are not")
    void refusesAPage(String query, String error, String reason) {
        assertThat(ask(query)).isEqualTo("400 {\"error\":\"" + error + "\",\"reason\":\"" + reason + "\"}");
    }

    @Test
    @Spec(section = "3.3", row = "sort, sort_reverse")
    void sorts() {
        assertThat(names(found("sort=name&sort_reverse=true&columns=name"))).isEqualTo("q2 q10 q1 prio beta Alpha");
        assertThat(names(found("sort=name&sort_reverse=true&columns=name&page=2&page_size=4")
                        .get("items")))
                .isEqualTo("beta Alpha");
    }

    @Test
    @Spec(section = "3.3", row = "sort by a dotted path")
    void sortsByAFieldOfAFieldAndTakesWhatHasNoneFor0() {
        assertThat(names(found("sort=arguments.x-max-priority&columns=name"))).endsWith(" prio");
        assertThat(names(found("sort=arguments.x-max-priority&sort_reverse=true&columns=name")))
                .startsWith("prio ");
    }

    @Test
    @Spec(section = "3.3", row = "sort by what is not there")
    void keepsTheOrderWhereNothingHasTheField() {
        assertThat(names(found("sort=nothing&columns=name"))).isEqualTo("Alpha beta prio q1 q10 q2");
    }

    @Test
    @Spec(section = "3.3", row = "columns on single objects")
    void givesColumnsOfSingleObjects() {
        for (String path : new String[] {"whoami", "users/guest"}) {
            assertThat(admin.ask("GET", path + "?columns=name", "").body()).isEqualTo("{\"name\":\"guest\"}");
        }
        assertThat(admin.ask("GET", "vhosts/" + vhost + "?columns=name,tracing", "")
                        .body())
                .isEqualTo("{\"name\":\"" + vhost + "\",\"tracing\":false}");
    }

    @Test
    @Spec(section = "3.3", row = "columns, dotted, into arrays")
    void givesFieldsOfObjectsInArrays() {
        JsonNode overview = JSON.readTree(
                admin.ask("GET", "overview?columns=listeners.protocol", "").body());
        assertThat(overview.propertyNames()).containsExactly("listeners");
        assertThat(overview.get("listeners").get(0).propertyNames()).containsExactly("protocol");
    }

    @Test
    @OnPurpose(rabbit = "gives all of a table when a field of it is asked for")
    @Spec(section = "3.3", row = "columns, dotted")
    void givesOnlyTheFieldOfATable() {
        assertThat(found("columns=arguments.x-max-priority").toString())
                .contains("{\"arguments\":{\"x-max-priority\":4}}")
                .contains("{\"arguments\":{}}");
    }

    @Test
    @OnPurpose(rabbit = "gives an empty array, as its language cannot tell that from an empty object")
    @Spec(section = "3.3", row = "columns that are not there")
    void givesAnEmptyObjectWhereNoColumnIsThere() {
        assertThat(ask("columns=nothing&page=1&page_size=1")).contains("\"items\":[{}]");
    }

    @Test
    @Spec(section = "3.3", row = "lists without pages")
    void sortsListsThatHaveNoPages() {
        JsonNode users = JSON.readTree(admin.ask("GET", "users?columns=name&sort=name&sort_reverse=true&page=1", "")
                .body());
        assertThat(users.isArray()).isTrue();
        assertThat(names(users).split(" ")).isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    @Spec(section = "3.3", row = "disable_stats, enable_queue_totals")
    void givesNoFiguresToThoseWhoDoNotWantThem() {
        assertThat(found("disable_stats=true&columns=name,vhost,type,durable,auto_delete,exclusive,messages")
                        .get(0)
                        .propertyNames())
                .containsExactlyInAnyOrder("name", "vhost", "type", "durable", "auto_delete", "exclusive");
        assertThat(found("disable_stats=true&enable_queue_totals=true&page=1&page_size=1")
                        .get("items")
                        .get(0)
                        .propertyNames())
                .contains("messages", "messages_ready", "messages_unacknowledged", "arguments", "state", "node")
                .doesNotContain("consumers", "message_bytes");
    }

    @Test
    @Spec(section = "3.1", row = "HEAD")
    void tellsTheHeadersOfAList() {
        var head = admin.send("HEAD", "queues/" + vhost, Map.of());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("content-type")).contains("application/json");
        assertThat(head.headers().firstValue("vary")).contains("accept, accept-encoding, origin");
        assertThat(head.headers().firstValue("cache-control")).contains("no-cache");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "overview|HEAD, GET, OPTIONS",
                "users/x|HEAD, GET, PUT, DELETE, OPTIONS",
                "users/bulk-delete|POST, OPTIONS",
                "users/without-permissions|HEAD, GET, OPTIONS",
                "connections/x|HEAD, GET, DELETE, OPTIONS",
                "connections/username/x|HEAD, GET, DELETE, OPTIONS",
                "connections/x/channels|HEAD, GET, OPTIONS",
                "channels/x|HEAD, GET, OPTIONS",
                "consumers/x|HEAD, GET, OPTIONS",
                "nodes/x/memory|HEAD, GET, OPTIONS",
                "cluster-name|HEAD, GET, PUT, OPTIONS",
                "feature-flags/x/enable|PUT, OPTIONS",
                "rebalance/queues|POST, OPTIONS",
                "reset|DELETE, OPTIONS",
                "vhosts/x/connections|HEAD, GET, OPTIONS",
                "health/checks/port-listener/1|HEAD, GET, OPTIONS",
                "nothing|HEAD, GET, OPTIONS"
            })
    @Spec(section = "3.1", row = "OPTIONS, 405")
    void tellsAnybodyWhichMethodsAPathHas(String path, String allowed) {
        var options = admin.sendUnsigned("OPTIONS", path);
        assertThat(options.statusCode()).isEqualTo(200);
        assertThat(options.headers().firstValue("allow")).contains(allowed);
        assertThat(options.headers().firstValue("vary")).contains("origin");
        var other = admin.sendUnsigned("PATCH", path);
        assertThat(other.statusCode()).isEqualTo(405);
        assertThat(other.headers().firstValue("allow")).contains(allowed);
    }

    @Test
    @Spec(section = "3.1", row = "unknown resource")
    void knowsNothingOfUnknownPaths() {
        var unknown = admin.sendUnsigned("GET", "nothing/at/all");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).isEqualTo("{\"error\":\"Object Not Found\",\"reason\":\"Not Found\"}");
    }
}
