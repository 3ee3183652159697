package io.leveret.broker.channel;

import io.leveret.broker.queue.Message;
import io.leveret.broker.reply.ReplyAddresses;
import io.leveret.codec.ChannelException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.value.BasicProperties;
import io.leveret.codec.value.RawProperties;
import io.leveret.codec.value.ShortString;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One channel's part in direct reply-to (RabbitMQ's extension of that name): as requester it may have one consumer of
 * replies, as responder it may publish to addresses of others. Owned by the connection's loop.
 */
final class DirectReplies {

    private final AmqpChannel channel;
    private @Nullable ReplyConsumer consumer;
    private ShortString address = ShortString.EMPTY;

    DirectReplies(AmqpChannel channel) {
        this.channel = channel;
    }

    private ReplyAddresses addresses() {
        return channel.host().topology().replyAddresses();
    }

    /** Whether the consumer of replies has this tag. */
    boolean hasTag(ShortString tag) {
        return consumer != null && consumer.tag().equals(tag);
    }

    /**
     * basic.consume from the pseudo-queue; flags and arguments but {@code no-ack} have no meaning there.
     *
     * @throws ChannelException 406 if it wants to acknowledge, or is the second
     */
    void consume(ShortString tag, boolean noAck) {
        if (!noAck) {
            throw failed("reply consumer cannot acknowledge");
        }
        if (consumer != null) {
            throw failed("reply consumer already set");
        }
        ReplyConsumer opened = new ReplyConsumer(channel, tag);
        address = addresses().open(channel.loop(), channel.host().names().next(""), opened);
        consumer = opened;
    }

    /** The consumer of replies goes, if there is one; what it has not been sent is dropped. */
    void end() {
        ReplyConsumer ending = consumer;
        if (ending != null) {
            consumer = null;
            addresses().close(channel.loop(), address);
            channel.host().deliveries().drop(ending);
        }
    }

    /** Whether the publisher wants the broker to put in where replies go. */
    static boolean areWanted(byte[] content, int propertiesLength) {
        return ReplyAddresses.PSEUDO_QUEUE.equals(RawProperties.replyTo(content, 0, propertiesLength));
    }

    /**
     * The properties with this channel's address as reply-to.
     *
     * @throws ChannelException 406 if nobody on this channel waits for replies
     */
    byte[] addressed(byte[] content, int propertiesLength) {
        if (consumer == null) {
            throw failed("fast reply consumer does not exist");
        }
        return BasicProperties.decode(content, 0, propertiesLength).toBuilder()
                .replyTo(address)
                .build()
                .encode();
    }

    /**
     * Sends a message published to the default exchange to those of its routing keys that are addresses.
     *
     * @return whether there was one; whether somebody waits there is not known
     */
    boolean send(Message message, List<ShortString> furtherKeys) {
        if (furtherKeys.isEmpty()) {
            return send(message.routingKey(), message);
        }
        Set<ShortString> keys = new LinkedHashSet<>(furtherKeys);
        keys.add(message.routingKey());
        boolean sent = false;
        for (ShortString key : keys) {
            sent |= send(key, message);
        }
        return sent;
    }

    private boolean send(ShortString key, Message message) {
        if (!key.startsWith(ReplyAddresses.PREFIX) || addresses().loopOf(key) == null) {
            return false;
        }
        addresses().send(channel.loop(), key, message);
        return true;
    }

    private static ChannelException failed(String explanation) {
        return new ChannelException(ReplyCode.PRECONDITION_FAILED, explanation);
    }
}
