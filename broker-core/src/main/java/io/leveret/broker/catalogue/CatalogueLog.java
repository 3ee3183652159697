package io.leveret.broker.catalogue;

/**
 * Where changes of the durable topology are recorded. Owned by the control thread.
 *
 * <p>Recording never waits for the disk; whoever must not answer before it is safe asks to be told.
 */
public interface CatalogueLog {

    /** Records that the thing is there, and how. */
    void put(Definition definition);

    /** Records that the thing is gone. */
    void remove(Definition definition);

    /**
     * Passes on what was recorded since the last call and returns true; {@code whenDurable} then runs on the control
     * thread once that is forced, and never if the store fails. Returns false, and forgets {@code whenDurable}, if
     * nothing was recorded and nothing that was is still on its way.
     */
    boolean submit(Runnable whenDurable);

    /** For a broker that keeps nothing. */
    static CatalogueLog none() {
        return new CatalogueLog() {
            @Override
            public void put(Definition definition) {}

            @Override
            public void remove(Definition definition) {}

            @Override
            public boolean submit(Runnable whenDurable) {
                return false;
            }
        };
    }
}
