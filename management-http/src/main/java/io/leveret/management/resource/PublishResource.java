package io.leveret.management.resource;

import io.leveret.broker.PublishAnswer;
import io.leveret.management.view.ObjectView;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/exchanges/:vhost/:exchange/publish}: publishes a message and says whether a queue was for it. */
public record PublishResource(ObjectView objects) {

    private static final String ROUTING_KEY = "routing_key";
    private static final String PROPERTIES = "properties";
    private static final String PAYLOAD = "payload";
    private static final String ENCODING = "payload_encoding";
    private static final List<String> REQUIRED = List.of(ROUTING_KEY, PROPERTIES, PAYLOAD, ENCODING);

    private static final String HEADERS = "headers";
    private static final Set<String> NUMBERS = Set.of("delivery_mode", "priority", "timestamp");
    private static final Set<String> TEXTS = Set.of(
            "content_type",
            "content_encoding",
            "correlation_id",
            "reply_to",
            "expiration",
            "message_id",
            "type",
            "user_id",
            "app_id",
            "cluster_id");

    private record Routed(boolean routed) {}

    /** The handler of POST. */
    public Handler<RoutingContext> post() {
        return Given.handler(REQUIRED, (request, given) -> {
            Map<String, Object> properties = properties(given.nested(PROPERTIES));
            byte[] payload = payload(given.value(PAYLOAD), given.value(ENCODING));
            String routingKey = given.text(ROUTING_KEY, "");
            Refusals.PUBLISH.answer(
                    request,
                    () -> objects.by(Callers.of(request).name(), Path.part(request, "vhost"))
                            .publish(Exchanges.named(request), routingKey, properties, payload),
                    published -> answer(request, published));
        });
    }

    private static void answer(RoutingContext request, PublishAnswer published) {
        if (published == PublishAnswer.REJECTED) {
            Answer.badRequest(request, "rejected Unable to publish message. Check queue limits.");
        } else {
            Answer.ok(request, new Routed(published == PublishAnswer.ROUTED));
        }
    }

    /** Those that AMQP has; others are of no account. */
    private static Map<String, Object> properties(Given given) {
        Map<String, Object> properties = new TreeMap<>();
        given.body().forEach((name, value) -> {
            if (NUMBERS.contains(name)) {
                if (!(value instanceof Integer || value instanceof Long)) {
                    throw Given.wrong("not_int", name);
                }
                properties.put(name, value);
            } else if (TEXTS.contains(name)) {
                if (!(value instanceof String)) {
                    throw Given.wrong("not_string", name);
                }
                properties.put(name, value);
            } else if (name.equals(HEADERS)) {
                properties.put(name, given.table(name));
            }
        });
        return properties;
    }

    private static byte[] payload(@Nullable Object payload, @Nullable Object encoding) {
        if (!(payload instanceof String text)) {
            throw new BadRequestException("payload_not_string");
        }
        if ("string".equals(encoding)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        if (!"base64".equals(encoding)) {
            throw Given.wrong("unsupported_encoding", encoding);
        }
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw Given.wrong("not_base64", text);
        }
    }
}
