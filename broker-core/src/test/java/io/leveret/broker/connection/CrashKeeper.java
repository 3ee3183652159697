package io.leveret.broker.connection;

import io.leveret.broker.testing.LoopsJournal;
import io.leveret.broker.testing.SimulatedStore;
import io.leveret.broker.testing.SteppedJournal;
import io.leveret.store.Recovered;
import java.io.IOException;
import java.util.SplittableRandom;

/** What a broker of a {@link CrashSimulation} records in, which outlives it. */
interface CrashKeeper {

    LoopsJournal journal();

    /** Lets some of what was submitted become durable. */
    void goOn();

    /** The next life may end by itself. */
    void failSoon();

    /** Whether this life has ended by itself. */
    boolean isDead();

    /** Ends this life and begins the next one; gives what that finds. */
    Recovered crash() throws IOException;

    void close();

    /** A journal in memory, whose batches are forced in order: quick, and of the broker alone. */
    record Batches(SteppedJournal batches, SplittableRandom random) implements CrashKeeper {
        @Override
        public LoopsJournal journal() {
            return batches;
        }

        @Override
        public void goOn() {
            batches.force();
        }

        @Override
        public void failSoon() {
            // Its lives end when their steps do.
        }

        @Override
        public boolean isDead() {
            return false;
        }

        @Override
        public Recovered crash() {
            return batches.crash(random);
        }

        @Override
        public void close() {
            // It has nothing that is open.
        }
    }

    /** The store as it is, on a simulated disk. */
    record Store(SimulatedStore store, SplittableRandom random) implements CrashKeeper {
        @Override
        public LoopsJournal journal() {
            return store;
        }

        @Override
        public void goOn() {
            if (random.nextInt(50) == 0) {
                store.checkpoint();
            } else {
                store.nap();
            }
        }

        @Override
        public void failSoon() {
            store.failSoon();
        }

        @Override
        public boolean isDead() {
            return store.isDead();
        }

        @Override
        public Recovered crash() throws IOException {
            store.crash();
            return store.recovered();
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
