package io.leveret.store.index;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What each segment holds, and what keeps it: entries in it that live or belong to an open transaction, and runs in the
 * segment behind it that refer to bodies here. Owner: as {@link StoreIndex}.
 */
final class SegmentUses {

    /** Of one segment. */
    static final class Use {
        private final long number;
        private long held;
        private long references;
        private long bytes;
        private boolean mayShare;

        private Use(long number) {
            this.number = number;
        }

        long number() {
            return number;
        }

        /** Whether a run in the segment behind it refers to bodies here. */
        boolean isReferredTo() {
            return references > 0;
        }

        /** Whether several entries may have one body, each of which counts with it. */
        boolean mayShare() {
            return mayShare;
        }

        boolean isHeld() {
            return held > 0 || references > 0;
        }

        /** About how many octets it would take to move what is held, each entry with a body of its own. */
        long bytes() {
            return bytes;
        }
    }

    private final TreeMap<Long, Use> uses = new TreeMap<>();
    /** Neighbouring records mostly have to do with the same segment. */
    private @Nullable Use last;

    void hold(long segment, long count, long bytes) {
        Use use = use(segment);
        use.held += count;
        use.bytes += bytes;
    }

    void release(long segment, long count, long bytes) {
        Use use = use(segment);
        use.held -= count;
        use.bytes -= bytes;
        assert use.held >= 0 && use.bytes >= 0 : "segment " + segment + " holds " + use.held + ", " + use.bytes;
        letGo(use);
    }

    /** Entries in this segment may have bodies in common. */
    void mayShare(long segment) {
        Use use = uses.get(segment);
        // An entry that was moved may have left meanwhile.
        if (use != null) {
            use.mayShare = true;
        }
    }

    /** A run in the segment behind this one refers to bodies here. */
    void refer(long segment) {
        use(segment).references++;
    }

    /** It does no more. */
    void referNoMore(long segment) {
        Use use = use(segment);
        use.references--;
        assert use.references >= 0 : "segment " + segment + " is referred to by " + use.references;
        letGo(use);
    }

    private void letGo(Use use) {
        if (!use.isHeld()) {
            uses.remove(use.number);
            last = null;
        }
    }

    /** The numbers of all segments that are held now. */
    Set<Long> held() {
        return new HashSet<>(uses.keySet());
    }

    /** Of all segments that are held, by rising number. */
    List<Use> all() {
        return new ArrayList<>(uses.values());
    }

    @Nullable
    Use of(long segment) {
        return uses.get(segment);
    }

    long liveBytes() {
        long bytes = 0;
        for (Use use : uses.values()) {
            bytes += use.bytes;
        }
        return bytes;
    }

    private Use use(long segment) {
        Use use = last;
        if (use == null || use.number != segment) {
            use = uses.computeIfAbsent(segment, Use::new);
            last = use;
        }
        return use;
    }
}
