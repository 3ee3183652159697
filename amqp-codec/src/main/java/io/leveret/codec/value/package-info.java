/**
 * Wire values of AMQP 0-9-1: short strings, field tables with their values, and the properties of a message.
 *
 * <p>Values are immutable and may be read from any thread. A length found on the wire is checked against the bytes that
 * are really there before anything is allocated for it.
 */
@NullMarked
package io.leveret.codec.value;

import org.jspecify.annotations.NullMarked;
