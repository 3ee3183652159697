package io.leveret.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.http.HttpOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds for every path: methods, headers, other origins, lists that are long. */
class HttpTest {

    private final FakeBroker broker = new FakeBroker();
    private Api api = new Api(broker, HttpOptions.DEFAULT);

    private void serve(HttpOptions options) {
        api.close();
        api = new Api(broker, options);
    }

    @AfterEach
    void tearDown() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/overview|HEAD, GET, OPTIONS",
                "/api/users/x|HEAD, GET, PUT, DELETE, OPTIONS",
                "/api/users/without-permissions|HEAD, GET, OPTIONS",
                "/api/users/bulk-delete|POST, OPTIONS",
                "/api/connections/x|HEAD, GET, DELETE, OPTIONS",
                "/api/connections/username/x|HEAD, GET, DELETE, OPTIONS",
                "/api/reset|DELETE, OPTIONS",
                "/api/login|POST, DELETE, OPTIONS",
                "/api/cluster-name|HEAD, GET, PUT, OPTIONS",
                "/api/feature-flags/x/enable|PUT, OPTIONS",
                "/api/nothing/of/that/kind|HEAD, GET, OPTIONS"
            })
    void tellsAnybodyWhichMethodsAPathHas(String path, String allowed) {
        HttpResponse<String> options = api.send(api.unsigned(path).method("OPTIONS", noBody()));
        assertThat(options.statusCode()).isEqualTo(200);
        assertThat(options.headers().firstValue("allow")).contains(allowed);
        HttpResponse<String> other = api.send(api.unsigned(path).method("PATCH", noBody()));
        assertThat(other.statusCode()).isEqualTo(405);
        assertThat(other.headers().firstValue("allow")).contains(allowed);
        assertThat(other.body()).isEqualTo("{\"error\":\"method_not_allowed\",\"reason\":\"Method Not Allowed\"}");
    }

    private static HttpRequest.BodyPublisher noBody() {
        return HttpRequest.BodyPublishers.noBody();
    }

    @Test
    void knowsAPathWithASlashBehind() {
        assertThat(api.send("GET", "/api/whoami/").statusCode()).isEqualTo(200);
        assertThat(api.send("DELETE", "/api/whoami/").statusCode()).isEqualTo(405);
    }

    @Test
    void setsStrictHeadersWhereNothingIsConfigured() {
        HttpResponse<String> response = api.send("GET", "/api/whoami");
        assertThat(response.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(response.headers().firstValue("x-frame-options")).contains("DENY");
        assertThat(response.headers().firstValue("content-security-policy").orElse(""))
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(response.headers().firstValue("access-control-allow-origin")).isEmpty();
    }

    @Test
    void setsConfiguredHeadersOnErrorsToo() {
        serve(new HttpOptions("", List.of(), null, 1000, true, Map.of("strict-transport-security", "max-age=1")));
        for (String path : List.of("/api/whoami", "/api/nothing", "/elsewhere")) {
            assertThat(api.send("GET", path).headers().firstValue("strict-transport-security"))
                    .as(path)
                    .contains("max-age=1");
        }
    }

    @Test
    void letsNoPageOfAnotherOriginReadWhereNothingIsConfigured() {
        HttpResponse<String> response = api.send(api.request("/api/whoami").header("Origin", "http://other.example"));
        assertThat(response.headers().map()).doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void letsPagesOfConfiguredOriginsRead() {
        serve(new HttpOptions("", List.of("http://one.example"), 60L, 1000, true, Map.of()));
        HttpResponse<String> allowed = api.send(api.request("/api/whoami").header("Origin", "http://one.example"));
        assertThat(allowed.headers().firstValue("access-control-allow-origin")).contains("http://one.example");
        assertThat(allowed.headers().firstValue("access-control-allow-credentials"))
                .contains("true");
        HttpResponse<String> other = api.send(api.request("/api/whoami").header("Origin", "http://two.example"));
        assertThat(other.headers().map()).doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void tellsAPageBeforehandWhatItMayAsk() {
        serve(new HttpOptions("", List.of("*"), 60L, 1000, true, Map.of()));
        HttpResponse<String> response = api.send(api.unsigned("/api/users/x")
                .method("OPTIONS", noBody())
                .header("Origin", "http://one.example")
                .header("Access-Control-Request-Headers", "authorization"));
        assertThat(response.headers().firstValue("access-control-allow-origin")).contains("http://one.example");
        assertThat(response.headers().firstValue("access-control-allow-methods"))
                .contains("HEAD, GET, PUT, DELETE");
        assertThat(response.headers().firstValue("access-control-allow-headers"))
                .contains("authorization");
        assertThat(response.headers().firstValue("access-control-max-age")).contains("60");
    }

    @Test
    void servesBelowAPrefixAndNowhereElse() {
        serve(new HttpOptions("/broker/one", List.of(), null, 1000, true, Map.of()));
        broker.addQueue("/", "a/b", 1, 0);
        assertThat(api.get("/broker/one/api/queues/%2F/a%2Fb?columns=name")).isEqualTo("200 {\"name\":\"a/b\"}");
        assertThat(api.send("PUT", "/broker/one/api/overview").statusCode()).isEqualTo(405);
        assertThat(api.get("/api/overview")).startsWith("404 ");
        assertThat(api.get("/broker/onetwo/api/overview")).startsWith("404 ");
    }

    @Test
    void takesNoBodyBeyondTheConfiguredLimit() {
        serve(new HttpOptions("", List.of(), null, 100, true, Map.of()));
        assertThat(api.send("PUT", "/api/vhosts/new", " ".repeat(98) + "{}").statusCode())
                .isEqualTo(201);
        HttpResponse<String> refused = api.send("PUT", "/api/vhosts/new", " ".repeat(99) + "{}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("Exceeded HTTP request body size limit");
    }

    private HttpResponse<byte[]> zipped(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        api.request(path).header("Accept-Encoding", "gzip").build(),
                        HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void compressesForThoseWhoAskForIt() throws Exception {
        broker.addQueue("/", "q", 1, 0);
        HttpResponse<byte[]> response = zipped("/api/queues?columns=name");
        assertThat(response.headers().firstValue("content-encoding")).contains("gzip");
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("[{\"name\":\"q\"}]");
        }
    }

    @Test
    void compressesNothingWhereThatIsOff() throws Exception {
        serve(new HttpOptions("", List.of(), null, 100, false, Map.of()));
        assertThat(zipped("/api/queues").headers().firstValue("content-encoding"))
                .isEmpty();
    }

    @Test
    void writesALongListToAClientThatReadsSlowly() throws Exception {
        int count = 20_000;
        for (int number = 0; number < count; number++) {
            broker.addQueue("/", "a queue with a long name, number " + number, 1, 0);
        }
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), api.address().getPort())) {
            socket.getOutputStream()
                    .write("GET /api/queues HTTP/1.0\r\nAuthorization: Basic Z3Vlc3Q6cGFzczp3b3Jk\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            byte[] start = in.readNBytes(1000);
            // Others are served meanwhile.
            assertThat(api.send("GET", "/api/whoami").statusCode()).isEqualTo(200);
            String text =
                    new String(start, StandardCharsets.UTF_8) + new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text.split("\"messages_ready\"", -1)).hasSize(count + 1);
            assertThat(text).endsWith("]");
        }
    }

    @Test
    void tellsTheHeadersOfAListWithoutWritingIt() {
        broker.addQueue("/", "q", 1, 0);
        HttpResponse<String> head = api.send("HEAD", "/api/queues");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("content-type")).contains("application/json");
        assertThat(head.body()).isEmpty();
        assertThat(api.send("HEAD", "/api/queues?page=7").statusCode()).isEqualTo(400);
    }

    @Test
    void sortsListsThatHaveNoPages() {
        assertThat(api.get("/api/feature-flags?columns=name&sort=name&sort_reverse=true&page=1"))
                .startsWith("200 [{\"name\":\"virtual_host_metadata\"}");
    }

    @Test
    void answers400ToAQueryThatIsNone() {
        assertThat(status("/api/queues?columns=%zz")).isEqualTo(400);
        assertThat(status("/api/whoami?columns=%zz")).isEqualTo(400);
    }

    private int status(String path) {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), api.address().getPort())) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.0\r\nAuthorization: Basic Z3Vlc3Q6cGFzczp3b3Jk\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return Integer.parseInt(answer.substring(answer.indexOf(' ') + 1, answer.indexOf(' ') + 4));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
