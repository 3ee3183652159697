package io.leveret.bench;

import java.time.Duration;
import java.util.Optional;

/** How much of the machine this process takes: a generator that takes much may be what limits the figures. */
final class Cores {

    private final NanoClock clock;
    private final long startNanos;
    private final Duration startCpu;

    /** Counts from now on. */
    Cores(NanoClock clock) {
        this.clock = clock;
        this.startNanos = clock.nanos();
        this.startCpu = cpu();
    }

    /** Processor cores in use on the average; 0 where the platform does not tell. */
    double average() {
        long elapsed = Math.max(1, clock.nanos() - startNanos);
        return (double) cpu().minus(startCpu).toNanos() / elapsed;
    }

    private static Duration cpu() {
        Optional<Duration> used = ProcessHandle.current().info().totalCpuDuration();
        return used.orElse(Duration.ZERO);
    }
}
