package io.leveret.broker.connection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of every message of a simulation, one copy per queue, as far as its clients can know. */
final class SimLedger {

    /** A message in one queue. */
    static final class Copy {
        final String queue;
        final String body;
        /** Its queue may be purged or deleted, or let it expire. */
        final boolean perishable;
        /** It is confirmed, or its publisher lives. */
        boolean sure = true;

        boolean seen;
        boolean found;
        boolean takenWithoutAck;

        @Nullable
        SimChannel holder;

        @Nullable
        SimChannel settledBy;
        /** It was settled by a channel that died before that was certain to count. */
        boolean perhapsSettled;

        Copy(String queue, String body, boolean perishable) {
            this.queue = queue;
            this.body = body;
            this.perishable = perishable;
        }

        String publisher() {
            return body.substring(0, body.indexOf('.'));
        }

        int number() {
            return Integer.parseInt(body.substring(body.indexOf('.') + 1));
        }

        @Override
        public String toString() {
            return body + " in " + queue;
        }
    }

    /**
     * A delivery of a queue that comes and goes which contradicts an earlier one: the broker must have closed one of the
     * two channels, because of such a queue, and its client had not read that yet.
     */
    private record Dispute(String text, Copy copy, SimChannel before, SimChannel after) {}

    private final Map<String, Copy> copies = new LinkedHashMap<>();
    private final List<Dispute> disputes = new ArrayList<>();
    private final Map<String, Integer> lastFound = new HashMap<>();
    int deliveries;

    static void check(boolean holds, String otherwise, Object about) {
        if (!holds) {
            throw new AssertionError(otherwise + ": " + about);
        }
    }

    Copy published(String queue, String body, boolean perishable) {
        Copy copy = new Copy(queue, body, perishable);
        copies.put(key(queue, body), copy);
        return copy;
    }

    private static String key(String queue, String body) {
        return queue + "/" + body;
    }

    Collection<Copy> all() {
        return copies.values();
    }

    private Copy known(String queue, String body) {
        Copy copy = copies.get(key(queue, body));
        if (copy == null) {
            throw new AssertionError("delivered what was never published: " + body + " in " + queue);
        }
        return copy;
    }

    /** A client reads a delivery of which it knows that it is the holder now. */
    Copy delivered(SimChannel to, String queue, String body, boolean redelivered, boolean noAck) {
        deliveries++;
        Copy copy = known(queue, body);
        if (copy.perishable) {
            dispute(copy, copy.holder, to, "delivered to two holders");
            dispute(copy, copy.settledBy, to, "delivered although it was settled");
            dispute(copy, copy.seen && !redelivered ? to : null, to, "seen before and not marked redelivered");
            copy.holder = null;
            copy.settledBy = null;
        } else {
            checkMayBeDelivered(copy, redelivered);
        }
        copy.seen = true;
        if (noAck) {
            copy.takenWithoutAck = true;
        } else {
            copy.holder = to;
        }
        return copy;
    }

    private static void checkMayBeDelivered(Copy copy, boolean redelivered) {
        check(copy.holder == null, "still held", copy);
        check(copy.settledBy == null, "still there although it was settled", copy);
        check(!copy.takenWithoutAck, "delivered although it was taken without acknowledgement", copy);
        check(redelivered || !copy.seen, "seen before and not marked redelivered", copy);
    }

    /** A client reads a delivery that the broker may have taken back since. */
    void seenStale(String queue, String body) {
        known(queue, body).seen = true;
    }

    /** What is left in a queue at the end, in its order. */
    void found(String queue, String body, boolean redelivered) {
        Copy copy = known(queue, body);
        checkMayBeDelivered(copy, redelivered);
        check(!copy.found, "twice in its queue", copy);
        copy.found = true;
        Integer before = lastFound.put(queue + " " + copy.publisher(), copy.number());
        check(before == null || before < copy.number(), "left in its queue out of order", copy);
    }

    private void dispute(Copy copy, @Nullable SimChannel before, SimChannel after, String text) {
        if (before != null) {
            disputes.add(new Dispute(text, copy, before, after));
        }
    }

    /** Every contradiction has been explained by now. */
    void checkDisputes() {
        for (Dispute dispute : disputes) {
            check(dispute.before.doubtful || dispute.after.doubtful, dispute.text, dispute.copy);
        }
    }

    /** Every message that must be somewhere is in exactly one place. */
    void checkNothingIsLost() {
        for (Copy copy : copies.values()) {
            if (copy.perishable || copy.found || copy.perhapsSettled) {
                continue;
            }
            boolean settled = copy.settledBy != null || copy.takenWithoutAck;
            check(settled || !copy.sure, "lost", copy);
        }
    }
}
