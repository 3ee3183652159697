package io.leveret.broker.queue;

import io.leveret.codec.value.ShortString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How often a message has died, where and why: what {@code x-death} tells. Immutable.
 *
 * <p>It is the broker's own knowledge. A message from a client has none, whatever its headers say: only then can a count
 * be trusted.
 */
final class Deaths {

    /** Of a message that comes from a client. */
    static final Deaths NONE = new Deaths(List.of(), null, null);

    /** One death as {@code x-first-death-*} and {@code x-last-death-*} tell it. */
    record Mark(DeathReason reason, ShortString queue, ShortString exchange) {}

    private final List<Death> newestFirst;
    private final @Nullable Mark first;
    private final @Nullable Mark last;

    private Deaths(List<Death> newestFirst, @Nullable Mark first, @Nullable Mark last) {
        this.newestFirst = newestFirst;
        this.first = first;
        this.last = last;
    }

    /** Deaths that were told before. */
    static Deaths of(List<Death> newestFirst, @Nullable Mark first, @Nullable Mark last) {
        return new Deaths(List.copyOf(newestFirst), first, last);
    }

    /** With one death more: that of {@code message}, whose deaths these are. */
    Deaths with(DeathReason reason, ShortString queue, Message message, long timeS) {
        Death death = new Death(
                queue, reason, 1, timeS, message.exchange(), message.shownRoutingKeys(), message.expirationMs());
        List<Death> deaths = new ArrayList<>(newestFirst.size() + 1);
        for (Death earlier : newestFirst) {
            if (earlier.isIn(queue, reason)) {
                death = earlier.again();
            } else {
                deaths.add(earlier);
            }
        }
        deaths.add(0, death);
        Mark mark = new Mark(reason, queue, message.exchange());
        return new Deaths(List.copyOf(deaths), first == null ? mark : first, mark);
    }

    /** One per queue and reason, the latest first. */
    List<Death> newestFirst() {
        return newestFirst;
    }

    int size() {
        return newestFirst.size();
    }

    /** The very first death; null if there is none. */
    @Nullable
    Mark first() {
        return first;
    }

    /** The latest death; null if there is none. */
    @Nullable
    Mark last() {
        return last;
    }

    /**
     * Whether a message that goes to this queue has come full circle without any client having a hand in it: it died
     * there before, and neither then nor since because a client rejected it.
     */
    boolean isCycle(ShortString target) {
        for (Death death : newestFirst) {
            if (death.reason() == DeathReason.REJECTED) {
                return false;
            }
            if (death.queue().equals(target)) {
                return true;
            }
        }
        return false;
    }
}
