package io.leveret.broker.queue;

import io.leveret.codec.value.ShortString;
import org.jspecify.annotations.Nullable;

/**
 * Where a queue's dead letters go.
 *
 * @param exchange {@code x-dead-letter-exchange}; empty for the default exchange; it need not exist
 * @param routingKey {@code x-dead-letter-routing-key}, or null if they keep their own keys
 */
public record DeadLetterTarget(
        ShortString exchange, @Nullable ShortString routingKey) {}
