package io.leveret.app.heap;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.util.Optional;
import javax.management.NotificationEmitter;

/** The old generation of the serial collector, the only one that lets garbage lie in it until there is no more room. */
final class TenuredGeneration implements OldGeneration {

    private static final String NAME = "Tenured Gen";

    private final MemoryPoolMXBean pool;

    private TenuredGeneration(MemoryPoolMXBean pool) {
        this.pool = pool;
    }

    /** Empty if this JVM has another collector, which has ways of its own. */
    static Optional<TenuredGeneration> find() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals(NAME) && pool.isUsageThresholdSupported())
                .map(TenuredGeneration::new)
                .findFirst();
    }

    @Override
    public long used() {
        return pool.getUsage().getUsed();
    }

    @Override
    public long max() {
        return pool.getUsage().getMax();
    }

    @Override
    public void collect() {
        System.gc();
    }

    @Override
    public void watch(long bytes) {
        pool.setUsageThreshold(bytes);
    }

    /** Calls back, on a thread of the JVM, when there is more in it than {@link #watch} has said. */
    void whenTooFull(Runnable listener) {
        NotificationEmitter emitter = (NotificationEmitter) ManagementFactory.getMemoryMXBean();
        emitter.addNotificationListener(
                (notification, nothing) -> {
                    if (notification.getType().equals(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED)) {
                        listener.run();
                    }
                },
                null,
                null);
    }
}
