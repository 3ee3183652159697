package io.leveret.app.heap;

/** Where objects end up that have lived for a while. */
interface OldGeneration {

    /** Octets in it, garbage included. */
    long used();

    /** Octets that it may grow to. */
    long max();

    /** Has garbage collected, all of it, before it returns. */
    void collect();

    /** From now on {@link HeapKeeper#tooFull} is called when more than this is in it after some collection. */
    void watch(long bytes);
}
