package io.leveret.store.index;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps what an index takes of the heap within bounds: when it is too much, what was touched longest ago is spilled, until
 * there is some room again. What cannot be spilled, some hundred octets for each queue, may be more than the bound. Owner: as
 * {@link StoreIndex}.
 */
final class IndexBudget {

    /** A smaller set takes no less outside. */
    private static final int SET_BYTES_MIN = 500;

    /** A search looks at all queues: after one in vain there must be this part more. */
    private static final int WORTH_A_SEARCH = 16;

    private record Candidate(int touchedAt, QueueIndex queue, Runnable spill) {}

    private final Shared shared;
    private final long bytesMax;
    /** Queues that may have another size than when they were measured. */
    private final Set<QueueIndex> touched = new HashSet<>();

    private long bytes;
    /** Where too little could be spilled, the next search comes when this much is there. */
    private long searchFrom;

    IndexBudget(Shared shared, long bytesMax) {
        this.shared = shared;
        this.bytesMax = bytesMax;
    }

    /** About what the index takes of the heap. */
    long bytes() {
        return bytes;
    }

    void touch(QueueIndex queue) {
        touched.add(queue);
    }

    void gone(QueueIndex queue) {
        touched.remove(queue);
        bytes -= queue.footprintBytes();
    }

    /** Nobody looks at a run or a set of live messages just now: they may go. */
    void trim(Collection<QueueIndex> queues) {
        measure();
        if (bytes > bytesMax && bytes >= searchFrom) {
            shared.nextTick();
            long target = bytesMax - bytesMax / 4;
            spill(queues, target);
            searchFrom = bytes <= target ? 0 : bytes + bytes / WORTH_A_SEARCH;
        }
        shared.nextTick();
    }

    private void measure() {
        for (QueueIndex queue : touched) {
            bytes += queue.measure();
        }
        touched.clear();
    }

    private void spill(Collection<QueueIndex> queues, long target) {
        for (Candidate candidate : candidates(queues)) {
            if (bytes <= target) {
                return;
            }
            candidate.spill.run();
            bytes += candidate.queue.measure();
        }
    }

    private List<Candidate> candidates(Collection<QueueIndex> queues) {
        List<Candidate> candidates = new ArrayList<>();
        List<RunChunk> chunks = new ArrayList<>();
        for (QueueIndex queue : queues) {
            queue.coldChunks(chunks);
            for (RunChunk chunk : chunks) {
                candidates.add(new Candidate(chunk.touchedAt(), queue, () -> chunk.spill(shared.spill())));
            }
            chunks.clear();
            for (LiveSet set : queue.sets()) {
                // A small one takes no less outside.
                if (!set.isSpilled() && set.footprintBytes() > SET_BYTES_MIN) {
                    candidates.add(new Candidate(set.touchedAt(), queue, set::spill));
                }
            }
        }
        candidates.sort(Comparator.comparingInt(Candidate::touchedAt));
        return candidates;
    }
}
