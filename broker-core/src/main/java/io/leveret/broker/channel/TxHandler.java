package io.leveret.broker.channel;

import io.leveret.broker.queue.Message;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.queue.QueueEntry;
import io.leveret.broker.queue.Settle;
import io.leveret.broker.queue.StoredOnce;
import io.leveret.broker.stats.Stat;
import io.leveret.broker.transaction.Transaction;
import io.leveret.codec.ChannelException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.method.TxMethod;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.Topology;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The tx class: gathers publishes and settlements of a transactional channel until it commits them or rolls them back.
 *
 * <p>A publish is checked and routed when it comes, but to names, as in RabbitMQ: the queues that have these at the commit
 * get its message, and it is returned if there are none. What was settled is unacked again after a rollback. Owned by the
 * connection's loop.
 */
final class TxHandler {

    private record Publish(Message message, List<Queue> targets, List<ShortString> furtherKeys, boolean mandatory) {

        /** The same with the queues that have the names now. */
        Publish at(Topology<Queue> topology) {
            Set<Queue> now = new LinkedHashSet<>();
            if (message.exchange().isEmpty()) {
                addQueue(now, topology, message.routingKey());
                furtherKeys.forEach(key -> addQueue(now, topology, key));
            } else {
                targets.forEach(queue -> addQueue(now, topology, queue.name()));
            }
            return new Publish(message, List.copyOf(now), furtherKeys, mandatory);
        }

        private static void addQueue(Set<Queue> queues, Topology<Queue> topology, ShortString name) {
            Queue queue = topology.queue(name);
            if (queue != null) {
                queues.add(queue);
            }
        }
    }

    private record Settlement(long deliveryTag, QueueEntry entry, Settle.Verdict verdict) {}

    private final AmqpChannel channel;
    private boolean selected;
    private List<Publish> publishes = new ArrayList<>(0);
    private List<Settlement> settlements = new ArrayList<>(0);

    TxHandler(AmqpChannel channel) {
        this.channel = channel;
    }

    /** Whether publishes and settlements must be given to this handler. */
    boolean isSelected() {
        return selected;
    }

    void handle(TxMethod method) {
        if (method instanceof TxMethod.Select) {
            select();
        } else if (method instanceof TxMethod.Commit) {
            requireSelected();
            commit();
        } else if (method instanceof TxMethod.Rollback) {
            requireSelected();
            rollback();
        } else {
            throw MethodDispatch.unimplemented();
        }
    }

    private void select() {
        if (channel.confirms().isSelected()) {
            throw failed("cannot switch from confirm to tx mode");
        }
        selected = true;
        channel.reply(new TxMethod.SelectOk());
    }

    private void requireSelected() {
        if (!selected) {
            throw failed("channel is not transactional");
        }
    }

    static ChannelException failed(String explanation) {
        return new ChannelException(ReplyCode.PRECONDITION_FAILED, explanation);
    }

    /** Keeps a publish for the commit. */
    void publish(Message message, List<Queue> targets, List<ShortString> furtherKeys, boolean mandatory) {
        publishes.add(new Publish(message, targets, furtherKeys, mandatory));
    }

    /** Keeps a settlement for the commit; the entry has left the channel's unacked ones. */
    void settle(long deliveryTag, QueueEntry entry, Settle.Verdict verdict) {
        settlements.add(new Settlement(deliveryTag, entry, verdict));
    }

    /** Queues whose entries are settled here and not committed: to them these are unacked still. */
    Set<Queue> queues() {
        Set<Queue> queues = new HashSet<>();
        settlements.forEach(settlement -> queues.add(settlement.entry.queue()));
        return queues;
    }

    private void commit() {
        Transaction transaction = new Transaction(channel.loop());
        List<Settlement> settled = settlements;
        Topology<Queue> topology = channel.host().topology().virtualHost().topology();
        List<Publish> published =
                publishes.stream().map(publish -> publish.at(topology)).toList();
        forget();
        for (Publish publish : published) {
            StoredOnce.on(channel.loop(), publish.message, publish.targets);
            publish.targets.forEach(queue -> transaction.publish(queue, publish.message));
        }
        settled.forEach(settlement -> transaction.settle(settlement.entry, settlement.verdict));
        channel.stall();
        transaction.commit(failure -> {
            for (Settlement settlement : settled) {
                channel.globalPrefetch().settled(settlement.entry);
                if (settlement.verdict == Settle.Verdict.ACK) {
                    channel.stats().count(Stat.ACK);
                }
            }
            channel.<Boolean>answered(true, failure, done -> committed(published));
        });
    }

    private void committed(List<Publish> published) {
        for (Publish publish : published) {
            channel.publisher().replyOrReturn(publish.message, publish.targets, publish.furtherKeys, publish.mandatory);
        }
        channel.reply(new TxMethod.CommitOk());
    }

    /** How many publishes are kept for the commit. */
    int publishes() {
        return publishes.size();
    }

    /** How many entries are settled here and not committed. */
    int settlements() {
        return settlements.size();
    }

    private void rollback() {
        settlements.forEach(settlement -> channel.unacked().restore(settlement.deliveryTag, settlement.entry));
        forget();
        channel.reply(new TxMethod.RollbackOk());
    }

    private void forget() {
        publishes = new ArrayList<>(0);
        settlements = new ArrayList<>(0);
    }
}
