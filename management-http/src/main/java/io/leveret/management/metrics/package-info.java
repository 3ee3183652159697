/** The metrics of a broker in Prometheus' text format, by the names that RabbitMQ gives them. */
@NullMarked
package io.leveret.management.metrics;

import org.jspecify.annotations.NullMarked;
