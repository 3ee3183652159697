package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;
import io.leveret.codec.ChannelException;
import io.leveret.codec.ReplyCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The consumers of one queue as they come and go, and have room again. Owned by the queue's home loop. */
public final class Subscriptions {

    private final Queue queue;
    private final Loop home;
    private final ConsumerOrder consumers;
    private final Dispatcher dispatcher;
    private final Holders holders;
    private final Disuse disuse;

    Subscriptions(Queue queue, ConsumerOrder consumers, Dispatcher dispatcher, Holders holders, Disuse disuse) {
        this.queue = queue;
        this.home = queue.home();
        this.consumers = consumers;
        this.dispatcher = dispatcher;
        this.holders = holders;
        this.disuse = disuse;
    }

    /**
     * Adds a consumer.
     *
     * @param globallyLimited whether the consumer's channel has a limit over all its consumers
     * @throws ChannelException 403 if another is exclusive, or if it wants to be and cannot
     */
    void add(Consumer consumer, boolean globallyLimited) {
        assert home.inLoop();
        if (consumers.excludes(consumer)) {
            throw new ChannelException(ReplyCode.ACCESS_REFUSED, queue.description() + " in exclusive use");
        }
        consumer.limitGlobally(globallyLimited);
        consumers.add(consumer);
        holders.remember(consumer);
        queue.log().expectDelivery(queue.state().nextToDeliver());
        queue.markDirty();
    }

    /** Removes a consumer; false if it is none of this queue's. */
    boolean remove(Consumer consumer) {
        assert home.inLoop();
        if (!consumers.remove(consumer)) {
            return false;
        }
        dispatcher.giveCreditBack(consumer);
        holders.forgetIfDone(consumer);
        queue.markDirty(); // another may be the active one now
        return true;
    }

    /**
     * A channel is gone: its consumers leave and what it held goes back to its place, in chunks.
     *
     * @param done runs on this loop once all is back
     */
    public void sessionGone(Session session, Runnable done) {
        assert home.inLoop();
        List<Holder> held = holders.remove(session);
        if (held == null || queue.stage() == Stage.GONE) {
            done.run();
            return;
        }
        boolean consumerLeft = consumers.removeAll(held);
        if (consumerLeft) {
            disuse.used();
        }
        queue.limit().hold(consumerLeft && queue.settings().singleActiveConsumer());
        holders.requeueAll(held, queue.state(), queue.redeliveries(), home, () -> {
            queue.limit().release();
            queue.markDirty();
            if (consumerLeft && queue.stage() == Stage.LIVE) {
                disuse.consumerLeft();
            }
            done.run();
        });
    }

    /** The queue is gone: all are told. */
    void cancelAll() {
        for (Consumer consumer : List.copyOf(consumers.all())) {
            consumers.remove(consumer);
            dispatcher.giveCreditBack(consumer);
            home.send(consumer.session().loop(), consumer.sink()::cancelledByBroker);
        }
    }

    /** A consumer's socket has taken what was handed over. */
    public void refill(Consumer consumer, int messages, long bytes) {
        assert home.inLoop();
        consumer.refill(messages, bytes);
        consumer.handedOver().written(messages, queue.state());
        unblock(consumer);
    }

    /** What held an entry may be sent another, or be forgotten. */
    void released(@Nullable Holder holder) {
        if (holder != null) {
            if (holder instanceof Consumer consumer) {
                unblock(consumer);
            }
            holders.forgetIfDone(holder);
        }
    }

    /** A consumer may have room again. */
    void unblock(Consumer consumer) {
        if (consumers.unblock(consumer)) {
            queue.markDirty();
        }
    }

    /** The consumer's channel grants it one message. */
    public void grant(Consumer consumer) {
        assert home.inLoop();
        dispatcher.granted(consumer);
        if (!consumer.subscribed) {
            dispatcher.giveCreditBack(consumer);
            return;
        }
        consumers.unblock(consumer);
        queue.markDirty();
    }

    /** The consumer's channel starts or stops limiting all its consumers together. */
    public void limitGlobally(Consumer consumer, boolean limited) {
        assert home.inLoop();
        consumer.limitGlobally(limited);
        consumers.unblock(consumer);
        queue.markDirty();
    }
}
