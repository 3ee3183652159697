package io.leveret.broker.reply;

import io.leveret.broker.loop.Lane;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.queue.Message;
import io.leveret.codec.value.ShortString;
import java.util.ArrayList;
import java.util.List;

/**
 * Direct replies from the channels of one loop to requesters on another, in order. Their bytes count against the sending
 * loop's admission until the other loop has seen them.
 */
final class Replies implements Runnable {

    private record Reply(ReplyAddresses addresses, ShortString address, Message message) {}

    private final Loop from;
    private final Loop to;
    private final List<Reply> replies = new ArrayList<>();
    private long bytes;

    private Replies(Loop from, Loop to) {
        this.from = from;
        this.to = to;
    }

    static void send(Loop from, Loop to, ReplyAddresses addresses, ShortString address, Message message) {
        Lane lane = from.lane(to);
        Replies batch = lane.last(Replies.class);
        if (batch == null) {
            batch = new Replies(from, to);
            lane.add(batch);
        }
        batch.replies.add(new Reply(addresses, address, message));
        batch.bytes += message.footprintBytes();
        from.admission().take(message.footprintBytes());
    }

    @Override
    public void run() {
        to.send(from, () -> from.admission().giveBack(bytes));
        for (Reply reply : replies) {
            reply.addresses.deliver(to, reply.address, reply.message);
        }
    }
}
