package io.leveret.broker.channel;

import io.leveret.broker.loop.Ask;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.reply.ReplyAddresses;
import io.leveret.codec.ChannelException;
import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.value.ShortString;

/**
 * What the methods of class queue, and basic.get, answer to the names of direct reply-to: no queue stands behind them, but
 * a responder may ask whether its requester still waits. Owned by the connection's loop.
 */
final class ReplyNames {

    private final AmqpChannel channel;

    ReplyNames(AmqpChannel channel) {
        this.channel = channel;
    }

    private ReplyAddresses addresses() {
        return channel.host().topology().replyAddresses();
    }

    /** Whether queue.declare of this name asks for a requester. */
    boolean isMeantBy(ShortString name) {
        return name.startsWith(ReplyAddresses.PSEUDO_NAME);
    }

    /** queue.declare, passive or not: {@code declared} runs if the requester waits, else the channel fails with 404. */
    void declare(ShortString name, Runnable declared) {
        if (name.equals(ReplyAddresses.PSEUDO_QUEUE)) {
            declared.run();
            return;
        }
        Loop owner = addresses().loopOf(name);
        if (owner == null) {
            throw channel.queues().notFound(name);
        }
        ReplyAddresses asked = addresses();
        channel.stall();
        Ask.<Boolean>ask(
                channel.loop(),
                owner,
                () -> asked.isOpen(owner, name),
                (open, failure) -> channel.answered(open, failure, found -> {
                    if (!Boolean.TRUE.equals(found)) {
                        throw channel.queues().notFound(name);
                    }
                    declared.run();
                }));
    }

    /** Whether the name has the form of an address, so that there is nothing to purge. */
    boolean isAddress(ShortString name) {
        return addresses().loopOf(name) != null;
    }

    /** 403 for queue.bind and unbind of an address. */
    void requireNoAddress(ShortString name) {
        if (name.startsWith(ReplyAddresses.PREFIX) || name.equals(ReplyAddresses.PSEUDO_QUEUE)) {
            throw new ChannelException(
                    ReplyCode.ACCESS_REFUSED, "cannot bind or unbind to a volatile (direct reply-to) queue");
        }
    }

    /** 540 for basic.get from an address. */
    void requireGettable(ShortString name) {
        if (isAddress(name)) {
            throw new ConnectionException(
                    ReplyCode.NOT_IMPLEMENTED,
                    "basic.get not supported by volatile "
                            + channel.host().topology().virtualHost().describe("queue", name));
        }
    }
}
