package io.leveret.broker.queue;

import io.leveret.codec.value.FieldTable;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;

/** A consumer as the model sees it, and the channel's end that the queue under test delivers to. */
final class ModelConsumer implements ConsumerSink {

    final ModelSession session;
    final Consumer consumer;
    /** Delivered and to be acknowledged. */
    final Set<ModelEntry> held = new LinkedHashSet<>();
    /** Delivered and not yet written to the client. */
    final ArrayDeque<ModelEntry> unwritten = new ArrayDeque<>();

    private final QueueModel model;
    private int windowMessages = Consumer.WINDOW_MESSAGES_MAX;
    private long windowBytes = Consumer.WINDOW_BYTES_MAX;
    private int writtenMessages;
    private long writtenBytes;
    boolean subscribed;
    boolean limited;
    boolean asked;
    int credit;
    long lastServed = -1;
    /** When this consumer last got room, {@link Long#MAX_VALUE} while it has none. */
    long roomSince = Long.MAX_VALUE;

    ModelConsumer(QueueModel model, ModelSession session, Consumer.Terms terms) {
        this.model = model;
        this.session = session;
        this.consumer = new Consumer(session, this, terms);
    }

    static Consumer.Terms terms(boolean noAck, boolean exclusive, int prefetch, int priority) {
        return new Consumer.Terms("tag", noAck, exclusive, prefetch, priority, FieldTable.EMPTY);
    }

    boolean noAck() {
        return consumer.terms().noAck();
    }

    int priority() {
        return consumer.terms().priority();
    }

    /** Whether prefetch and window let it take one more. */
    boolean hasRoom() {
        int prefetch = consumer.terms().prefetch();
        return subscribed
                && windowMessages > 0
                && windowBytes > 0
                && (prefetch == 0 || noAck() || held.size() < prefetch);
    }

    boolean lacksCredit() {
        return limited && !noAck() && credit == 0;
    }

    /** Notes whether it can be served from now on. */
    void noteRoom(long tick) {
        if (!hasRoom() || lacksCredit()) {
            roomSince = Long.MAX_VALUE;
        } else if (roomSince == Long.MAX_VALUE) {
            roomSince = tick;
        }
    }

    @Override
    public ConsumerOrigin origin() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void deliver(QueueEntry entry) {
        ModelEntry delivered = model.delivered(this, entry);
        windowMessages--;
        windowBytes -= entry.message().content().length;
        credit = Math.max(0, credit - 1);
        unwritten.add(delivered);
        if (!noAck()) {
            held.add(delivered);
        }
        noteRoom(model.tick());
    }

    /** Writes the oldest delivery to the client. */
    void write() {
        ModelEntry written = unwritten.remove();
        writtenMessages++;
        writtenBytes += written.message.content().length;
    }

    boolean hasWritten() {
        return writtenMessages > 0;
    }

    /** Tells the queue that the socket has taken what was written. */
    void refill(Queue queue) {
        int messages = writtenMessages;
        long bytes = writtenBytes;
        writtenMessages = 0;
        writtenBytes = 0;
        windowMessages += messages;
        windowBytes += bytes;
        noteRoom(model.tick());
        queue.subscriptions().refill(consumer, messages, bytes);
    }

    @Override
    public void cancelledByBroker() {
        QueueModel.check(subscribed && model.isBeingDropped(), "cancelled without reason");
        subscribed = false;
    }

    @Override
    public void creditWanted() {
        QueueModel.check(hasRoom() && lacksCredit() && !asked, "asks for credit without need");
        asked = true;
        model.creditWanted(this);
    }

    @Override
    public void creditReturned(int messages) {
        credit -= messages;
        QueueModel.check(messages > 0 && credit >= 0, "returns credit that it has not got");
        noteRoom(model.tick());
        model.creditReturned();
    }
}
