package io.leveret.broker.direct;

import io.leveret.codec.value.BasicProperties;

/**
 * What stands behind a method that carries a message.
 *
 * @param body taken over
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Content(BasicProperties properties, byte[] body) {}
