package io.leveret.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.http.HttpOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Definitions over HTTP. The bodies of errors are RabbitMQ's. */
class DefinitionResourcesTest {

    private static final String JSON = "application/json";
    private static final String FORM = "multipart/form-data; boundary=XX";
    private static final long BYTES_MAX = 200_000;
    private static final String NOT_JSON = "{\"error\":\"bad_request\",\"reason\":\"failed_to_parse_json\"}";

    private final HttpClient client = HttpClient.newHttpClient();
    private final FakeBroker broker = new FakeBroker();
    private ManagementServer server;

    @BeforeEach
    void setUp() throws ManagementStartException {
        server = ManagementServer.start(
                List.of("127.0.0.1"),
                0,
                broker,
                new HttpOptions("", List.of(), null, BYTES_MAX, false, HttpOptions.SECURE));
    }

    @AfterEach
    void tearDown() {
        server.close();
    }

    private HttpResponse<String> send(String method, String path, String type, String body)
            throws IOException, InterruptedException {
        InetSocketAddress address = server.addresses().get(0);
        String credentials = Base64.getEncoder().encodeToString("guest:pass:word".getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + address.getPort() + "/api/" + path))
                .header("Authorization", "Basic " + credentials)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String field(String disposition, String value) {
        return "--XX\r\nContent-Disposition: form-data; name=" + disposition + "\r\n\r\n" + value + "\r\n";
    }

    private static void assertAnswer(HttpResponse<String> response, int status, String body) {
        assertThat(response.body()).isEqualTo(body);
        assertThat(response.statusCode()).isEqualTo(status);
    }

    @Test
    void showsAllAndThoseOfAVirtualHost() throws Exception {
        assertAnswer(send("GET", "definitions", "", ""), 200, "{\"queues\":[]}");
        assertAnswer(send("GET", "all-configuration", "", ""), 200, "{\"queues\":[]}");
        assertAnswer(send("GET", "definitions/%2F", "", ""), 200, "{\"exchanges\":[]}");
        assertAnswer(
                send("GET", "definitions/none", "", ""),
                400,
                "{\"error\":\"bad_request\",\"reason\":\"vhost_not_found\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "a.json, a.json",
        "a%20b.json, '\"a b.json\"'",
        "x%22%0d%0aFoo:%20y, '\"x\\\"Foo: y\"'",
        "%C3%A4.json, _.json",
    })
    void namesTheFileToDownload(String asked, String named) throws Exception {
        HttpResponse<String> response = send("GET", "definitions?download=" + asked, "", "");
        assertThat(response.headers().firstValue("Content-Disposition")).hasValue("attachment; filename=" + named);
        assertThat(response.headers().firstValue("Foo")).isEmpty();
    }

    @Test
    void namesNoFileUnlessAsked() throws Exception {
        assertThat(send("GET", "definitions", "", "").headers().firstValue("Content-Disposition"))
                .isEmpty();
    }

    @Test
    void makesWhatABodySays() throws Exception {
        assertAnswer(send("POST", "definitions", JSON, "{\"a\":[1]}"), 204, "");
        assertAnswer(send("POST", "all-configuration", JSON, ""), 204, "");
        assertAnswer(send("POST", "definitions/%2F", JSON + ";charset=utf-8", "{\"b\":null}"), 204, "");
        assertThat(broker.definitions.set).containsExactly("guest all {a=[1]}", "guest all {}", "guest / {b=null}");
    }

    @Test
    void makesWhatTheFileOfAFormSays() throws Exception {
        String file = field("\"file\"; filename=\"a.json\"\r\nContent-Type: application/json", "{\"a\":1}");
        assertAnswer(send("POST", "definitions", FORM, file + "--XX--\r\n"), 204, "");
        assertAnswer(send("POST", "definitions/%2F", FORM, field("\"file\"", "{}") + "--XX--\r\n"), 204, "");
        assertThat(broker.definitions.set).containsExactly("guest all {a=1}", "guest / {}");
    }

    @ParameterizedTest
    @CsvSource({
        "../#/import-succeeded, 303",
        "#/, 303",
        "http://elsewhere/, 204",
        "//elsewhere/, 204",
        "../../elsewhere, 204",
    })
    void sendsPagesOnWithinThePage(String redirect, int status) throws Exception {
        String form = field("\"file\"; filename=\"a\"", "{}") + field("\"redirect\"", redirect) + "--XX--\r\n";
        HttpResponse<String> response = send("POST", "definitions", FORM, form);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Location"))
                .isEqualTo(status == 303 ? Optional.of(redirect) : Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nope", "[]", "null", "\"x\"", "{\"a\":", "5"})
    void refusesWhatIsNoObject(String body) throws Exception {
        assertAnswer(send("POST", "definitions", JSON, body), 400, NOT_JSON);
        String form = field("\"file\"; filename=\"a\"", body) + "--XX--\r\n";
        assertAnswer(send("POST", "definitions", FORM, form), 400, NOT_JSON);
    }

    @Test
    void refusesAFormWithoutAFile() throws Exception {
        String other = field("\"other\"; filename=\"a\"", "{}") + "--XX--\r\n";
        assertAnswer(send("POST", "definitions", FORM, other), 400, NOT_JSON);
        assertThat(broker.definitions.set).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text/plain", "application/x-www-form-urlencoded"})
    void refusesBodiesOfOtherTypes(String type) throws Exception {
        assertThat(send("POST", "definitions", type, "{}").statusCode()).isEqualTo(415);
        assertThat(broker.definitions.set).isEmpty();
    }

    @Test
    void refusesTooLargeBodies() throws Exception {
        String large = "{\"a\":\"" + "x".repeat((int) BYTES_MAX) + "\"}";
        String tooLarge = "{\"error\":\"bad_request\",\"reason\":\"Exceeded HTTP request body size limit\"}";
        assertAnswer(send("POST", "definitions", JSON, large), 400, tooLarge);
        String form = field("\"file\"; filename=\"a\"", large) + "--XX--\r\n";
        assertAnswer(send("POST", "definitions", FORM, form), 400, tooLarge);
        assertThat(broker.definitions.set).isEmpty();
    }

    @Test
    void takesBodiesThatAreLargerThanOthersMayBe() throws Exception {
        String large = "{\"a\":\"" + "x".repeat((int) BYTES_MAX / 2) + "\"}";
        assertAnswer(send("POST", "definitions", JSON, large), 204, "");
    }

    @Test
    void asksForBodiesThatWaitForIt() throws Exception {
        InetSocketAddress address = server.addresses().get(0);
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + "/api/definitions"))
                        .version(HttpClient.Version.HTTP_1_1)
                        .header("Authorization", "Basic Z3Vlc3Q6cGFzczp3b3Jk")
                        .header("Content-Type", JSON)
                        .expectContinue(true)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"a\":1}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertAnswer(response, 204, "");
        assertThat(broker.definitions.set).containsExactly("guest all {a=1}");
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        broker.definitions.reason = List.of("no_such_vhost", "x");
        assertAnswer(
                send("POST", "definitions", JSON, "{}"),
                400,
                "{\"error\":\"bad_request\",\"reason\":[\"no_such_vhost\",\"x\"]}");
        broker.definitions.reason = "Validation failed\n\n<x> (v/p)";
        assertAnswer(
                send("POST", "definitions", JSON, "{}"),
                400,
                "{\"error\":\"bad_request\",\"reason\":\"Validation failed\\n\\n&lt;x&gt; (v/p)\"}");
        broker.definitions.reason = "vhost_not_found";
        assertAnswer(
                send("POST", "definitions/none", JSON, "{}"),
                404,
                "{\"error\":\"not_found\",\"reason\":\"vhost_not_found\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"policymaker", "monitoring", "management"})
    void isForAdministratorsOnly(String tag) throws Exception {
        broker.tags = List.of(tag);
        String refusal = "{\"error\":\"not_authorised\",\"reason\":\"Not administrator user\"}";
        for (String path : List.of("definitions", "all-configuration", "definitions/%2F", "definitions/none")) {
            assertAnswer(send("GET", path, "", ""), 401, refusal);
            assertAnswer(send("POST", path, JSON, "{}"), 401, refusal);
        }
        assertThat(broker.definitions.set).isEmpty();
    }
}
