package io.leveret.management.resource;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Bodies of requests. */
final class JsonBody {

    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<Map<String, @Nullable Object>> OBJECT = new TypeReference<>() {};

    private JsonBody() {}

    /** The object that the body is, empty if there is none; null if it is anything else. */
    static @Nullable Map<String, @Nullable Object> of(RoutingContext request) {
        Buffer body = request.body().buffer();
        if (body == null || body.length() == 0) {
            return Map.of();
        }
        try {
            return JSON.readValue(body.getBytes(), OBJECT);
        } catch (JacksonException e) {
            return null;
        }
    }
}
