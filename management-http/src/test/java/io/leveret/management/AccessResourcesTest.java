package io.leveret.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
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

/** Users, virtual hosts and permissions over HTTP. The bodies of errors are RabbitMQ's. */
class AccessResourcesTest {

    private static final String NOT_FOUND = "{\"error\":\"Object Not Found\",\"reason\":\"Not Found\"}";
    private static final String EVERYTHING = "{\"configure\":\".*\",\"write\":\".*\",\"read\":\".*\"}";

    private final HttpClient client = HttpClient.newHttpClient();
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

    private void assertRefused(String path, String body, String reason) throws Exception {
        assertAnswer("PUT", path, body, 400, "{\"error\":\"bad_request\",\"reason\":" + reason + "}");
        assertThat(broker.access.said).isEmpty();
    }

    @Test
    void showsUsersWithTheirHashesAndTags() throws Exception {
        String known = "{\"name\":\"known\",\"password_hash\":\"aGFzaA==\","
                + "\"hashing_algorithm\":\"rabbit_password_hashing_sha256\",\"tags\":[\"management\"],\"limits\":{}}";
        assertAnswer("GET", "users", "", 200, "[" + known + "]");
        assertAnswer("GET", "users/known", "", 200, known);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "new; 201; {\"tags\":\"\",\"password\":\"p\"}; new [] p",
                "known; 204; {\"tags\":\"\",\"password\":\"p\"}; known [] p",
                "new; 201; {\"tags\":\"a, b\",\"password\":\"p\"}; new [a, b] p",
                "new; 201; {\"tags\":[\"a\",\"b\"],\"password\":\"p\"}; new [a, b] p",
                "new; 201; {\"tags\":\"\"}; new [] null",
                "new; 201; {\"tags\":\"\",\"password_hash\":\"\"}; new [] null",
                "new; 201; {\"tags\":\"\",\"password_hash\":\"aGFzaA==\"}; new [] hash aGFzaA==",
                "a%2Fb; 201; {\"tags\":\"\",\"password\":\"p\"}; a/b [] p",
            })
    void putsAUser(String name, int status, String body, String said) throws Exception {
        assertAnswer("PUT", "users/" + name, body, status, "");
        assertThat(broker.access.said).containsExactly(said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"password\":\"p\"}; \"tags_not_present\"",
                "''; \"tags_not_present\"",
                "{\"tags\":\"\",\"password\":\"p\",\"password_hash\":\"aa\"};"
                        + " \"both_password_and_password_hash_are_provided\"",
                "[]; \"not_json\"",
                "{; \"not_json\"",
                "{\"tags\":\"\",\"password_hash\":\"!!\"}; [\"not_base64\",\"!!\"]",
                "{\"tags\":\"\",\"password_hash\":\"aGFzaA==\",\"hashing_algorithm\":\"none\"};"
                        + " \"invalid user: none\"",
                "{\"tags\":\"\",\"password\":5}; \"password should be a string\"",
                "{\"tags\":5}; \"tags should be a string or an array of strings\"",
                "{\"tags\":[5]}; \"tags should be a string or an array of strings\"",
            })
    void refusesAUserThatIsNotWhole(String body, String reason) throws Exception {
        assertRefused("users/new", body, reason);
    }

    @Test
    void deletesAUserThatIsThere() throws Exception {
        assertAnswer("DELETE", "users/known", "", 204, "");
        assertAnswer("DELETE", "users/unknown", "", 404, NOT_FOUND);
    }

    @Test
    void saysWhoAsks() throws Exception {
        broker.tags = List.of("management");
        assertAnswer(
                "GET", "whoami", "", 200, "{\"name\":\"guest\",\"tags\":[\"management\"],\"is_internal_user\":true}");
    }

    @Test
    void showsVirtualHosts() throws Exception {
        assertAnswer(
                "GET",
                "vhosts/%2F",
                "",
                200,
                "{\"name\":\"/\",\"description\":\"\",\"tags\":[],\"default_queue_type\":\"undefined\","
                        + "\"metadata\":{\"description\":\"\",\"tags\":[]},\"tracing\":false,"
                        + "\"cluster_state\":{\"leveret@test\":\"running\"}}");
    }

    @Test
    void listsOnlyVirtualHostsThatTheUserSees() throws Exception {
        broker.tags = List.of("management");
        assertThat(send("GET", "vhosts", "").body()).contains("\"name\":\"/\"").doesNotContain("\"name\":\"other\"");
        broker.tags = List.of("monitoring");
        assertThat(send("GET", "vhosts", "").body()).contains("\"name\":\"/\"", "\"name\":\"other\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "new; 201; ''; new '' [] of guest",
                "new; 201; {}; new '' [] of guest",
                "other; 204; {\"description\":\"d\",\"tags\":\"a,b\"}; other 'd' [a, b] of guest",
                "new; 201; {\"default_queue_type\":\"quorum\"}; new '' [] with quorum of guest",
                "new; 201; {\"default_queue_type\":\"undefined\"}; new '' [] of guest",
            },
            quoteCharacter = '`')
    void putsAVirtualHost(String name, int status, String body, String said) throws Exception {
        assertAnswer("PUT", "vhosts/" + name, body.equals("''") ? "" : body, status, "");
        assertThat(broker.access.said).containsExactly(said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "x; \"not_json\"",
                "{\"default_queue_type\":\"stream\"}; \"invalid virtual host: there are no queues of type stream\"",
                "{\"protected_from_deletion\":true}; \"protected_from_deletion is not supported\"",
                "{\"description\":5}; \"tags and description should be strings\"",
            })
    void refusesAVirtualHostThatCannotBe(String body, String reason) throws Exception {
        assertRefused("vhosts/new", body, reason);
    }

    @Test
    void deletesAVirtualHostThatIsThere() throws Exception {
        assertAnswer("DELETE", "vhosts/other", "", 204, "");
        assertAnswer("DELETE", "vhosts/unknown", "", 404, NOT_FOUND);
    }

    @Test
    void showsPermissionsOfAllOfAUserAndOfAVirtualHost() throws Exception {
        String held = "{\"user\":\"known\",\"vhost\":\"/\",\"configure\":\"^a\",\"write\":\".*\",\"read\":\"\"}";
        for (String path : List.of("permissions", "users/known/permissions", "vhosts/%2F/permissions")) {
            assertAnswer("GET", path, "", 200, "[" + held + "]");
        }
        assertAnswer("GET", "vhosts/other/permissions", "", 200, "[]");
        assertAnswer("GET", "permissions/%2F/known", "", 200, held);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "users/unknown",
                "vhosts/unknown",
                "permissions/other/known",
                "users/unknown/permissions",
                "vhosts/unknown/permissions",
                "users/unknown/topic-permissions",
                "vhosts/unknown/topic-permissions",
                "topic-permissions/other/known"
            })
    void findsNothingOfWhatIsNotThere(String path) throws Exception {
        assertAnswer("GET", path, "", 404, NOT_FOUND);
    }

    @Test
    void putsPermissions() throws Exception {
        assertAnswer("PUT", "permissions/other/known", EVERYTHING, 201, "");
        assertAnswer("PUT", "permissions/%2F/known", EVERYTHING, 204, "");
        assertThat(broker.access.said)
                .first()
                .isEqualTo("PermissionsBody[user=known, vhost=other, configure=.*, write=.*, read=.*]");
    }

    @Test
    void refusesPermissionsOfAnUnknownUser() throws Exception {
        assertAnswer(
                "PUT",
                "permissions/%2F/unknown",
                EVERYTHING,
                400,
                "{\"error\":\"bad_request\",\"reason\":\"vhost_or_user_not_found\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; \"[{key_missing,configure},{key_missing,write},{key_missing,read}]\"",
                "{\"configure\":\"\"}; \"[{key_missing,write},{key_missing,read}]\"",
                "{\"configure\":\"(\",\"write\":\"\",\"read\":\"\"}; \"invalid_regexp: (: Unclosed group\"",
                "{\"configure\":5,\"write\":\"\",\"read\":\"\"}; \"configure should be a string\"",
                "x; \"not_json\"",
            })
    void refusesPermissionsThatAreNotWhole(String body, String reason) throws Exception {
        assertRefused("permissions/other/known", body, reason);
    }

    @Test
    void deletesPermissionsThatAreThere() throws Exception {
        assertAnswer("DELETE", "permissions/%2F/known", "", 204, "");
        assertAnswer("DELETE", "permissions/other/known", "", 404, NOT_FOUND);
    }

    @Test
    void showsTopicPermissionsAlwaysAsAList() throws Exception {
        String held =
                "[{\"user\":\"known\",\"vhost\":\"/\",\"exchange\":\"amq.topic\",\"write\":\"^a\",\"read\":\"^b\"}]";
        for (String path : List.of(
                "topic-permissions",
                "users/known/topic-permissions",
                "vhosts/%2F/topic-permissions",
                "topic-permissions/%2F/known")) {
            assertAnswer("GET", path, "", 200, held);
        }
    }

    @Test
    void putsTopicPermissions() throws Exception {
        assertAnswer(
                "PUT",
                "topic-permissions/%2F/known",
                "{\"exchange\":\"amq.topic\",\"write\":\"^a\",\"read\":\"^b\"}",
                201,
                "");
        assertThat(broker.access.said)
                .containsExactly("TopicPermissionsBody[user=known, vhost=/, exchange=amq.topic, write=^a, read=^b]");
    }

    @Test
    void refusesTopicPermissionsThatAreNotWhole() throws Exception {
        assertRefused(
                "topic-permissions/%2F/known",
                "{\"exchange\":\"amq.topic\"}", "\"[{key_missing,write},{key_missing,read}]\"");
    }

    @Test
    void deletesTopicPermissionsOfOneExchangeOrOfAll() throws Exception {
        assertAnswer("DELETE", "topic-permissions/%2F/known", "", 204, "");
        assertAnswer("DELETE", "topic-permissions/%2F/known/amq.topic", "", 204, "");
        assertAnswer("DELETE", "topic-permissions/%2F/unknown", "", 404, NOT_FOUND);
        assertThat(broker.access.said)
                .containsExactly("delete / known null", "delete / known amq.topic", "delete / unknown null");
    }

    @Test
    void turnsUsersWithoutATagAway() throws Exception {
        broker.tags = List.of("impersonator");
        assertAnswer("GET", "whoami", "", 401, "{\"error\":\"not_authorised\",\"reason\":\"Not management user\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, users",
        "GET, users/known",
        "PUT, users/known",
        "DELETE, users/known",
        "GET, vhosts/%2F",
        "PUT, vhosts/new",
        "DELETE, vhosts/other",
        "GET, permissions",
        "GET, vhosts/%2F/permissions",
        "PUT, permissions/%2F/known",
        "DELETE, permissions/%2F/known",
        "GET, users/known/topic-permissions",
        "PUT, topic-permissions/%2F/known",
        "DELETE, topic-permissions/%2F/known/amq.topic"
    })
    void keepsForAdministratorsWhatOpensDoors(String method, String path) throws Exception {
        broker.tags = List.of("management", "policymaker", "monitoring");
        assertAnswer(
                method,
                path,
                "{\"tags\":\"\"}",
                401,
                "{\"error\":\"not_authorised\",\"reason\":\"Not administrator user\"}");
        assertThat(broker.access.said).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, queues/other",
        "GET, queues/other/q",
        "GET, policies/other",
        "GET, policies/other/p",
        "PUT, policies/other/p",
        "DELETE, policies/other/p",
        "GET, queues/unknown"
    })
    void hidesWhatIsInAVirtualHostThatTheUserMayNotEnter(String method, String path) throws Exception {
        broker.tags = List.of("policymaker");
        broker.addQueue("other", "q", 0, 0);
        assertAnswer(method, path, "{}", 404, "{\"error\":\"not_found\",\"reason\":\"Not Found\"}");
    }

    @Test
    void listsOnlyQueuesThatTheUserSees() throws Exception {
        broker.tags = List.of("management");
        broker.addQueue("/", "mine", 0, 0);
        broker.addQueue("other", "theirs", 0, 0);
        assertThat(send("GET", "queues", "").body()).contains("mine").doesNotContain("theirs");
    }

    @Test
    void letsOnlyPolicymakersSetPolicies() throws Exception {
        broker.tags = List.of("management");
        String refused = "{\"error\":\"not_authorised\",\"reason\":\"User not authorised to access object\"}";
        assertAnswer("PUT", "policies/%2F/p", "{\"pattern\":\"a\",\"definition\":{}}", 401, refused);
        broker.tags = List.of("policymaker");
        assertAnswer("PUT", "policies/%2F/p", "{\"pattern\":\"a\",\"definition\":{}}", 201, "");
    }

    @Test
    void showsLimits() throws Exception {
        String ofUser = "[{\"user\":\"known\",\"value\":{\"max-channels\":7}}]";
        assertAnswer("GET", "user-limits", "", 200, ofUser);
        assertAnswer("GET", "user-limits/known", "", 200, ofUser);
        assertAnswer("GET", "user-limits/nobody", "", 404, NOT_FOUND);
        String ofHost = "[{\"vhost\":\"other\",\"value\":{\"max-queues\":7}}]";
        assertAnswer("GET", "vhost-limits", "", 200, ofHost);
        assertAnswer("GET", "vhost-limits/other", "", 200, ofHost);
        assertAnswer("GET", "vhost-limits/%2F", "", 200, "[]");
        assertAnswer("GET", "vhost-limits/none", "", 404, NOT_FOUND);
    }

    @ParameterizedTest
    @CsvSource({"user-limits/known/max-channels,known max-channels", "vhost-limits/other/max-queues,other max-queues"})
    void setsALimitAndTakesItBack(String path, String said) throws Exception {
        assertAnswer("PUT", path, "{\"value\":3}", 204, "");
        assertAnswer("DELETE", path, "", 204, "");
        assertThat(broker.access.said).containsExactly("limit " + said + " 3", "limit " + said + " null");
    }

    @Test
    void refusesLimitsOfNobodyAndLimitsThatAreNone() throws Exception {
        assertAnswer(
                "PUT",
                "user-limits/nobody/max-channels",
                "{\"value\":3}",
                400,
                "{\"error\":\"bad_request\",\"reason\":[\"no_such_user\",\"nobody\"]}");
        assertAnswer(
                "PUT",
                "vhost-limits/none/max-queues",
                "{\"value\":3}",
                404,
                "{\"error\":\"not_found\",\"reason\":\"vhost_not_found\"}");
        assertAnswer("DELETE", "user-limits/nobody/max-channels", "", 404, NOT_FOUND);
        assertAnswer("DELETE", "vhost-limits/none/max-queues", "", 404, NOT_FOUND);
        broker.access.said.clear();
        assertRefused("user-limits/known/max-channels", "{}", "\"[{key_missing,value}]\"");
        assertRefused("user-limits/known/max-channels", "[]", "\"not_json\"");
        assertRefused("user-limits/known/max-channels", "{\"value\":\"wrong\"}", "\"max-channels should be a number\"");
        assertRefused(
                "vhost-limits/other/max-queues",
                "{\"value\":\"wrong\"}",
                "\"Validation failed\\n\\nmax-queues should be a number\\n\"");
    }

    @Test
    void refusesAVirtualHostTooMany() throws Exception {
        assertRefused("vhosts/too-many", "{}", "\"cannot create vhost\"");
    }

    @Test
    void startsAndStopsToTrace() throws Exception {
        assertAnswer("PUT", "vhosts/other", "{\"tracing\":true}", 204, "");
        assertAnswer("PUT", "vhosts/other", "{\"tracing\":false}", 204, "");
        assertThat(broker.access.said).contains("trace other true", "trace other false");
        broker.access.said.clear();
        assertRefused("vhosts/other", "{\"tracing\":\"yes\"}", "[\"not_boolean\",\"yes\"]");
    }
}
