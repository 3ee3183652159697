package io.leveret.broker.channel;

import io.leveret.broker.queue.Consumer;
import io.leveret.broker.queue.ConsumerOrigin;
import io.leveret.broker.queue.ConsumerSink;
import io.leveret.broker.queue.Message;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.queue.QueueEntry;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.codec.value.ShortString;

/**
 * The channel's end of a consumer: writes what its queue sends and counts what the socket has taken. Owned by the
 * connection's loop.
 */
final class ChannelConsumer implements ConsumerSink {

    private final AmqpChannel channel;
    private final Queue queue;
    private final ShortString tag;
    private final Consumer consumer;
    private final VirtualHost virtualHost;
    private boolean subscribed;
    private boolean cancelled;
    private int writtenMessages;
    private long writtenBytes;

    ChannelConsumer(AmqpChannel channel, Queue queue, ShortString tag, Consumer.Terms terms) {
        this.channel = channel;
        this.queue = queue;
        this.tag = tag;
        this.consumer = new Consumer(channel, this, terms);
        this.virtualHost = channel.host().topology().virtualHost();
    }

    AmqpChannel channel() {
        return channel;
    }

    Queue queue() {
        return queue;
    }

    ShortString tag() {
        return tag;
    }

    /** The queue's end. */
    Consumer consumer() {
        return consumer;
    }

    boolean isGloballyLimited() {
        return !consumer.terms().noAck();
    }

    /** The queue has taken it. */
    void subscribed() {
        subscribed = true;
        ChannelEvents.subscribed(channel, this);
    }

    /** Nothing is written for this consumer any more. */
    void cancel() {
        cancelled = true;
        ended();
    }

    /** It gets nothing any more. */
    void ended() {
        if (subscribed) {
            subscribed = false;
            ChannelEvents.unsubscribed(channel, this);
        }
    }

    @Override
    public ConsumerOrigin origin() {
        return channel.report();
    }

    @Override
    public void deliver(QueueEntry entry) {
        if (channel.isClosed()) {
            channel.tooLate(entry, consumer.terms().noAck());
            return;
        }
        assert !cancelled : "the answer to a cancel comes after all deliveries";
        channel.host().deliveries().offer(this, entry);
        channel.host().flushAtTurnEnd();
    }

    /** Encodes a delivery; true if it is the first since the last {@link #refill}. */
    boolean write(QueueEntry entry) {
        boolean noAck = consumer.terms().noAck();
        long deliveryTag = channel.unacked().nextDeliveryTag();
        if (!noAck) {
            channel.unacked().add(deliveryTag, entry);
        }
        channel.stats().countDelivered(noAck, entry.isRedelivered());
        Message message = entry.delivered();
        if (virtualHost.isTraced()) {
            Firehose.delivered(channel, message, queue, entry.isRedelivered());
        }
        MessageFrames.deliver(
                channel.host().output(),
                channel.number(),
                tag,
                deliveryTag,
                entry.isRedelivered(),
                message,
                channel.host().frameMax());
        // As the queue has counted it, whatever it tells of it.
        writtenBytes += entry.message().content().length;
        return writtenMessages++ == 0;
    }

    /** A delivery went back unwritten: for its window it is as good as written, for the channel's limit as settled. */
    void givenBack() {
        if (isGloballyLimited()) {
            channel.globalPrefetch().returned(1);
        }
    }

    /** Opens the hand-over window by what was written. */
    void refill() {
        int messages = writtenMessages;
        long bytes = writtenBytes;
        writtenMessages = 0;
        writtenBytes = 0;
        channel.report().used();
        if (queue.home() == channel.loop()) {
            queue.subscriptions().refill(consumer, messages, bytes);
        } else {
            channel.loop().send(queue.home(), () -> queue.subscriptions().refill(consumer, messages, bytes));
        }
    }

    @Override
    public void cancelledByBroker() {
        if (!cancelled && !channel.isClosed()) {
            channel.consumers().cancelledByBroker(this);
        }
    }

    @Override
    public void creditWanted() {
        channel.globalPrefetch().ask(this);
    }

    @Override
    public void creditReturned(int messages) {
        channel.globalPrefetch().returned(messages);
    }
}
