package io.leveret.management.resource;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Writes answers: JSON bodies in snake case, and errors in the two fields that RabbitMQ gives them. */
public final class Answer {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private Answer() {}

    /** What every error says; clients match on both texts. */
    private record ErrorBody(String error, String reason) {}

    /** 200 with a body. */
    public static void ok(RoutingContext request, Object body) {
        write(request, 200, body);
    }

    /** A status below 300 without a body. */
    static void done(RoutingContext request, int status) {
        request.response().setStatusCode(status).end();
    }

    /** 503 with a body. */
    static void unavailable(RoutingContext request, Object body) {
        write(request, 503, body);
    }

    /** A status from 400 up with its two texts. */
    public static void error(RoutingContext request, int status, String error, String reason) {
        write(request, status, new ErrorBody(error, reason));
    }

    /** The resource, or what it belongs to, does not exist. */
    public static void notFound(RoutingContext request) {
        error(request, 404, "Object Not Found", "Not Found");
    }

    private static void write(RoutingContext request, int status, Object body) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader(HttpHeaders.VARY, "accept, accept-encoding, origin")
                .end(Buffer.buffer(JSON.writeValueAsBytes(body)));
    }
}
