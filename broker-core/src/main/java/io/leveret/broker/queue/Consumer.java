package io.leveret.broker.queue;

import io.leveret.broker.loop.MessageMemory;
import io.leveret.codec.value.FieldTable;

/**
 * A consumer at its queue: what it may still be sent, and what it holds unacked. Owned by the queue's home loop; the
 * final fields may be read by anyone.
 *
 * <p>Three things must allow a delivery: the prefetch limit of the consumer, the hand-over window (so that a socket that
 * does not drain holds a bounded share of the queue), and, if the channel has a limit over all its consumers, credit
 * that the channel granted.
 */
public final class Consumer extends Holder {

    /** Messages that may be on their way to a socket. */
    static final int WINDOW_MESSAGES_MAX = 2048;
    /** Bytes that may be on their way to a socket; one message may exceed it. */
    static final long WINDOW_BYTES_MAX = 512 * 1024;

    private final ConsumerSink sink;
    private final Terms terms;
    private int windowMessages = WINDOW_MESSAGES_MAX;
    private long windowBytes = WINDOW_BYTES_MAX;
    private boolean globallyLimited;
    private int credit;
    private boolean creditAsked;
    private final HandedOver handedOver = new HandedOver();
    boolean subscribed;
    boolean blocked;
    /** Whether it is told when memory is not short any more. */
    boolean awaitsRoom;

    /**
     * What a client asked for with basic.consume.
     *
     * @param tag the consumer tag, unique in its channel
     * @param noAck whether a message is settled by being sent
     * @param exclusive whether no other consumer may be on the queue
     * @param prefetch unacked messages that the consumer may hold, 0 for no limit
     * @param priority {@code x-priority}; the highest with credit is served first
     * @param arguments as given, for those who list consumers
     */
    public record Terms(
            String tag, boolean noAck, boolean exclusive, int prefetch, int priority, FieldTable arguments) {}

    public Consumer(Session session, ConsumerSink sink, Terms terms) {
        super(session);
        this.sink = sink;
        this.terms = terms;
    }

    /** The channel's end. */
    public ConsumerSink sink() {
        return sink;
    }

    public Terms terms() {
        return terms;
    }

    /** What is on its way to this consumer, if it does not acknowledge. */
    HandedOver handedOver() {
        return handedOver;
    }

    @Override
    String consumerTag() {
        return terms.tag();
    }

    @Override
    int unwritten() {
        return WINDOW_MESSAGES_MAX - windowMessages;
    }

    /** Whether prefetch, window and memory leave room for one more message. */
    boolean hasRoom(MessageMemory memory) {
        return windowMessages > 0
                && windowBytes > 0
                && (terms.noAck || ((terms.prefetch == 0 || unacked() < terms.prefetch) && !holdsTooMuch(memory)));
    }

    /** Whether the channel must grant credit before a message may be sent. */
    boolean needsCredit() {
        return globallyLimited && !terms.noAck && credit == 0;
    }

    /** Asks the channel for credit for one message, once until it is answered. */
    boolean askOnce() {
        if (creditAsked) {
            return false;
        }
        creditAsked = true;
        return true;
    }

    void grant() {
        creditAsked = false;
        credit++;
    }

    /** Credit that was granted and not used; the caller gives it back to the channel. */
    int takeBackCredit() {
        int left = credit;
        credit = 0;
        return left;
    }

    /** Credit from before a change counts for nothing: the channel counts anew when its limit begins. */
    void limitGlobally(boolean limited) {
        if (globallyLimited != limited) {
            globallyLimited = limited;
            credit = 0;
        }
    }

    void handedOver(Message message) {
        windowMessages--;
        windowBytes -= message.content().length;
        if (credit > 0) {
            credit--;
        }
    }

    void refill(int messages, long bytes) {
        windowMessages += messages;
        windowBytes += bytes;
        assert windowMessages <= WINDOW_MESSAGES_MAX && windowBytes <= WINDOW_BYTES_MAX;
    }
}
