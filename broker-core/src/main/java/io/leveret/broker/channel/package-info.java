/** AMQP channels: one handler per class of methods. */
@NullMarked
package io.leveret.broker.channel;

import org.jspecify.annotations.NullMarked;
