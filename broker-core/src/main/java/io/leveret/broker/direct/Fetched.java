package io.leveret.broker.direct;

import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.value.BasicProperties;

/**
 * A message that basic.get has brought.
 *
 * @param how what came before it
 * @param body its first octets, as many as were asked for
 * @param bodyLength octets of the whole body
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Fetched(BasicMethod.GetOk how, BasicProperties properties, byte[] body, int bodyLength) {}
