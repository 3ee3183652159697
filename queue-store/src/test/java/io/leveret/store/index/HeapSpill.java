package io.leveret.store.index;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** A {@link Spill} in memory, that keeps count. */
final class HeapSpill implements Spill {

    private final Map<Long, byte[]> kept = new HashMap<>();
    private long next = 1;
    private long taken;

    @Override
    public long put(byte[] octets) {
        kept.put(next, octets);
        return next++;
    }

    @Override
    public byte[] get(long id) {
        return Objects.requireNonNull(kept.get(id));
    }

    @Override
    public byte[] take(long id) {
        taken++;
        return Objects.requireNonNull(kept.remove(id));
    }

    @Override
    public void remove(long id) {
        take(id);
    }

    @Override
    public long bytes() {
        return kept.values().stream().mapToLong(octets -> octets.length).sum();
    }

    /** How often something came back. */
    long taken() {
        return taken;
    }
}
