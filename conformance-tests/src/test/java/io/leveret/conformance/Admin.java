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
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * Makes users and virtual hosts that nobody else has at the broker under test, by its management API, and deletes them
 * after the test. Without a management API the test is skipped.
 */
final class Admin implements AfterEachCallback {

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
        InetSocketAddress address = BrokerUnderTest.management();
        if (address == null) {
            throw new TestAbortedException("no management API is known: -Dbroker.management=host:port");
        }
        String credentials =
                Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + address.getHostString() + ":" + address.getPort() + "/api/" + path))
                .header("Authorization", "Basic " + credentials)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(method + " " + path, e);
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
