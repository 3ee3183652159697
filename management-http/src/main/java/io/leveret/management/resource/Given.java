package io.leveret.management.resource;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a body by what they should be. Every method throws {@link BadRequestException} if one is something else. */
record Given(Map<String, @Nullable Object> body) {

    private static final String NUMBER = "-?[0-9]{1,18}";

    /** Does what a request asks for that has such fields. */
    interface Use {
        void of(RoutingContext request, Given given);
    }

    /**
     * The handler of requests with a body; answers those that are not well said.
     *
     * @param required fields that there must be
     */
    static Handler<RoutingContext> handler(List<String> required, Use use) {
        return request -> {
            Map<String, @Nullable Object> body = Fields.of(request, required);
            if (body == null) {
                return;
            }
            try {
                use.of(request, new Given(body));
            } catch (BadRequestException e) {
                Answer.badRequest(request, e.reason());
            }
        };
    }

    static BadRequestException wrong(String what, @Nullable Object value) {
        return new BadRequestException(Arrays.asList(what, value));
    }

    @Nullable
    Object value(String key) {
        return body.get(key);
    }

    /** A value as a text, whatever it is. */
    String text(String key, String otherwise) {
        return String.valueOf(body.getOrDefault(key, otherwise));
    }

    /** Whether a flag is set, by a truth or by its name; not if it is not there. */
    boolean flag(String key) {
        Object value = body.getOrDefault(key, false);
        if (value instanceof Boolean truth) {
            return truth;
        } else if ("true".equals(value) || "false".equals(value)) {
            return "true".equals(value);
        }
        throw wrong("not_boolean", value);
    }

    /** A whole number, perhaps in a text. */
    long number(String key, long otherwise) {
        Object value = body.getOrDefault(key, otherwise);
        if (value instanceof Number number) {
            return number.longValue();
        }
        if (value instanceof String text && text.matches(NUMBER)) {
            return Long.parseLong(text);
        }
        throw wrong("not_integer", value);
    }

    /** The fields of a field; an empty list has none, since RabbitMQ writes so what is empty. */
    Given nested(String key) {
        Object value = body.get(key);
        if (value instanceof List<?> list && list.isEmpty()) {
            return new Given(Map.of());
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw new BadRequestException(key + " should be an object");
        }
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        map.forEach((name, element) -> fields.put(String.valueOf(name), element));
        return new Given(fields);
    }

    /** A table, empty if it is not there. */
    Map<String, Object> table(String key) {
        Map<String, Object> table = new LinkedHashMap<>();
        if (body.containsKey(key)) {
            nested(key).body().forEach((name, element) -> table.put(name, withoutNull(element)));
        }
        return table;
    }

    private static Object withoutNull(@Nullable Object value) {
        if (value == null) {
            throw new BadRequestException("null_not_allowed");
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(Given::withoutNull);
        } else if (value instanceof List<?> list) {
            list.forEach(Given::withoutNull);
        }
        return value;
    }
}
