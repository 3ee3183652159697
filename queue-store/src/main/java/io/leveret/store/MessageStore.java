package io.leveret.store;

import io.leveret.store.disk.Disk;
import io.leveret.store.disk.StoreException;
import io.leveret.store.journal.JournalWriter;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * What a broker keeps beyond the life of the process: a catalogue of keys and values, and the messages of queues.
 *
 * <p>May be used from any thread. {@link #open}, {@link #checkpoint} and {@link #close} block for as long as the disk
 * takes, so never call them from an event loop.
 */
@SuppressWarnings({"DoNotCallSuggester", "TypeParameterUnusedInFormals"})
public final class MessageStore implements AutoCloseable {

    private MessageStore() {}

    /**
     * Opens what is on the disk, or begins anew on an empty one.
     *
     * @param wallClockMs milliseconds since 1970; called from several threads
     * @throws StoreException when what is there is damaged or newer than this release; nothing was changed
     * @throws IOException when the device fails
     */
    public static MessageStore open(Disk disk, StoreConfig config, LongSupplier wallClockMs) throws IOException {
        return pending();
    }

    /** What was found; given out once, so that it does not stay in memory. */
    public Recovered recovered() {
        return pending();
    }

    /**
     * A way in for one owner.
     *
     * @param owner runs the callbacks of {@link JournalWriter#whenDurable} on the owner's thread
     * @param inOwner whether the caller is that thread; asked by assertions only
     */
    public JournalWriter writer(Executor owner, BooleanSupplier inOwner) {
        return pending();
    }

    /**
     * Completes with the cause when the device has failed. From then on nothing becomes durable, no callback runs, and
     * nothing is tried again. Does not complete otherwise. Dependents run on a thread of the store.
     */
    public CompletionStage<Throwable> failure() {
        return pending();
    }

    /** The end of the journal that is forced, in bytes since the journal began. */
    public long durableLsn() {
        return MessageStore.<Long>pending();
    }

    public StoreFootprint footprint() {
        return pending();
    }

    /**
     * Forces all that was submitted and publishes a checkpoint of it, unless nothing has changed since the last.
     *
     * @throws IOException when the store has failed or fails now
     */
    public void checkpoint() throws IOException {
        MessageStore.<Object>pending();
    }

    /**
     * Forces all that was submitted, publishes a checkpoint and ends the threads. Owners must have stopped submitting.
     * Does not throw: a device that fails now has failed the store.
     */
    @Override
    public void close() {
        MessageStore.<Object>pending();
    }

    private static <T> T pending() {
        throw new UnsupportedOperationException("filled in by the next commits");
    }
}
