/**
 * Immutable collections that share their structure: the memory of every routing snapshot. They know nothing of AMQP.
 */
@NullMarked
package io.leveret.routing.map;

import org.jspecify.annotations.NullMarked;
