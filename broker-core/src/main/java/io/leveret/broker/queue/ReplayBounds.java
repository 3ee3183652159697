package io.leveret.broker.queue;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How much of what is gone a queue keeps for replay, the oldest going first. Written as arguments of a queue and as
 * settings of a policy; an age is written as in RabbitMQ's {@code x-max-age}.
 *
 * @param maxAgeMs since it was published, or {@link Long#MAX_VALUE}
 * @param maxBytes octets of the journal, or {@link Long#MAX_VALUE}
 */
public record ReplayBounds(long maxAgeMs, long maxBytes) {

    public static final String MAX_AGE = "x-replay-max-age";
    public static final String MAX_BYTES = "x-replay-max-bytes";

    /** So long that nobody means it, and short enough for any unit. */
    private static final Pattern AGE = Pattern.compile("([0-9]{1,9})([YMDhms])");

    private static final long SECOND_MS = 1_000;
    private static final long DAY_MS = 86_400 * SECOND_MS;

    /** Whether this is an age. */
    public static boolean isAge(String text) {
        return AGE.matcher(text).matches();
    }

    /** The bounds by validated arguments or settings, or null if nothing is kept. */
    public static @Nullable ReplayBounds of(FieldTable validated) {
        FieldValue age = validated.get(MAX_AGE);
        FieldValue bytes = validated.get(MAX_BYTES);
        if (age == null && bytes == null) {
            return null;
        }
        return new ReplayBounds(
                age == null ? Long.MAX_VALUE : ageMs(age.render()),
                bytes instanceof FieldValue.IntegerValue number ? number.longValue() : Long.MAX_VALUE);
    }

    /** Bounds that keep no more than either, of which each may be missing; null if both are. */
    public static @Nullable ReplayBounds lesser(@Nullable ReplayBounds one, @Nullable ReplayBounds other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return new ReplayBounds(Math.min(one.maxAgeMs, other.maxAgeMs), Math.min(one.maxBytes, other.maxBytes));
    }

    private static long ageMs(String age) {
        Matcher matcher = AGE.matcher(age);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("an age that was not validated: " + age);
        }
        return Long.parseLong(matcher.group(1)) * unitMs(matcher.group(2));
    }

    private static long unitMs(String unit) {
        return switch (unit) {
            case "Y" -> 365 * DAY_MS;
            case "M" -> 30 * DAY_MS;
            case "D" -> DAY_MS;
            case "h" -> 3_600 * SECOND_MS;
            case "m" -> 60 * SECOND_MS;
            default -> SECOND_MS;
        };
    }
}
