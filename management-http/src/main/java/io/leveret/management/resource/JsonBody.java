package io.leveret.management.resource;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Bodies of requests. */
final class JsonBody {

    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<Map<String, @Nullable Object>> OBJECT = new TypeReference<>() {};

    private static final String NOT_JSON = "not_json";
    private static final String DOUBLY_ENCODED =
            "invalid payload: the request body JSON-decoded to a string. " + "Is the input doubly-JSON-encoded?";

    /** What scripts send that have nothing to say. */
    private static final String UNDEFINED = "undefined";

    private JsonBody() {}

    /** The object that the body is, empty if there is none or it is null; null if it is anything else. */
    static @Nullable Map<String, @Nullable Object> of(RoutingContext request) {
        Buffer body = request.body().buffer();
        if (body == null || body.length() == 0 || body.toString().equals(UNDEFINED)) {
            return Map.of();
        }
        try {
            return Objects.requireNonNullElse(JSON.readValue(body.getBytes(), OBJECT), Map.of());
        } catch (JacksonException e) {
            return null;
        }
    }

    /** What is wrong with a body that is no object, in RabbitMQ's words. */
    static String complaint(RoutingContext request) {
        Buffer body = request.body().buffer();
        try {
            return body != null && JSON.readTree(body.getBytes()).isString() ? DOUBLY_ENCODED : NOT_JSON;
        } catch (JacksonException e) {
            return NOT_JSON;
        }
    }
}
