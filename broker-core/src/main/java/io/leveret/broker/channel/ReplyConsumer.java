package io.leveret.broker.channel;

import io.leveret.broker.queue.Message;
import io.leveret.broker.reply.Requester;
import io.leveret.codec.value.ShortString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A channel's consumer of direct replies: writes them to the client as deliveries that need no acknowledgement.
 *
 * <p>A reply waits for the socket among the connection's other deliveries. If the client leaves more than
 * {@code replyBytesMax} of them unread, further ones are dropped: they are in no queue, and RabbitMQ promises no more
 * than at most once. Owned by the connection's loop.
 */
final class ReplyConsumer implements Requester {

    private static final Logger LOG = LoggerFactory.getLogger(ReplyConsumer.class);

    private final AmqpChannel channel;
    private final ShortString tag;
    private boolean dropping;

    ReplyConsumer(AmqpChannel channel, ShortString tag) {
        this.channel = channel;
        this.tag = tag;
    }

    ShortString tag() {
        return tag;
    }

    @Override
    public void reply(Message reply) {
        boolean taken = channel.host().deliveries().offer(this, reply);
        if (!taken && !dropping) {
            LOG.warn(
                    "{}: channel {}: drops direct replies, the client reads too slowly",
                    channel.host(),
                    channel.number());
        }
        dropping = !taken;
        channel.host().flushAtTurnEnd();
    }

    /** Encodes a delivery. */
    void write(Message reply) {
        MessageFrames.deliver(
                channel.host().output(),
                channel.number(),
                tag,
                channel.unacked().replyDeliveryTag(),
                false,
                reply,
                channel.host().frameMax());
    }
}
