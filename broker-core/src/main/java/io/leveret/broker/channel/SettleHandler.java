package io.leveret.broker.channel;

import io.leveret.broker.queue.Queue;
import io.leveret.broker.queue.QueueEntry;
import io.leveret.broker.queue.Settle;
import io.leveret.broker.stats.Stat;
import io.leveret.codec.ChannelException;
import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.method.BasicMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;

/** basic.ack, nack, reject and recover. Owned by the connection's loop. */
final class SettleHandler {

    /** Entries settled before others get their turn. */
    private static final int CHUNK = 4096;
    /** The same for entries of which each may become a dead letter. */
    private static final int REJECT_CHUNK = 256;

    private final AmqpChannel channel;

    SettleHandler(AmqpChannel channel) {
        this.channel = channel;
    }

    void handle(BasicMethod method) {
        if (method instanceof BasicMethod.Ack ack) {
            settle(ack.deliveryTag(), ack.multiple(), Settle.Verdict.ACK);
        } else if (method instanceof BasicMethod.Nack nack) {
            settle(nack.deliveryTag(), nack.multiple(), refusal(nack));
        } else if (method instanceof BasicMethod.Reject reject) {
            settle(reject.deliveryTag(), false, reject.requeue() ? Settle.Verdict.REQUEUE : Settle.Verdict.REJECT);
        } else if (method instanceof BasicMethod.Recover recover) {
            recover(recover.requeue(), () -> channel.reply(new BasicMethod.RecoverOk()));
        } else if (method instanceof BasicMethod.RecoverAsync recover) {
            recover(recover.requeue(), () -> {});
        }
    }

    private Settle.Verdict refusal(BasicMethod.Nack nack) {
        if (!nack.requeue()) {
            return Settle.Verdict.REJECT;
        }
        return channel.host().terms().compat().countsNacks()
                ? Settle.Verdict.REQUEUE
                : Settle.Verdict.REQUEUE_UNCOUNTED;
    }

    private void settle(long tag, boolean multiple, Settle.Verdict verdict) {
        if (multiple) {
            if (tag != 0 && !channel.unacked().contains(tag)) {
                throw unknown(tag);
            }
            long upTo = tag == 0 ? channel.unacked().lastTag() : tag;
            if (verdict.comesBack() && !channel.tx().isSelected()) {
                requeueUpTo(upTo, verdict, () -> {});
            } else {
                int chunk = verdict == Settle.Verdict.REJECT ? REJECT_CHUNK : CHUNK;
                settleUpTo(upTo, chunk, settlement(verdict), () -> {}, () -> {});
            }
        } else {
            QueueEntry entry = channel.unacked().take(tag);
            if (entry == null) {
                throw unknown(tag);
            }
            settlement(verdict).accept(entry, tag);
        }
    }

    private void recover(boolean requeue, Runnable done) {
        if (!requeue) {
            throw new ConnectionException(ReplyCode.NOT_IMPLEMENTED, "requeue=false");
        }
        // Not part of a transaction, as nothing that a client has said is undone by it.
        requeueUpTo(channel.unacked().lastTag(), Settle.Verdict.REQUEUE, done);
    }

    /** Of each queue all come back before any is delivered again. */
    private void requeueUpTo(long tag, Settle.Verdict verdict, Runnable done) {
        Map<Queue, List<QueueEntry>> together = new LinkedHashMap<>();
        settleUpTo(
                tag,
                CHUNK,
                (entry, settledTag) -> together.computeIfAbsent(entry.queue(), queue -> new ArrayList<>())
                        .add(entry),
                () -> requeue(together, verdict),
                done);
    }

    private void requeue(Map<Queue, List<QueueEntry>> together, Settle.Verdict verdict) {
        together.forEach((queue, entries) -> Settle.requeue(channel.loop(), queue, entries, verdict));
        together.values().forEach(entries -> entries.forEach(channel.globalPrefetch()::settled));
        together.clear();
    }

    /** How entries are settled: at once, or with the transaction. */
    private ObjLongConsumer<QueueEntry> settlement(Settle.Verdict verdict) {
        return channel.tx().isSelected()
                ? (entry, tag) -> channel.tx().settle(tag, entry, verdict)
                : (entry, tag) -> settle(entry, verdict);
    }

    /**
     * @param chunkDone runs after each chunk
     * @param done runs before the last {@code chunkDone}: an answer to the method comes before any redelivery
     */
    private void settleUpTo(
            long tag, int chunk, ObjLongConsumer<QueueEntry> settlement, Runnable chunkDone, Runnable done) {
        int settled = channel.unacked().takeUpTo(tag, chunk, settlement);
        if (settled < chunk) {
            done.run();
            chunkDone.run();
            return;
        }
        chunkDone.run();
        channel.stall();
        channel.loop()
                .execute(() ->
                        channel.answered(null, null, nothing -> settleUpTo(tag, chunk, settlement, chunkDone, done)));
    }

    private void settle(QueueEntry entry, Settle.Verdict verdict) {
        if (verdict == Settle.Verdict.ACK) {
            channel.stats().count(Stat.ACK);
        }
        Settle.send(channel.loop(), entry, verdict);
        channel.globalPrefetch().settled(entry);
    }

    private static ChannelException unknown(long tag) {
        return new ChannelException(
                ReplyCode.PRECONDITION_FAILED, "unknown delivery tag " + Long.toUnsignedString(tag));
    }
}
