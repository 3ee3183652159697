/** The methods of AMQP 0-9-1 and RabbitMQ's extensions, one file per AMQP class, and their codec. */
@NullMarked
package io.leveret.codec.method;

import org.jspecify.annotations.NullMarked;
