package io.leveret.store.index;

/**
 * Keeps octets outside of the heap until the process ends. Owner: as {@link StoreIndex}.
 *
 * <p>Every method throws {@link java.io.UncheckedIOException} when the device fails or is full: what was put there cannot
 * be done without.
 */
public interface Spill {

    /** Keeps octets; returns what they are known by from now on, from 1 up. */
    long put(byte[] octets);

    /** What was put. */
    byte[] get(long id);

    /** What was put, and is kept no more. */
    byte[] take(long id);

    /** Keeps it no more. */
    void remove(long id);

    /** Octets that are kept. */
    long bytes();
}
