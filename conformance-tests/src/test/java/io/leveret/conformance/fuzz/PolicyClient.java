package io.leveret.conformance.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sets and deletes policies over the management API of one broker. Their names and patterns begin with the prefix of a run. */
final class PolicyClient {

    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final String LOGIN =
            "Basic " + Base64.getEncoder().encodeToString("guest:guest".getBytes(StandardCharsets.UTF_8));

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final InetSocketAddress address;
    private final String virtualHost;
    private final Set<String> set = new LinkedHashSet<>();

    PolicyClient(InetSocketAddress address, String virtualHost) {
        this.address = address;
        this.virtualHost = URLEncoder.encode(virtualHost, StandardCharsets.UTF_8);
    }

    /** Returns what the broker says to it. */
    String perform(Operation.OverHttp asked, Names names) {
        String path = path(asked, names);
        if (asked instanceof Operation.Policy policy) {
            set.add(path);
            return "policy " + send("PUT", path, body(policy, names));
        }
        set.remove(path);
        return "policy " + send("DELETE", path, "");
    }

    void deleteAll(Names names) {
        set.forEach(path -> send("DELETE", path, ""));
        set.clear();
    }

    private String path(Operation.OverHttp asked, Names names) {
        return (asked.isOperators() ? "operator-policies" : "policies") + "/" + virtualHost + "/" + names.prefix()
                + asked.name();
    }

    private static String body(Operation.Policy policy, Names names) {
        String end = policy.queue().isEmpty() ? "" : policy.queue() + "$";
        return "{\"pattern\":\"^" + names.prefix() + end + "\",\"priority\":" + policy.priority() + ",\"apply-to\":\""
                + policy.applyTo() + "\",\"definition\":"
                + json(policy.definition().resolved(names::actual)) + "}";
    }

    private static String json(Map<String, Object> values) {
        List<String> members = new ArrayList<>();
        values.forEach((name, value) ->
                members.add("\"" + name + "\":" + (value instanceof String text ? "\"" + text + "\"" : value)));
        return "{" + String.join(",", members) + "}";
    }

    private int send(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + address.getHostString() + ":" + address.getPort() + "/api/" + path))
                .timeout(LIMIT)
                .header("Authorization", LOGIN)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
