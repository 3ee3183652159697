package io.leveret.broker;

import io.leveret.codec.value.BasicProperties;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the persistent messages of a queue, whether they wait, are held by a consumer, or are gone and kept for replay.
 *
 * @param messages by rising position
 * @param nextPosition where the next page begins
 * @param damage null, or why what stands at {@code nextPosition} cannot be read
 */
public record ReplayPage(
        List<Replayed> messages,
        long nextPosition,
        @Nullable String damage) {

    /**
     * One message.
     *
     * @param position rises with each message of the queue and never changes
     * @param enqueuedAtMs wall clock
     * @param exchange where it was published, empty for the default exchange
     * @param body read-only
     */
    public record Replayed(
            long position,
            long enqueuedAtMs,
            String exchange,
            String routingKey,
            BasicProperties properties,
            ByteBuffer body) {}
}
