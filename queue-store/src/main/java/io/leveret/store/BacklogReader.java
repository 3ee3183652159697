package io.leveret.store;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Reads back what waits in queues. Reading changes nothing: a message may be read as often as one likes. */
public interface BacklogReader {

    /**
     * Reads live messages of a queue by rising seq. May be called by any thread, for one queue one read at a time.
     *
     * <p>Everything that was told to be durable before the call is seen. What the caller has settled meanwhile may still be in the
     * answer: the queue's owner knows better what lives.
     *
     * @param fromSeq the lowest seq that is wanted
     * @param toSeq the highest
     * @param messagesMax how many messages to read at most; at least 1
     * @param bytesMax about how many octets to read at most; one message is always read if there is one
     * @param owner runs the answer
     * @param answer called once; never, if the store fails first
     */
    void read(
            long queueId,
            long fromSeq,
            long toSeq,
            int messagesMax,
            int bytesMax,
            Executor owner,
            Consumer<Backlog> answer);

    /**
     * Reads like {@link #read}, and what is retained of the messages that are settled as well: a cursor over all that can be
     * read, which consumes nothing. What is not retained any more is passed over. A reader without retention reads what lives.
     *
     * @see io.leveret.store.journal.JournalWriter#retain
     */
    default void readRetained(
            long queueId,
            long fromSeq,
            long toSeq,
            int messagesMax,
            int bytesMax,
            Executor owner,
            Consumer<Backlog> answer) {
        read(queueId, fromSeq, toSeq, messagesMax, bytesMax, owner, answer);
    }
}
