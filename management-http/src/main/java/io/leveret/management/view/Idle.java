package io.leveret.management.view;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Since when something is idle, as RabbitMQ writes it. */
final class Idle {

    /** What was used more lately than that is not idle. */
    private static final long LEAST_MS = 1000;

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSxxx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Idle() {}

    /** {@code 2026-11-30T12:00:00.000+00:00}, or null for what is not. */
    static @Nullable String since(long usedAtMs, Instant now) {
        return now.toEpochMilli() - usedAtMs < LEAST_MS ? null : DATE.format(Instant.ofEpochMilli(usedAtMs));
    }
}
