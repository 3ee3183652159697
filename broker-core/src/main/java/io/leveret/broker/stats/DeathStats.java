package io.leveret.broker.stats;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** How many messages have died in the queues of one loop. Owned by the loop. */
public final class DeathStats {

    /** What becomes of those that die. */
    public enum Strategy {
        /** Nothing. */
        DISABLED,
        /** They are sent on, once. */
        AT_MOST_ONCE,
        /** They are sent on until somebody has them. */
        AT_LEAST_ONCE
    }

    /** Takes counts. */
    public interface Taker {
        /** So many have died. */
        void take(Total of, Strategy strategy, String reason, long count);
    }

    private final Map<Total, Map<Strategy, Map<String, long[]>>> counts = new EnumMap<>(Total.class);
    private long confirmed;

    /** One more. */
    public void count(Total of, Strategy strategy, String reason) {
        counts.computeIfAbsent(of, unknown -> new EnumMap<>(Strategy.class))
                .computeIfAbsent(strategy, unknown -> new HashMap<>())
                .computeIfAbsent(reason, unknown -> new long[1])[0]++;
    }

    /** Somebody has one that is sent until somebody has it. */
    public void countConfirmed() {
        confirmed++;
    }

    /** How many of these somebody has. */
    public long confirmed() {
        return confirmed;
    }

    /** Gives all counts that are not 0. */
    public void forEach(Taker taker) {
        counts.forEach((of, byStrategy) -> byStrategy.forEach((strategy, byReason) ->
                byReason.forEach((reason, count) -> taker.take(of, strategy, reason, count[0]))));
    }
}
