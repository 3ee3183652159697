package io.leveret.management.resource;

import io.leveret.broker.FetchedMessage;
import io.leveret.broker.GetMode;
import io.leveret.management.view.ObjectView;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/queues/:vhost/:name/get}: takes messages from the head of a queue, for good or to put them back. */
public record GetMessagesResource(ObjectView objects) {

    private static final String ACK_MODE = "ackmode";
    private static final String COUNT = "count";
    private static final String ENCODING = "encoding";
    private static final String TRUNCATE = "truncate";
    private static final List<String> REQUIRED = List.of(ACK_MODE, COUNT, ENCODING);

    private static final String AUTO = "auto";
    private static final String BASE64 = "base64";

    /**
     * A message as the API shows it.
     *
     * @param properties an empty list if there are none, as RabbitMQ's are
     */
    private record MessageBody(
            int payloadBytes,
            boolean redelivered,
            String exchange,
            String routingKey,
            long messageCount,
            Object properties,
            String payload,
            String payloadEncoding) {}

    /** The handler of POST. */
    public Handler<RoutingContext> post() {
        return Given.handler(REQUIRED, (request, given) -> {
            long count = given.number(COUNT, 1);
            long truncate = given.number(TRUNCATE, Integer.MAX_VALUE);
            if (truncate < 0) {
                throw Given.wrong("not_integer", truncate);
            }
            GetMode mode = mode(given.text(ACK_MODE, ""));
            boolean auto = isAuto(given.text(ENCODING, ""));
            Refusals.GET.answer(
                    request,
                    () -> objects.by(Callers.of(request).name(), Path.part(request, "vhost"))
                            .get(
                                    Path.part(request, "name"),
                                    // RabbitMQ counts down until nothing is left.
                                    count < 0 ? Long.MAX_VALUE : count,
                                    mode,
                                    (int) Math.min(truncate, Integer.MAX_VALUE)),
                    got -> Answer.ok(
                            request,
                            got.stream().map(message -> body(message, auto)).toList()));
        });
    }

    private static GetMode mode(String name) {
        for (GetMode mode : GetMode.values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(name)) {
                return mode;
            }
        }
        throw new BadRequestException("Invalid ackmode value: " + name);
    }

    private static boolean isAuto(String encoding) {
        if (!encoding.equals(AUTO) && !encoding.equals(BASE64)) {
            throw new BadRequestException("Unsupported encoding. Please use auto or base64.");
        }
        return encoding.equals(AUTO);
    }

    private static MessageBody body(FetchedMessage message, boolean auto) {
        String text = auto ? text(message.payload()) : null;
        return new MessageBody(
                message.payloadBytes(),
                message.redelivered(),
                message.exchange(),
                message.routingKey(),
                message.messageCount(),
                message.properties().isEmpty() ? List.of() : message.properties(),
                text == null ? Base64.getEncoder().encodeToString(message.payload()) : text,
                text == null ? BASE64 : "string");
    }

    private static @Nullable String text(byte[] payload) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
