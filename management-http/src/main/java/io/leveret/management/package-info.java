/**
 * The management HTTP API under {@code /api}, in the shapes RabbitMQ's management plugin gives them. It sees the broker
 * through its public API alone.
 */
@NullMarked
package io.leveret.management;

import org.jspecify.annotations.NullMarked;
