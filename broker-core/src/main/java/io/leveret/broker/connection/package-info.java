/** AMQP connections: bytes to frames, handshake, heartbeats, output. */
@NullMarked
package io.leveret.broker.connection;

import org.jspecify.annotations.NullMarked;
