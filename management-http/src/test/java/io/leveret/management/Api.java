package io.leveret.management;

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

/** A server over a fake broker, and a client of it who has logged in as guest. */
final class Api implements AutoCloseable {

    private static final String GUEST =
            "Basic " + Base64.getEncoder().encodeToString("guest:pass:word".getBytes(StandardCharsets.UTF_8));

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ManagementServer server;

    Api(FakeBroker broker, HttpOptions options) {
        try {
            server = ManagementServer.start(List.of("127.0.0.1"), 0, broker, options);
        } catch (ManagementStartException e) {
            throw new AssertionError(e);
        }
    }

    InetSocketAddress address() {
        return server.addresses().get(0);
    }

    /** A request that nobody has signed. */
    HttpRequest.Builder unsigned(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address().getPort() + path));
    }

    HttpRequest.Builder request(String path) {
        return unsigned(path).header("Authorization", GUEST);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    HttpResponse<String> send(String method, String path, String body) {
        return send(request(path).method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(String method, String path) {
        return send(request(path).method(method, HttpRequest.BodyPublishers.noBody()));
    }

    /** Status and body. */
    String get(String path) {
        HttpResponse<String> response = send("GET", path);
        return response.statusCode() + " " + response.body();
    }

    @Override
    public void close() {
        server.close();
    }
}
