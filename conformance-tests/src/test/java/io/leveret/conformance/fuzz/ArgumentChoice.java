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
        return switch (random.nextInt(14)) {
            case 0 -> to.with("x-max-length", badNumber());
            case 1 -> to.with("x-max-length-bytes", badNumber());
            case 2 -> to.with("x-overflow", pick(Arrays.asList("drop-tail", 5, "", true)));
            case 3, 4 -> to.with("x-message-ttl", badNumber());
            case 5, 6 -> to.with("x-expires", chance(30) ? 0 : badNumber());
            case 7 -> to.with("x-dead-letter-exchange", badValue());
            case 8 -> to.with("x-dead-letter-routing-key", chance(60) ? "a" : badValue());
            case 9, 10 -> to.with("x-max-priority", chance(40) ? pick(List.of(0, 255, 256, 1000)) : badNumber());
            case 11 -> to.with("x-single-active-consumer", badValue());
            case 12 -> to.with("x-queue-type", pick(Arrays.asList("none", 5, "", "quorum ")));
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
