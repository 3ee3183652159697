/** Which line of RabbitMQ the broker behaves like, where they differ. */
@NullMarked
package io.leveret.broker.compat;

import org.jspecify.annotations.NullMarked;
