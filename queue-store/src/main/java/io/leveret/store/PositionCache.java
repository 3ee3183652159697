package io.leveret.store;

import io.leveret.store.position.Positions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Positions that were read lately, of a queue in a segment the last ones: who reads a queue goes on where he was. The
 * ones used longest ago go first. Any thread; a lock is held for a look-up only.
 */
final class PositionCache {

    private record Key(long segment, long queueId) {}

    private final int bytesMax;
    private final LinkedHashMap<Key, Positions> positions = new LinkedHashMap<>(16, 0.75f, true);
    private int bytes;

    PositionCache(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** The positions among which that of this message is, if they are here. */
    synchronized @Nullable Positions get(long segment, long queueId, long seq) {
        Positions found = positions.get(new Key(segment, queueId));
        return found != null && found.covers(seq) ? found : null;
    }

    synchronized void put(long segment, long queueId, Positions read) {
        Positions before = positions.put(new Key(segment, queueId), read);
        bytes += read.footprintBytes() - (before == null ? 0 : before.footprintBytes());
        var oldest = positions.entrySet().iterator();
        while (bytes > bytesMax && oldest.hasNext()) {
            Map.Entry<Key, Positions> entry = oldest.next();
            bytes -= entry.getValue().footprintBytes();
            oldest.remove();
        }
    }
}
