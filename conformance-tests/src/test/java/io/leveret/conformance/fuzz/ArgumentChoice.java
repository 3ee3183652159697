package io.leveret.conformance.fuzz;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Chooses tables: arguments of queues and bindings, properties and headers of messages, good and bad. One thread. */
final class ArgumentChoice {

    /** Times that never end within a script. */
    private static final int LONG_MS = 100_000_000;

    private final Random random;

    ArgumentChoice(Random random) {
        this.random = random;
    }

    // Queues

    /**
     * Arguments for a queue.
     *
     * @param good how many that a queue may have, at most
     * @param bad how many that it may not have, or with a value that is wrong
     */
    Arguments ofQueue(int good, int bad) {
        Arguments chosen = Arguments.NONE;
        for (int i = 0; i < good; i++) {
            chosen = good(chosen);
        }
        for (int i = 0; i < bad; i++) {
            chosen = bad(chosen);
        }
        return chosen;
    }

    /** Others than before, mostly in one value only. */
    Arguments changed(Arguments before) {
        if (before.values().isEmpty() || chance(30)) {
            return chance(85) ? good(before) : bad(before);
        }
        List<Arguments> fewer = before.simpler();
        Arguments without = fewer.get(random.nextInt(fewer.size()));
        if (chance(50)) {
            return without;
        }
        String name = before.values().keySet().stream()
                .filter(each -> !without.has(each))
                .findFirst()
                .orElseThrow();
        return without.with(name, similar(before.get(name)));
    }

    /** The same number of another type, or another value. */
    private Object similar(Object value) {
        if (value instanceof Integer number) {
            return pick(
                    Arrays.asList((long) number, number + 1, number.doubleValue(), number.shortValue(), "" + number));
        }
        return value instanceof Boolean bool ? (Object) !bool : pick(Arrays.asList("other", 7, value));
    }

    private Arguments good(Arguments to) {
        return switch (random.nextInt(15)) {
            case 0, 1, 2 -> to.with("x-max-length", chance(90) ? (Object) random.nextInt(4) : 2L);
            case 3 -> to.with("x-max-length-bytes", pick(List.of(0, 2, 5, 20, 100)));
            case 4, 5 -> to.with("x-overflow", pick(List.of("drop-head", "reject-publish", "reject-publish-dlx")));
            case 6 -> to.with("x-message-ttl", chance(60) ? 0 : LONG_MS);
            case 7 -> to.with("x-expires", LONG_MS);
            case 8, 9, 10 -> deadLetters(to);
            case 11, 12 -> to.with("x-max-priority", pick(List.of(1, 2, 5)));
            case 13 -> to.with("x-single-active-consumer", chance(80));
            default ->
                pick(List.of(
                        to.with("x-queue-type", "classic"),
                        to.with("x-queue-mode", "lazy"),
                        to.with("x-note", "a"),
                        to.with("x-queue-mode", "default")));
        };
    }

    private Arguments deadLetters(Arguments to) {
        Arguments with = to.with("x-dead-letter-exchange", pick(List.of("", "", "x1", "x2", "amq.fanout", "x9")));
        return chance(70) ? with.with("x-dead-letter-routing-key", pick(List.of("q1", "q2", "q3", "a"))) : with;
    }

    private Arguments bad(Arguments to) {
        return switch (random.nextInt(15)) {
            case 13 ->
                to.with(
                        pick(List.of("x-delivery-limit", "x-quorum-initial-group-size", "x-dead-letter-strategy")),
                        pick(Arrays.asList(5, "at-least-once")));
            case 0 -> to.with("x-max-length", badNumber());
            case 1 -> to.with("x-max-length-bytes", badNumber());
            case 2 -> to.with("x-overflow", pick(Arrays.asList("drop-tail", 5, "", true)));
            case 3, 4 -> to.with("x-message-ttl", badNumber());
            case 5, 6 -> to.with("x-expires", chance(30) ? 0 : badNumber());
            case 7 -> to.with("x-dead-letter-exchange", badValue());
            case 8 -> to.with("x-dead-letter-routing-key", chance(60) ? "a" : badValue());
            case 9, 10 -> to.with("x-max-priority", chance(40) ? pick(List.of(0, 255, 256, 1000)) : badNumber());
            case 11 -> to.with("x-single-active-consumer", badValue());
            case 12 -> to.with("x-queue-type", pick(Arrays.asList("none", 5, "", "quorum ", "quorum")));
            default -> to.with("x-queue-mode", pick(Arrays.asList("odd", 5)));
        };
    }

    private Object badNumber() {
        return pick(Arrays.asList(
                -1,
                -5L,
                "5",
                "text",
                true,
                1.5,
                2.0,
                null,
                4_294_967_296L,
                1L << 40,
                Long.MAX_VALUE,
                new BigDecimal("1"),
                Map.of("a", 1),
                List.of(1),
                (short) 3,
                (byte) 2));
    }

    /** Something that is no string, no number from 0 up and no list. */
    Object badValue() {
        return pick(Arrays.asList(5, true, null, -1, 1.5, List.of("x1"), Map.of("a", 1)));
    }

    // Quorum queues

    /**
     * Arguments for a quorum queue, the same way; what newer versions only have is not among them. Without a delivery limit
     * RabbitMQ 3.10 puts what comes back behind all others.
     */
    Arguments ofQuorumQueue(int good, int bad) {
        Arguments chosen = Arguments.of("x-queue-type", "quorum");
        if (chance(92)) {
            chosen = chosen.with("x-delivery-limit", chance(50) ? 20 : random.nextInt(4));
        }
        for (int i = 0; i < good; i++) {
            chosen = goodForQuorum(chosen);
        }
        for (int i = 0; i < bad; i++) {
            chosen = badForQuorum(chosen);
        }
        return chosen;
    }

    private Arguments goodForQuorum(Arguments to) {
        return switch (random.nextInt(14)) {
            case 0, 1, 2, 3, 4, 5 -> deadLetters(to);
            case 6, 7 ->
                to.has("x-max-length") || to.has("x-max-length-bytes")
                        ? to
                        : deadLetters(to)
                                .with("x-overflow", "reject-publish")
                                .with("x-dead-letter-strategy", "at-least-once");
            case 8 -> dropping(to).with("x-max-length", random.nextInt(4));
            case 9 -> dropping(to).with("x-max-length-bytes", pick(List.of(0, 2, 5, 20, 100)));
            case 10 -> to.with("x-single-active-consumer", chance(80));
            case 11 -> to.with(pick(List.of("x-message-ttl", "x-expires")), LONG_MS);
            case 12 -> to.with("x-message-ttl", chance(50) ? 0 : LONG_MS);
            default ->
                pick(List.of(
                        to.with("x-dead-letter-strategy", "at-most-once"),
                        to.with("x-quorum-initial-group-size", 3),
                        to.with("x-max-in-memory-length", 1),
                        to.with("x-max-in-memory-bytes", 1),
                        to.with("x-note", "a")));
        };
    }

    /** One or two messages too many get into RabbitMQ's quorum queues that refuse messages. */
    private Arguments dropping(Arguments to) {
        return to.has("x-overflow") || chance(30)
                ? to.with("x-overflow", pick(List.of("drop-head", "reject-publish-dlx")))
                : to;
    }

    private Arguments badForQuorum(Arguments to) {
        return switch (random.nextInt(9)) {
            case 0 -> to.with("x-max-priority", 5);
            case 1 -> to.with("x-queue-mode", "lazy");
            case 2 -> to.with(pick(List.of("x-max-age", "x-queue-version")), pick(Arrays.asList("1h", 2)));
            case 3 -> to.with("x-dead-letter-strategy", pick(Arrays.asList("some", 5, "", true)));
            case 4 -> to.with("x-overflow", pick(Arrays.asList("drop-tail", 5, "")));
            case 5 -> to.with(pick(List.of("x-max-length", "x-max-length-bytes", "x-message-ttl")), badNumber());
            // Not the numbers that are none of the client's usual ones: to the queue they are times that end at once.
            case 6 -> to.with("x-expires", chance(30) ? 0 : pick(Arrays.asList(-1, "5", true, 1.5, null, 1L << 40)));
            case 7 ->
                to.with(
                        pick(List.of("x-quorum-initial-group-size", "x-max-in-memory-length", "x-max-in-memory-bytes")),
                        badNumber());
            default ->
                to.with(
                        pick(List.of(
                                "x-dead-letter-exchange", "x-dead-letter-routing-key", "x-single-active-consumer")),
                        badValue());
        };
    }

    // Policies

    /** The definition of a policy, of which little can be refused: that is no matter of chance. */
    Arguments ofPolicy(boolean isOperators, boolean withRefusal) {
        Arguments definition = Arguments.NONE;
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            definition = isOperators ? ofOperators(definition) : policySetting(definition, withRefusal);
        }
        return chance(4) ? definition.with(pick(List.of("max-length", "nonesuch", "message-ttl")), -1) : definition;
    }

    private Arguments ofOperators(Arguments to) {
        return switch (random.nextInt(5)) {
            case 0, 1 -> to.with("max-length", random.nextInt(4));
            case 2 -> to.with("max-length-bytes", pick(List.of(0, 2, 5, 20, 100)));
            case 3 -> to.with("message-ttl", chance(50) ? 0 : LONG_MS);
            default -> to.with("expires", LONG_MS);
        };
    }

    private Arguments policySetting(Arguments to, boolean withRefusal) {
        return switch (random.nextInt(12)) {
            case 0, 1, 2 ->
                to.with("dead-letter-exchange", pick(List.of("", "", "x1", "x2", "amq.fanout", "x9")))
                        .with("dead-letter-routing-key", pick(List.of("q1", "q2", "q3", "a")));
            case 3 -> to.with("dead-letter-exchange", pick(List.of("", "x1", "amq.fanout")));
            case 4, 5 ->
                to.with("overflow", withRefusal ? pick(List.of("reject-publish", "reject-publish-dlx")) : "drop-head");
            case 6 -> to.with("alternate-exchange", pick(List.of("x1", "x2", "amq.fanout", "x9")));
            case 7 -> to.with("delivery-limit", random.nextInt(3));
            default -> ofOperators(to);
        };
    }

    // Bindings

    /** Mostly for a headers exchange. */
    Arguments ofBinding() {
        Arguments table = Arguments.NONE;
        if (chance(75)) {
            table = table.with(
                    "x-match", chance(90) ? pick(List.of("all", "any")) : pick(Arrays.asList("some", 5, "")));
        }
        int headers = random.nextInt(3);
        for (int i = 0; i < headers; i++) {
            table = table.with(pick(List.of("h1", "h2", "x-h")), headerValue());
        }
        return table;
    }

    private Object headerValue() {
        return pick(Arrays.asList(1, 1L, "one", "two", true, null, 1.0, (short) 1, List.of("a")));
    }

    // Messages

    /**
     * Properties by name.
     *
     * @param headersPercent how likely there are headers
     */
    Arguments ofMessage(boolean withReplyTo, int headersPercent) {
        Arguments properties = Arguments.NONE;
        if (chance(25)) {
            properties = properties.with("delivery-mode", chance(80) ? 2 : 1);
        }
        if (chance(15)) {
            properties = properties.with("priority", pick(List.of(0, 1, 2, 5, 9, 255)));
        }
        if (chance(8)) {
            properties = properties.with(
                    "expiration",
                    chance(75)
                            ? pick(List.of("0", "100000000"))
                            : pick(List.of("abc", "10x", "-1", "", " 5", "1.5", "000", "+0", "999999999999999")));
        }
        if (withReplyTo) {
            properties = properties.with("reply-to", chance(85) ? "amq.rabbitmq.reply-to" : "elsewhere");
        }
        if (chance(4)) {
            properties = properties.with("user-id", chance(60) ? "guest" : pick(List.of("other", "")));
        }
        if (chance(8)) {
            properties = properties.with("message-id", "id");
        }
        Map<String, Object> headers = headers(headersPercent);
        return headers.isEmpty() ? properties : properties.with("headers", headers);
    }

    private Map<String, Object> headers(int percent) {
        Map<String, Object> headers = new LinkedHashMap<>();
        int count = chance(percent) ? 1 + random.nextInt(2) : 0;
        for (int i = 0; i < count; i++) {
            headers.put(pick(List.of("h1", "h2", "x-h")), headerValue());
        }
        if (chance(6)) {
            headers.put("CC", chance(85) ? pick(List.of(List.of("q1"), List.of("q2", "a"), List.of())) : badCopies());
        }
        if (chance(4)) {
            headers.put("BCC", chance(90) ? pick(List.of(List.of("q3"), List.of("q1", "q1"))) : badCopies());
        }
        return headers;
    }

    private Object badCopies() {
        return pick(Arrays.asList("q1", 5, null, List.of(1), List.of("q1", 2)));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
