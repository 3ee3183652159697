package io.leveret.broker.queue;

import io.leveret.codec.value.ShortString;
import java.util.List;

/**
 * All deaths of one message in one queue for one reason: an entry of {@code x-death}. But for the count it tells of the
 * first of them. Immutable.
 *
 * @param count how often
 * @param timeS seconds since 1970
 * @param exchange to which the message had been published
 * @param routingKeys with those of the header CC, without those of BCC
 * @param expirationMs time to live by the expiration property, or {@link Message#NO_EXPIRATION}
 */
record Death(
        ShortString queue,
        DeathReason reason,
        long count,
        long timeS,
        ShortString exchange,
        List<ShortString> routingKeys,
        long expirationMs) {

    boolean isIn(ShortString otherQueue, DeathReason otherReason) {
        return reason == otherReason && queue.equals(otherQueue);
    }

    /** The same once more. */
    Death again() {
        return new Death(queue, reason, count + 1, timeS, exchange, routingKeys, expirationMs);
    }
}
