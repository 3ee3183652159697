package io.leveret.management.resource;

import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a request's JSON body. */
final class Fields {

    /** Letters of a line in a list of what is missing. */
    private static final int LINE_MAX = 78;

    private Fields() {}

    /** Whether a parameter of the query says true. */
    static boolean isAsked(RoutingContext request, String parameter) {
        return request.queryParam(parameter).contains("true");
    }

    /**
     * The body's fields if it has all that are required; null if not, and then the request is answered.
     *
     * @param required RabbitMQ names all that are missing, in this order
     */
    static @Nullable Map<String, @Nullable Object> of(RoutingContext request, List<String> required) {
        Map<String, @Nullable Object> body = JsonBody.of(request);
        if (body == null) {
            Answer.badRequest(request, JsonBody.complaint(request));
            return null;
        }
        List<String> missing = new ArrayList<>();
        for (String key : required) {
            if (!body.containsKey(key)) {
                missing.add("{key_missing," + key + "}");
            }
        }
        if (missing.isEmpty()) {
            return body;
        }
        Answer.badRequest(request, listed(missing));
        return null;
    }

    /** As RabbitMQ prints a list: on one line if it fits, else each on its own. */
    private static String listed(List<String> missing) {
        String line = "[" + String.join(",", missing) + "]";
        return line.length() <= LINE_MAX ? line : "[" + String.join(",\n ", missing) + "]";
    }

    /** A text; null, and an answered request, if it is none. */
    static @Nullable String text(RoutingContext request, Map<String, @Nullable Object> body, String key) {
        if (body.get(key) instanceof String text) {
            return text;
        }
        Answer.error(request, 400, "bad_request", key + " should be a string");
        return null;
    }

    /** Tags, as an array or as one text with commas; null if they are neither. */
    static @Nullable List<String> tags(@Nullable Object tags) {
        if (tags instanceof String text) {
            return text.isBlank() ? List.of() : List.of(text.strip().split("\\s*,\\s*"));
        }
        if (tags instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        return null;
    }
}
