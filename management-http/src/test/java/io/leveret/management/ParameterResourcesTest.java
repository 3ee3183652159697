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

/** Parameters over HTTP. The bodies of errors are RabbitMQ's. */
class ParameterResourcesTest {

    private static final String NOT_FOUND = "{\"error\":\"Object Not Found\",\"reason\":\"Not Found\"}";
    private static final String X_OF_A = "{\"value\":{\"k\":1},\"vhost\":\"/\",\"component\":\"a\",\"name\":\"x\"}";

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

    private void assertAnswer(String method, String path, String body, int status, String answer)
            throws IOException, InterruptedException {
        InetSocketAddress address = server.addresses().get(0);
        String credentials = Base64.getEncoder().encodeToString("guest:pass:word".getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + "/api/" + path))
                        .header("Authorization", "Basic " + credentials)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.body()).isEqualTo(answer);
        assertThat(response.statusCode()).isEqualTo(status);
    }

    private void assertRefused(String path, String body, String reason) throws Exception {
        assertAnswer("PUT", path, body, 400, "{\"error\":\"bad_request\",\"reason\":\"" + reason + "\"}");
    }

    @Test
    void showsParametersOfAllOfAComponentAndOfAVirtualHost() throws Exception {
        String other = X_OF_A.replace("\"/\"", "\"other\"");
        assertAnswer("GET", "parameters/a", "", 200, "[" + X_OF_A + "," + other + "]");
        assertAnswer("GET", "parameters/a/%2F", "", 200, "[" + X_OF_A + "]");
        assertAnswer("GET", "parameters/a/%2F/x", "", 200, X_OF_A);
        assertAnswer("GET", "parameters/unknown", "", 200, "[]");
        assertAnswer("GET", "parameters/unknown/%2F", "", 200, "[]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "parameters/a/unknown",
                "parameters/a/unknown/x",
                "parameters/a/%2F/unknown",
                "parameters/unknown/%2F/x",
                "global-parameters/unknown"
            })
    void findsNothingOfWhatIsNotThere(String path) throws Exception {
        assertAnswer("GET", path, "", 404, NOT_FOUND);
    }

    @Test
    void showsAPolicymakerOnlyParametersOfVirtualHostsThatItSees() throws Exception {
        broker.tags = List.of("policymaker");
        assertAnswer("GET", "parameters", "", 200, "[" + X_OF_A + "," + X_OF_A.replace("\"a\"", "\"b\"") + "]");
        for (String method : List.of("GET", "PUT", "DELETE")) {
            assertAnswer(
                    method,
                    "parameters/a/other/x",
                    "{\"value\":1}",
                    404,
                    "{\"error\":\"not_found\",\"reason\":\"Not Found\"}");
        }
        assertThat(broker.parameters.said).isEmpty();
    }

    @Test
    void putsAndDeletesAParameter() throws Exception {
        assertAnswer("PUT", "parameters/a/%2F/new", "{\"value\":{\"k\":2},\"name\":\"y\"}", 201, "");
        assertAnswer("PUT", "parameters/a/%2F/x", "{\"value\":null}", 204, "");
        assertAnswer("DELETE", "parameters/a/%2F/x", "", 204, "");
        assertAnswer("DELETE", "parameters/a/%2F/y", "", 404, NOT_FOUND);
        assertThat(broker.parameters.said)
                .containsExactly(
                        "guest a / new {k=2}", "guest a / x null", "guest deletes a / x", "guest deletes a / y");
    }

    @Test
    void refusesAParameterThatIsNone() throws Exception {
        assertRefused("parameters/a/%2F/x", "{}", "[{key_missing,value}]");
        assertRefused("parameters/a/%2F/x", "[]", "not_json");
        assertRefused("parameters/a/%2F/bad", "{\"value\":1}", "&lt;&lt;\\\"x\\\"&gt;&gt; &amp; more");
    }

    @Test
    void looksForTheVirtualHostBeforeTheBody() throws Exception {
        assertAnswer(
                "PUT",
                "parameters/a/unknown/x",
                "nonsense",
                404,
                "{\"error\":\"not_found\",\"reason\":\"vhost_not_found\"}");
    }

    @Test
    void showsGlobalParameters() throws Exception {
        String nothing = "{\"value\":null,\"name\":\"nothing\"}";
        assertAnswer("GET", "global-parameters", "", 200, "[" + nothing + ",{\"value\":[1,\"a\"],\"name\":\"x\"}]");
        assertAnswer("GET", "global-parameters/nothing", "", 200, nothing);
    }

    @Test
    void putsAndDeletesAGlobalParameter() throws Exception {
        assertAnswer("PUT", "global-parameters/a%2Fb", "{\"value\":{\"k\":[true]}}", 201, "");
        assertAnswer("PUT", "global-parameters/x", "{\"value\":null}", 204, "");
        assertAnswer("DELETE", "global-parameters/x", "", 204, "");
        assertAnswer("DELETE", "global-parameters/y", "", 404, NOT_FOUND);
        assertThat(broker.globalParameters.said)
                .containsExactly("guest a/b {k=[true]}", "guest x null", "guest deletes x", "guest deletes y");
    }

    @Test
    void refusesAGlobalParameterThatIsNone() throws Exception {
        assertRefused("global-parameters/x", "", "[{key_missing,value}]");
        assertRefused("global-parameters/x", "5", "not_json");
        assertRefused("global-parameters/bad", "{\"value\":1}", "not <valid>");
    }

    @Test
    void namesTheCluster() throws Exception {
        assertAnswer("GET", "cluster-name", "", 200, "{\"name\":\"hares\"}");
        assertAnswer("PUT", "cluster-name", "{\"name\":\"rabbits\"}", 204, "");
        assertThat(broker.globalParameters.said).containsExactly("guest cluster_name rabbits");
    }

    @Test
    void refusesANameOfTheClusterThatIsNone() throws Exception {
        assertRefused("cluster-name", "{}", "[{key_missing,name}]");
        assertRefused("cluster-name", "{\"name\":5}", "name should be a string");
        assertRefused("cluster-name", "{\"name\":\"bad\"}", "not <valid>");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, parameters",
        "GET, parameters/a",
        "GET, parameters/a/%2F",
        "GET, parameters/a/%2F/x",
        "PUT, parameters/a/%2F/x",
        "DELETE, parameters/a/%2F/x",
        "GET, global-parameters",
        "GET, global-parameters/x",
        "PUT, global-parameters/x",
        "DELETE, global-parameters/x"
    })
    void keepsParametersForPolicymakers(String method, String path) throws Exception {
        broker.tags = List.of("management", "monitoring");
        assertAnswer(
                method,
                path,
                "{\"value\":1}",
                401,
                "{\"error\":\"not_authorised\",\"reason\":\"User not authorised to access object\"}");
        assertThat(broker.parameters.said).isEmpty();
        assertThat(broker.globalParameters.said).isEmpty();
    }

    @Test
    void letsOnlyAdministratorsNameTheCluster() throws Exception {
        broker.tags = List.of("policymaker");
        assertAnswer("GET", "cluster-name", "", 200, "{\"name\":\"hares\"}");
        assertAnswer(
                "PUT",
                "cluster-name",
                "{\"name\":\"x\"}",
                401,
                "{\"error\":\"not_authorised\",\"reason\":\"Not administrator user\"}");
        assertThat(broker.globalParameters.said).isEmpty();
    }
}
