package io.leveret.broker;

import io.leveret.broker.queue.Consumer;
import io.leveret.broker.queue.ConsumerOrigin;
import io.leveret.broker.queue.Queue;
import java.util.Map;

/**
 * One consumer for those who look from outside.
 *
 * @param connection name of its connection
 * @param user who has logged in there
 * @param prefetch how many unacknowledged messages it may hold, 0 for any number
 * @param active whether it is served, and does not wait until others have left
 * @param alone whether the queue serves one consumer at a time
 * @param arguments as plain Java values
 */
public record ConsumerInfo(
        String vhost,
        String queue,
        String tag,
        String connection,
        int channel,
        String user,
        boolean noAck,
        boolean exclusive,
        int prefetch,
        boolean active,
        boolean alone,
        Map<String, Object> arguments) {

    /** {@code 127.0.0.1:53210 -> 127.0.0.1:5672 (1)}. */
    public String channelName() {
        return ChannelInfo.name(connection, channel);
    }

    /** On the queue's home loop. */
    static ConsumerInfo of(String vhost, Queue queue, Consumer consumer) {
        ConsumerOrigin origin = consumer.sink().origin();
        Consumer.Terms terms = consumer.terms();
        return new ConsumerInfo(
                vhost,
                queue.name().toString(),
                terms.tag(),
                origin.connectionName(),
                origin.channelNumber(),
                origin.user(),
                terms.noAck(),
                terms.exclusive(),
                terms.prefetch(),
                queue.report().isActive(consumer),
                queue.settings().singleActiveConsumer(),
                PlainValues.of(terms.arguments()));
    }
}
