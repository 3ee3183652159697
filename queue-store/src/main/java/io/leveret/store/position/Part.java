package io.leveret.store.position;

import io.leveret.store.format.Numbers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link Positions}, encoded. The octets before {@code end} do not change, though whoever made the part may write behind
 * them. Immutable.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Part(long firstSeq, long lastSeq, byte[] octets, int end) {

    Numbers numbers() {
        return new Numbers(octets, 0, end);
    }

    /** The one of these in which an entry of this seq would have to be; they rise. */
    public static @Nullable Part of(List<Part> parts, long seq) {
        for (Part part : parts) {
            if (part.lastSeq >= seq) {
                return part;
            }
        }
        return null;
    }

    /** Decodes. */
    public Positions decode(long segmentBase) {
        return Positions.decode(this, segmentBase);
    }
}
