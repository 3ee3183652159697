package io.leveret.broker.testing;

import io.leveret.broker.loop.Loop;
import io.leveret.store.journal.JournalWriter;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/** What a broker on stepped loops records in. Owner: the thread of the test. */
public interface LoopsJournal {

    /** Gives every loop its way in. */
    void attachTo(List<Loop> loops, long txIdMax);

    /** A way in for one owner, which is the caller when {@code inOwner} says so. */
    JournalWriter writer(Executor owner, BooleanSupplier inOwner);

    /** Forces what was submitted and hands the callbacks to their owners. */
    void force();
}
