package io.leveret.conformance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Requests to a management API that is not the one of all tests. */
final class HttpAsGuest {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private HttpAsGuest() {}

    static HttpResponse<String> get(InetSocketAddress api, String path) throws IOException, InterruptedException {
        return get(api, path, "guest", "guest");
    }

    static HttpResponse<String> get(InetSocketAddress api, String path, String user, String password)
            throws IOException, InterruptedException {
        return getAs(api, path, user + ":" + password);
    }

    /** With whatever pair of name and password, and further headers in turn with their values. */
    static HttpResponse<String> getAs(InetSocketAddress api, String path, String pair, String... headers)
            throws IOException, InterruptedException {
        String credentials = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://" + api.getAddress().getHostAddress() + ":" + api.getPort() + path))
                .header("Authorization", "Basic " + credentials);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
