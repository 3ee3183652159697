package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.time.Deadlines;
import io.leveret.codec.ChannelException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.QueueTarget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A queue: its messages, its consumers, and the rules between them.
 *
 * <p>Name, settings, incarnation and home are fixed and may be read by anyone. All else belongs to the home loop, and
 * every method that touches it says so by assertion. A queue goes in three steps (DESIGN section 3): it freezes here,
 * the control thread removes it from the topology, it drops what it holds. A queue declared later by the same name is
 * another object with another incarnation; whoever still holds this one learns that it is gone.
 */
public final class Queue implements QueueTarget, Loop.Participant {

    /** Messages and consumers, as queue.declare-ok counts them. */
    public record Counts(int ready, int unacked, int consumers, long readyBytes) {}

    /** What basic.get found: the entry, and how many ready messages it leaves. */
    public record Got(QueueEntry entry, int remaining) {}

    private enum Stage {
        LIVE,
        FROZEN,
        GONE
    }

    private final ShortString name;
    private final String description;
    private final long incarnation;
    private final QueueSettings settings;
    private final Loop home;
    private final QueueLifecycle lifecycle;

    private final QueueState state;
    private final ConsumerOrder consumers;
    private final Dispatcher dispatcher;
    private final QueueTimers timers;
    private final Map<Session, List<Holder>> holders = new HashMap<>(2);
    private Stage stage = Stage.LIVE;
    private boolean dirty;
    private int requeuesUnderWay;

    public Queue(
            ShortString name,
            String virtualHost,
            long incarnation,
            QueueSettings settings,
            Loop home,
            Deadlines deadlines,
            QueueLifecycle lifecycle) {
        this.name = name;
        this.description = "queue '" + name + "' in vhost '" + virtualHost + "'";
        this.incarnation = incarnation;
        this.settings = settings;
        this.home = home;
        this.lifecycle = lifecycle;
        this.state = new QueueState(this);
        this.consumers = ConsumerOrder.of(settings);
        this.dispatcher = new Dispatcher(home, state, consumers);
        this.timers = new QueueTimers(home, deadlines, settings.expiresMs());
    }

    @Override
    public ShortString name() {
        return name;
    }

    /** {@code queue 'x' in vhost '/'}, as reply texts name it. */
    public String description() {
        return description;
    }

    /** Distinguishes this queue from all that had its name before. */
    public long incarnation() {
        return incarnation;
    }

    public QueueSettings settings() {
        return settings;
    }

    /** The loop that owns this queue's state. */
    public Loop home() {
        return home;
    }

    /** Whether a connection other than {@code connection} owns this queue exclusively. */
    public boolean isLockedFor(Object connection) {
        Object owner = settings.exclusiveOwner();
        return owner != null && owner != connection;
    }

    /** Starts the clock of a queue that expires unused; the first command to it. */
    public void opened() {
        assert home.inLoop();
        timers.used(home.turnMs());
        timers.watchUse(this::expireIfUnused);
    }

    /** Takes a message, or says why not. */
    public PublishOutcome enqueue(Message message) {
        assert home.inLoop();
        if (stage != Stage.LIVE) {
            return PublishOutcome.GONE;
        }
        state.enqueue(message, settings.deadlineMs(message, home.turnMs()));
        markDirty();
        return PublishOutcome.ACCEPTED;
    }

    /**
     * Subscribes a consumer.
     *
     * @param globallyLimited whether the consumer's channel has a limit over all its consumers
     * @return false if the queue is gone
     * @throws ChannelException 403 if another is exclusive, or if it wants to be and cannot
     */
    public boolean subscribe(Consumer consumer, boolean globallyLimited) {
        assert home.inLoop();
        if (stage != Stage.LIVE) {
            return false;
        }
        boolean exclusivelyUsed =
                consumers.all().stream().anyMatch(other -> other.terms().exclusive());
        boolean mayBeExclusive = consumers.allowsExclusive() && consumers.size() == 0;
        if (exclusivelyUsed || (consumer.terms().exclusive() && !mayBeExclusive)) {
            throw new ChannelException(ReplyCode.ACCESS_REFUSED, description + " in exclusive use");
        }
        consumer.limitGlobally(globallyLimited);
        consumers.add(consumer);
        remember(consumer);
        timers.used(home.turnMs());
        markDirty();
        return true;
    }

    /** Ends a subscription; what the consumer holds stays its channel's until it is settled. */
    public void unsubscribe(Consumer consumer) {
        assert home.inLoop();
        if (!consumers.remove(consumer)) {
            return;
        }
        dispatcher.giveCreditBack(consumer);
        forgetIfDone(consumer);
        consumerLeft();
        // Another may be the active one now.
        markDirty();
    }

    /** basic.get: takes the head, or null if nothing is ready or the queue is gone. */
    public @Nullable Got get(Session session, boolean noAck) {
        assert home.inLoop();
        if (stage != Stage.LIVE) {
            return null;
        }
        timers.used(home.turnMs());
        dispatcher.expireHeads(home.turnMs());
        QueueEntry head = state.head();
        if (head == null) {
            return null;
        }
        if (noAck) {
            state.takeForGood();
        } else {
            state.takeFor(getter(session));
        }
        // The next head may have a deadline that nobody watches yet.
        markDirty();
        return new Got(head, state.ready());
    }

    /** Settles an entry that was delivered; nothing happens if it is not outstanding any more. */
    public void settle(QueueEntry entry, Settle.Verdict verdict) {
        assert home.inLoop() && entry.queue() == this;
        if (stage == Stage.GONE) {
            return;
        }
        Holder holder = entry.holder;
        switch (verdict) {
            case ACK, REJECT -> state.settle(entry);
            case REQUEUE -> state.requeue(entry);
            case GIVE_BACK -> state.giveBack(entry);
        }
        if (holder != null) {
            if (holder instanceof Consumer consumer) {
                consumers.unblock(consumer);
            }
            forgetIfDone(holder);
        }
        markDirty();
    }

    /** A consumer's socket has taken what was handed over. */
    public void refill(Consumer consumer, int messages, long bytes) {
        assert home.inLoop();
        consumer.refill(messages, bytes);
        if (consumers.unblock(consumer)) {
            markDirty();
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
        markDirty();
    }

    /** The consumer's channel starts or stops limiting all its consumers together. */
    public void limitGlobally(Consumer consumer, boolean limited) {
        assert home.inLoop();
        consumer.limitGlobally(limited);
        consumers.unblock(consumer);
        markDirty();
    }

    /** Drops all ready messages; returns how many there were. */
    public int purge() {
        assert home.inLoop();
        markDirty();
        return state.purge();
    }

    /** Counts, after what has expired at the head is dropped; null if the queue is gone. */
    public @Nullable Counts counts() {
        assert home.inLoop();
        if (stage != Stage.LIVE) {
            return null;
        }
        dispatcher.expireHeads(home.turnMs());
        return new Counts(state.ready(), state.unacked(), consumers.size(), state.readyBytes());
    }

    /** A declare of the existing queue, passive or not, counts as use. */
    public @Nullable Counts redeclared() {
        timers.used(home.turnMs());
        return counts();
    }

    /**
     * First step of a delete: nothing comes in or goes out from here on.
     *
     * @return the number of ready messages, or null if the queue is going already
     * @throws ChannelException 406 if a condition does not hold
     */
    public @Nullable Integer freeze(boolean ifUnused, boolean ifEmpty) {
        assert home.inLoop();
        if (stage != Stage.LIVE) {
            return null;
        }
        if (ifUnused && consumers.size() > 0) {
            throw new ChannelException(ReplyCode.PRECONDITION_FAILED, description + " in use");
        }
        dispatcher.expireHeads(home.turnMs());
        if (ifEmpty && state.ready() > 0) {
            throw new ChannelException(ReplyCode.PRECONDITION_FAILED, description + " not empty");
        }
        stage = Stage.FROZEN;
        return state.ready();
    }

    /** Last step of a delete: consumers are told, messages dropped. */
    public void drop() {
        assert home.inLoop();
        stage = Stage.GONE;
        for (Consumer consumer : List.copyOf(consumers.all())) {
            consumers.remove(consumer);
            dispatcher.giveCreditBack(consumer);
            home.send(consumer.session().loop(), consumer.sink()::cancelledByBroker);
        }
        state.purge();
        holders.clear();
        timers.close();
    }

    /**
     * A channel is gone: its consumers leave and what it held goes back to its place, in chunks.
     *
     * @param done runs on this loop once all is back
     */
    public void sessionGone(Session session, Runnable done) {
        assert home.inLoop();
        List<Holder> held = holders.remove(session);
        if (held == null || stage == Stage.GONE) {
            done.run();
            return;
        }
        requeuesUnderWay++;
        boolean hadConsumer = false;
        for (Holder holder : held) {
            hadConsumer |= holder instanceof Consumer consumer && consumers.remove(consumer);
        }
        boolean consumerLeft = hadConsumer;
        if (consumerLeft) {
            timers.used(home.turnMs());
        }
        requeueAll(held, () -> {
            requeuesUnderWay--;
            markDirty();
            if (consumerLeft) {
                consumerLeft();
            }
            done.run();
        });
    }

    private void requeueAll(List<Holder> held, Runnable done) {
        int left = Dispatcher.ROUND_MAX;
        for (Holder holder : held) {
            for (QueueEntry entry = holder.firstHeld(); entry != null; entry = holder.firstHeld()) {
                if (left-- == 0) {
                    home.execute(() -> requeueAll(held, done));
                    return;
                }
                state.requeue(entry);
            }
        }
        done.run();
    }

    /** Dispatches what this turn has made possible. */
    @Override
    public void endTurn() {
        assert home.inLoop();
        dirty = false;
        if (stage != Stage.LIVE || requeuesUnderWay > 0) {
            return;
        }
        if (dispatcher.round(home.turnMs())) {
            markDirty();
        }
        QueueEntry head = state.head();
        if (head != null && head.deadlineMs() != QueueEntry.NEVER) {
            timers.wakeAt(head.deadlineMs(), this::markDirty);
        }
    }

    private void markDirty() {
        if (!dirty) {
            dirty = true;
            home.dispatchAtTurnEnd(this);
        }
    }

    private void consumerLeft() {
        if (stage != Stage.LIVE) {
            return;
        }
        timers.used(home.turnMs());
        timers.watchUse(this::expireIfUnused);
        if (consumers.size() == 0 && settings.autoDelete()) {
            giveUp();
        }
    }

    private void expireIfUnused() {
        if (stage == Stage.LIVE && consumers.size() == 0) {
            giveUp();
        }
    }

    private void giveUp() {
        if (stage == Stage.LIVE) {
            stage = Stage.FROZEN;
            lifecycle.queueUnused(this);
        }
    }

    private void remember(Holder holder) {
        holders.computeIfAbsent(holder.session(), session -> new ArrayList<>(1)).add(holder);
    }

    /** A holder without subscription is of no interest once it holds nothing. */
    private void forgetIfDone(Holder holder) {
        if (holder.unacked() > 0 || (holder instanceof Consumer consumer && consumer.subscribed)) {
            return;
        }
        List<Holder> held = holders.get(holder.session());
        if (held != null && held.remove(holder) && held.isEmpty()) {
            holders.remove(holder.session());
        }
    }

    private Holder getter(Session session) {
        for (Holder holder : holders.getOrDefault(session, List.of())) {
            if (!(holder instanceof Consumer)) {
                return holder;
            }
        }
        Holder getter = new Holder(session);
        remember(getter);
        return getter;
    }

    @Override
    public String toString() {
        return description;
    }
}
