package io.leveret.broker;

import java.util.Map;

/**
 * A message that was taken from a queue.
 *
 * @param properties those that it has by AMQP's names in snake case; {@code headers} is a map
 * @param payload its first bytes, as many as were asked for
 * @param payloadBytes how many there are
 * @param messageCount messages that were ready behind it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record FetchedMessage(
        String exchange,
        String routingKey,
        boolean redelivered,
        Map<String, Object> properties,
        byte[] payload,
        int payloadBytes,
        long messageCount) {}
