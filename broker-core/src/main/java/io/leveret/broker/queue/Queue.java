package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.stats.MessageStats;
import io.leveret.broker.time.Deadlines;
import io.leveret.codec.ChannelException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.QueueTarget;
import io.leveret.store.RecoveredQueue;
import io.leveret.store.journal.JournalWriter;
import java.util.List;
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

    private final ShortString name;
    private final String description;
    private final long incarnation;
    private final QueueSettings settings;
    private final Loop home;
    private final QueueLifecycle lifecycle;

    private final QueueState state;
    private final Paging paging;
    private final Purging purging;
    private final Reloading reloading;
    private final ConsumerOrder consumers;
    private final DeadLetters deadLetters;
    private final Redeliveries redeliveries;
    private final LengthLimit limit;
    private final Dispatcher dispatcher;
    private final Subscriptions subscriptions;
    private final QueueTimers timers;
    private final Disuse disuse;
    private final Holders holders = new Holders();
    private final Following following;
    private final QueueReport report;
    private Stage stage = Stage.LIVE;
    private boolean dirty;
    private final QueueLog log;
    private final MessageStats stats;

    public Queue(
            ShortString name,
            String virtualHost,
            long incarnation,
            QueueSettings settings,
            Loop home,
            Deadlines deadlines,
            QueueLifecycle lifecycle,
            DeadLetterRoutes routes) {
        this.name = name;
        this.description = "queue '" + name + "' in vhost '" + virtualHost + "'";
        this.incarnation = incarnation;
        this.settings = settings;
        QueueTerms declared = settings.declared();
        this.home = home;
        this.lifecycle = lifecycle;
        Priorities priorities = new Priorities(incarnation, settings.priorities());
        this.log = new QueueLog(priorities, settings, home, this::serveAgain);
        this.state = new QueueState(this, priorities, home.memory());
        this.timers = new QueueTimers(home, deadlines, declared.expiresMs());
        this.stats = MessageStats.of(home.sampler(), settings.type().total(), state::ready, state::unacked);
        this.paging = new Paging(this, state, log, holders, atMs -> timers.wakeAt(atMs, this::markDirty));
        this.reloading = new Reloading(this, state.residence(), log);
        this.purging = new Purging(home, state, paging, log.retention());
        this.consumers = ConsumerOrder.of(settings);
        this.deadLetters = new DeadLetters(name, settings.type(), home, deadlines, state, reloading, routes);
        this.redeliveries = new Redeliveries(
                settings.type() == QueueType.QUORUM, declared.deliveryLimit(), state, log, deadLetters);
        this.dispatcher = new Dispatcher(home, state, consumers, deadLetters, log.mark(), stats, this::markDirty);
        this.limit = new LengthLimit(declared.limits(), home, state, dispatcher, deadLetters, log.mark());
        this.disuse = new Disuse(home, timers, consumers, settings.autoDelete(), this::giveUp);
        this.subscriptions = new Subscriptions(this, consumers, dispatcher, holders, disuse);
        this.following = new Following(this, disuse);
        this.report = new QueueReport(this, consumers, disuse);
    }

    @Override
    public ShortString name() {
        return name;
    }

    QueueState state() {
        return state;
    }

    QueueLog log() {
        return log;
    }

    /** What its consumers' channels tell it. */
    public Subscriptions subscriptions() {
        return subscriptions;
    }

    /** What there is to say about it to those who ask. */
    public QueueReport report() {
        return report;
    }

    LengthLimit limit() {
        return limit;
    }

    Redeliveries redeliveries() {
        return redeliveries;
    }

    DeadLetters deadLetters() {
        return deadLetters;
    }

    Stage stage() {
        return stage;
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

    /** What its arguments and policies say. */
    public Following following() {
        return following;
    }

    /** The loop that owns this queue's state. */
    public Loop home() {
        return home;
    }

    /** Starts the clock of a queue that expires unused; the first command to it. */
    public void opened() {
        assert home.inLoop();
        log.retention().begin();
        disuse.watch();
        markDirty();
    }

    /** Counts of its messages. */
    public MessageStats stats() {
        return stats;
    }

    /** What of this queue can be replayed. */
    public Retention retention() {
        return log.retention();
    }

    /** Takes a message, or says why not. */
    public PublishOutcome enqueue(Message message) {
        assert home.inLoop();
        PublishOutcome outcome = limit.outcome(message);
        if (outcome == PublishOutcome.REJECTED) {
            limit.refused(message);
        }
        if (outcome != PublishOutcome.ACCEPTED) {
            return outcome;
        }
        QueueEntry entry = state.enqueue(message, following.terms().deadlineMs(message, home.turnMs()));
        boolean recorded = log.takes(message);
        if (recorded) {
            log.enqueued(entry.position(), message, entry.deadlineMs(), JournalWriter.NO_TX);
            state.stored().stored(entry);
        }
        limit.entered();
        markDirty();
        return recorded ? PublishOutcome.STAGED : PublishOutcome.ACCEPTED;
    }

    /** The broker stops cleanly, and nothing will be delivered any more; {@code done} runs once no dead letter is on its way. */
    public void close(Runnable done) {
        assert home.inLoop();
        log.close(state.lastDelivered());
        deadLetters.stop(done);
    }

    /** Takes over an earlier life of one priority, before any queue is opened and may send dead letters; see {@link QueueLog}. */
    public void recover(RecoveredQueue recovered) {
        assert home.inLoop();
        log.recover(recovered, state, redeliveries);
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
        subscriptions.add(consumer, globallyLimited);
        disuse.used();
        return true;
    }

    /** Ends a subscription; what the consumer holds stays its channel's until it is settled. */
    public void unsubscribe(Consumer consumer) {
        assert home.inLoop();
        if (subscriptions.remove(consumer) && stage == Stage.LIVE) {
            disuse.consumerLeft();
        }
    }

    /**
     * Whether the head, if there is one, may be delivered now; if not, {@link #whenHead} tells when to ask again.
     *
     * @throws io.leveret.codec.ConnectionException 541 if it is damaged on the disk
     */
    public boolean isHeadDeliverable() {
        assert home.inLoop();
        limit.endWhatIsOver();
        return paging.isHeadThere() && log.mark().covers(state.head());
    }

    /** Runs the task on this loop once the head is in memory and what this loop has recorded is forced. */
    public void whenHead(Runnable task) {
        assert home.inLoop();
        if (stage == Stage.LIVE && paging.isHeadAway()) {
            paging.await(task);
        } else {
            home.whenDurable(task);
        }
    }

    /** basic.get: takes the head, or null if nothing is ready or the queue is gone. */
    public @Nullable Got get(Session session, boolean noAck) {
        assert home.inLoop();
        if (stage != Stage.LIVE) {
            return null;
        }
        disuse.used();
        limit.endWhatIsOver();
        QueueEntry head = state.head();
        if (head == null) {
            TakenEntries.gotNothing(stats);
            return null;
        }
        if (noAck) {
            state.takeForGood();
        } else {
            Holder getter = holders.getter(session);
            getter.requireRoom(home.memory());
            state.takeFor(getter);
        }
        stats.countGot(noAck, head.isRedelivered());
        // What comes next may have expired behind it, and is not left then; or its deadline is watched by nobody yet.
        limit.endWhatIsOver();
        markDirty();
        return new Got(head, head.delivered(), state.ready());
    }

    /** Settles an entry that was delivered; nothing happens if it is not outstanding any more. */
    public void settle(QueueEntry entry, Settle.Verdict verdict) {
        assert home.inLoop() && entry.queue() == this;
        if (stage == Stage.GONE) {
            return;
        }
        limit.settling(entry, verdict);
        TakenEntries.settling(stats, entry, verdict);
        Holder holder = entry.holder;
        switch (verdict) {
            case ACK -> state.settle(entry);
            case REJECT, DIE -> deadLetters.unackedDies(entry, DeathReason.REJECTED);
            case REQUEUE -> redeliveries.requeue(entry);
            case REQUEUE_UNCOUNTED -> redeliveries.requeueUncounted(entry);
            case GIVE_BACK -> state.giveBack(entry);
        }
        subscriptions.released(holder);
        limit.settled();
        markDirty();
    }

    /** Has messages that are unacked in memory until they are settled, and runs the task on this loop then. */
    public void pin(List<QueueEntry> entries, Runnable then) {
        assert home.inLoop();
        entries.forEach(QueueEntry::pin);
        reloading.load(entries, then);
    }

    /** Drops all ready messages, in steps if there are many; returns how many there were. */
    public int purge() {
        assert home.inLoop();
        markDirty();
        return purging.purge();
    }

    /** Runs the task on this loop once all that was purged is gone for good. */
    public void whenPurged(Runnable task) {
        assert home.inLoop();
        purging.whenDone(task);
    }

    /** QueueCounts, after what has expired at the head is dropped; null if the queue is gone. */
    public @Nullable QueueCounts counts() {
        assert home.inLoop();
        if (stage != Stage.LIVE) {
            return null;
        }
        limit.endWhatIsOver();
        return QueueCounts.of(state, consumers.size(), deadLetters.kept());
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
        limit.endWhatIsOver();
        if (ifEmpty && state.ready() > 0) {
            throw new ChannelException(ReplyCode.PRECONDITION_FAILED, description + " not empty");
        }
        stage = Stage.FROZEN;
        limit.stop();
        return state.ready();
    }

    /** Runs the task on this loop once no dead letter of this queue, which is frozen, is on its way any more. */
    public void whenMoved(Runnable task) {
        assert home.inLoop();
        deadLetters.whenIdle(task);
    }

    /** Last step of a delete: consumers are told, messages dropped. */
    public void drop() {
        assert home.inLoop();
        stage = Stage.GONE;
        subscriptions.cancelAll();
        log.queueGone();
        state.drop(paging::release);
        purging.end();
        paging.close();
        holders.clear();
        timers.close();
        stats.close();
    }

    /** Dispatches what this turn has made possible. */
    @Override
    public void endTurn() {
        assert home.inLoop();
        dirty = false;
        report.used(home.turnMs());
        if (stage != Stage.LIVE || limit.isHeld()) {
            return;
        }
        // What came back may be too much: nobody gets what has to go.
        if (!limit.trim() || dispatcher.round(home.turnMs())) {
            markDirty();
        }
        if (purging.step()) {
            markDirty();
        }
        paging.endTurn(consumers.size() > 0, limit.isTrimming() || dispatcher.isExpiring());
        QueueEntry head = state.head();
        if (head != null && head.deadlineMs() != QueueEntry.NEVER) {
            timers.wakeAt(head.deadlineMs(), this::markDirty);
        }
    }

    /** What has waited for the delivery mark comes before any limit is held against it. */
    private void serveAgain() {
        limit.serveConsumers();
        markDirty();
    }

    void markDirty() {
        if (!dirty) {
            dirty = true;
            home.dispatchAtTurnEnd(this);
        }
    }

    private void giveUp() {
        if (stage == Stage.LIVE) {
            stage = Stage.FROZEN;
            limit.stop();
            lifecycle.queueUnused(this);
        }
    }

    @Override
    public String toString() {
        return description;
    }
}
