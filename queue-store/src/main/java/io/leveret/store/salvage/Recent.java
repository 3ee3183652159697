package io.leveret.store.salvage;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was read of the last few bodies, by position: queues that share one have their entries near each other. Owner: one
 * thread.
 */
final class Recent<T> {

    private record Kept<T>(T value, int bytes) {}

    private final long bytesMax;
    private final LinkedHashMap<Long, Kept<T>> byLsn = new LinkedHashMap<>();
    private long bytes;

    Recent(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    @Nullable
    T get(long lsn) {
        Kept<T> kept = byLsn.get(lsn);
        return kept == null ? null : kept.value;
    }

    /** Keeps one, at the cost of the oldest. */
    void put(long lsn, T value, int size) {
        if (byLsn.put(lsn, new Kept<>(value, size)) == null) {
            bytes += size;
        }
        var eldest = byLsn.entrySet().iterator();
        while (bytes > bytesMax && byLsn.size() > 1) {
            Map.Entry<Long, Kept<T>> entry = eldest.next();
            bytes -= entry.getValue().bytes;
            eldest.remove();
        }
    }
}
