package io.leveret.broker.connection;

import io.leveret.codec.value.BasicProperties;
import io.leveret.codec.value.ShortString;
import java.util.List;

/**
 * What is known of one message that was published. Its name is {@code publisher-number}, numbers rising per publisher, and
 * says what it is published with.
 */
final class CrashMessage {

    /** How many priorities messages have. */
    private static final int PRIORITIES = 4;

    static final long NEVER = Long.MAX_VALUE;

    final String name;
    final List<String> targets;
    /** When it was published: not before it was received. */
    final long atMs;

    final int life;
    final int stamp;
    final boolean isTransient;
    /** When it had been received, by the clock and by the ledger's stamps. */
    long receivedMs = NEVER;

    int confirmedStamp = Integer.MAX_VALUE;
    boolean confirmed;
    boolean refused;
    boolean aborted;

    CrashMessage(String name, List<String> targets, boolean isTransient, long atMs, int life, int stamp) {
        this.name = name;
        this.targets = targets;
        this.isTransient = isTransient;
        this.atMs = atMs;
        this.life = life;
        this.stamp = stamp;
    }

    static int number(String name) {
        return Integer.parseInt(name.substring(name.indexOf('-') + 1));
    }

    static String publisher(String name) {
        return name.substring(0, name.indexOf('-'));
    }

    static int priority(String name) {
        return number(name) % PRIORITIES;
    }

    /** Or {@link #NEVER}. */
    static long expirationMs(String name) {
        int number = number(name);
        return number % 6 == 0 ? 100 + number * 37 % 5_000 : NEVER;
    }

    static String body(String name) {
        return name + ":" + "x".repeat(number(name) % 4 * 10);
    }

    BasicProperties properties() {
        BasicProperties.Builder properties =
                BasicProperties.builder().deliveryMode(isTransient ? 1 : 2).priority(priority(name));
        if (expirationMs(name) != NEVER) {
            properties.expiration(ShortString.of(Long.toString(expirationMs(name))));
        }
        return properties.build();
    }
}
