package io.leveret.broker.time;

import java.util.concurrent.TimeUnit;

/** The machine's own clock. */
public final class SystemClock implements Clock {

    @Override
    public long monotonicMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    @Override
    public long wallMs() {
        return System.currentTimeMillis();
    }
}
