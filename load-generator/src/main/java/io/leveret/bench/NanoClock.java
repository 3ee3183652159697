package io.leveret.bench;

/** The load generator's one source of time. */
@FunctionalInterface
interface NanoClock {

    /** The machine's monotonic clock. */
    NanoClock SYSTEM = System::nanoTime;

    /** Nanoseconds on a scale that only goes forward, from an arbitrary start. */
    long nanos();
}
