package io.leveret.broker.channel;

import io.leveret.broker.time.Deadlines;

/**
 * How long a delivery may stay unacknowledged.
 *
 * @param ms at least 1
 * @param deadlines where channels wait for it
 */
public record DeliveryTimeout(long ms, Deadlines deadlines) {}
