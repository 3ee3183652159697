package io.leveret.broker.connection;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message as it stands in one queue: the same before and after a restart, and another than its dead letters.
 *
 * @param past its deaths, the first one first
 */
record CrashEntry(String queue, String message, List<Death> past) {

    /** As {@code x-death} tells of it. */
    record Death(String queue, String reason, long timeS) {}

    /** What was received from that queue. */
    static CrashEntry of(String queue, SteppedClient.Received received) {
        String body = received.body();
        String name = body.substring(0, body.indexOf(':'));
        if (!body.equals(CrashMessage.body(name))) {
            throw new AssertionError(name + " has another body in " + queue + ": " + body);
        }
        if (!Objects.equals(received.properties().priority(), CrashMessage.priority(name))) {
            throw new AssertionError(name + " has another priority in " + queue);
        }
        return new CrashEntry(queue, name, deaths(received.properties().headers()));
    }

    private static List<Death> deaths(@Nullable FieldTable headers) {
        List<Death> deaths = new ArrayList<>();
        if (headers != null && headers.get("x-death") instanceof FieldValue.Array told) {
            for (FieldValue death : told.values()) {
                deaths.add(0, death(((FieldValue.Table) death).table()));
            }
        }
        return List.copyOf(deaths);
    }

    private static Death death(FieldTable table) {
        if (!(table.get("time") instanceof FieldValue.Timestamp time)
                || !(table.get("count") instanceof FieldValue.IntegerValue count)
                || count.longValue() != 1) {
            throw new AssertionError("a death of another kind: " + table);
        }
        return new Death(
                Objects.requireNonNull(table.get("queue")).render(),
                Objects.requireNonNull(table.get("reason")).render(),
                time.seconds());
    }

    /** The queue to which the message was published. */
    String origin() {
        return past.isEmpty() ? queue : past.get(0).queue;
    }

    /** What has died to become this. */
    @Nullable
    CrashEntry source() {
        int last = past.size() - 1;
        return last < 0 ? null : new CrashEntry(past.get(last).queue, message, past.subList(0, last));
    }

    /** The death that has made this of its source. */
    Death lastDeath() {
        return past.get(past.size() - 1);
    }
}
