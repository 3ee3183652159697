package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * Makes users and virtual hosts that nobody else has at the broker under test, by its management API, and deletes them
 * after the test. Without a management API the test is skipped.
 */
final class Admin implements AfterEachCallback {

    private static final String AUTHORIZATION = "Authorization";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> made = new ArrayList<>();

    /** An answer of the API. */
    record Answer(int status, String body) {}

    /** Asks as guest. */
    Answer ask(String method, String path, String body) {
        return ask("guest", "guest", method, path, body);
    }

    /** Asks as somebody. */
    Answer ask(String user, String password, String method, String path, String body) {
        HttpResponse<String> response = send(user, method, path, body, Map.of(AUTHORIZATION, basic(user, password)));
        return new Answer(response.statusCode(), response.body());
    }

    /** Asks as guest, with more headers, and shows all that comes back. */
    HttpResponse<String> send(String method, String path, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.put(AUTHORIZATION, basic("guest", "guest"));
        return send("guest", method, path, "", all);
    }

    /** Asks as nobody. */
    HttpResponse<String> sendUnsigned(String method, String path) {
        return send("nobody", method, path, "", Map.of());
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> send(
            String user, String method, String path, String body, Map<String, String> headers) {
        InetSocketAddress address = BrokerUnderTest.management();
        if (address == null) {
            throw new TestAbortedException("no management API is known: -Dbroker.management=host:port");
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://" + address.getHostString() + ":" + address.getPort() + "/api/" + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(method + " " + path + " as " + user, e);
        }
    }

    /** A name for a user or a virtual host. */
    static String name(String stem) {
        return stem + "."
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    /** A user without tags, whose password is its name. */
    String user() {
        String name = name("user");
        require("PUT", "users/" + name, "{\"tags\":\"\",\"password\":\"" + name + "\"}");
        made.add("users/" + name);
        return name;
    }

    /** A virtual host, in which guest may do everything. */
    String virtualHost() {
        String name = name("vhost");
        require("PUT", "vhosts/" + name, "{}");
        made.add("vhosts/" + name);
        return name;
    }

    /** Sets what a user may do. */
    void permit(String user, String virtualHost, String configure, String write, String read) {
        require(
                "PUT",
                "permissions/" + encoded(virtualHost) + "/" + user,
                "{\"configure\":\"%s\",\"write\":\"%s\",\"read\":\"%s\"}".formatted(configure, write, read));
    }

    /** Limits a user to some routing keys. */
    void permitTopic(String user, String virtualHost, String exchange, String write, String read) {
        require(
                "PUT",
                "topic-permissions/" + encoded(virtualHost) + "/" + user,
                "{\"exchange\":\"%s\",\"write\":\"%s\",\"read\":\"%s\"}".formatted(exchange, write, read));
    }

    /** Sets something. */
    void set(String path, String body) {
        require("PUT", path, body);
    }

    /** Deletes something. */
    void delete(String path) {
        require("DELETE", path, "");
    }

    /** How texts of refusals begin: RabbitMQ 3.10 does not say which permission it is that is missing. */
    static String accessTo(String permission, String thing) {
        return (BrokerUnderTest.isSince("4.0") ? permission + " " : "") + "access to " + thing;
    }

    static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    private void require(String method, String path, String body) {
        Answer answer = ask(method, path, body);
        assertThat(answer.status())
                .as(method + " " + path + ": " + answer.body())
                .isBetween(200, 299);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        for (String path : made) {
            ask("DELETE", path, "");
        }
    }
}
