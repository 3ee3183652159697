package io.leveret.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.http.HttpOptions;
import io.leveret.management.resource.OwnListeners;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Who may ask what. The rows come from the routes themselves, so that a route which {@code authorization-matrix.txt} does not
 * know fails the build.
 */
class AuthorizationMatrixTest {

    private static final Map<String, String> PARTS =
            Map.of(":vhost", "%2F", ":within", "1", ":unit", "days", ":port", "5672", ":protocols", "amqp");

    private final FakeBroker broker = new FakeBroker();
    private final Api api = new Api(broker, HttpOptions.DEFAULT);

    @AfterEach
    void tearDown() {
        api.close();
    }

    private static Set<String> routes(FakeBroker broker) {
        Vertx vertx = Vertx.vertx();
        try {
            Router router = ApiRouter.create(
                    vertx, broker, HttpOptions.DEFAULT, new OwnListeners("leveret@test", List::of, List::of, ""));
            Set<String> found = new TreeSet<>();
            for (Route route : router.getRoutes()) {
                String path = route.getPath();
                if (path != null && path.startsWith("/api/") && route.methods() != null) {
                    for (HttpMethod method : route.methods()) {
                        found.add(path + " " + method);
                    }
                }
            }
            return found;
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    /** Asks with a body that no resource wants: who gets to be told so may ask. */
    private boolean mayAsk(String route, String credentials) {
        int space = route.indexOf(' ');
        String path = List.of(route.substring(0, space).split("/", -1)).stream()
                .map(part -> part.startsWith(":") ? PARTS.getOrDefault(part, "x") : part)
                .collect(Collectors.joining("/"));
        HttpRequest.Builder request =
                api.unsigned(path).method(route.substring(space + 1), HttpRequest.BodyPublishers.ofString("no JSON"));
        if (!credentials.isEmpty()) {
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
        }
        return api.send(request).statusCode() != 401;
    }

    private String row(String route) {
        Map<String, List<String>> roles = new LinkedHashMap<>();
        roles.put("administrator", List.of("administrator"));
        roles.put("monitoring", List.of("monitoring"));
        roles.put("policymaker", List.of("policymaker"));
        roles.put("management", List.of("management"));
        roles.put("untagged", List.of());
        List<String> allowed = new ArrayList<>();
        roles.forEach((role, tags) -> {
            broker.tags = tags;
            if (mayAsk(route, "somebody:pass:word")) {
                allowed.add(role);
            }
        });
        broker.tags = List.of("administrator");
        if (mayAsk(route, "somebody:wrong")) {
            allowed.add("wrong password");
        }
        if (mayAsk(route, "")) {
            allowed.add("nobody");
        }
        return route + ": " + String.join(", ", allowed);
    }

    @Test
    void everyRouteLetsThoseInWhoMayAskAndNobodyElse() throws IOException {
        List<String> rows = routes(broker).stream().map(this::row).toList();
        assertThat(rows).isEqualTo(golden());
    }

    private static List<String> golden() throws IOException {
        try (InputStream in = AuthorizationMatrixTest.class.getResourceAsStream("authorization-matrix.txt")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
