package io.leveret.broker.time;

import java.util.concurrent.locks.LockSupport;

/**
 * The one source of time.
 *
 * <p>Deadlines are measured on the monotonic scale, so that a jump of the machine's wall clock expires nothing; the
 * wall clock serves only what clients and operators read as a date.
 */
public interface Clock {

    /** Milliseconds on a scale that only goes forward, from an arbitrary start. */
    long monotonicMs();

    /** Milliseconds since 1970-01-01T00:00Z. */
    long wallMs();

    /** Has the calling thread sleep about so long, or less; the system's timers may make it some ten microseconds longer. */
    default void pause(int nanos) {
        LockSupport.parkNanos(this, nanos);
    }
}
