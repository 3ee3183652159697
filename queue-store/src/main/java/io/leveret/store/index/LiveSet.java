package io.leveret.store.index;

import io.leveret.store.format.Numbers;
import io.leveret.store.seq.SeqSet;

/** Messages of one queue, the live ones or others; may be spilled while nobody asks for them. Owner: as {@link StoreIndex}. */
final class LiveSet {

    private static final long NOT_SPILLED = 0;
    private static final SeqSet NONE = new SeqSet();

    private final Shared shared;
    private SeqSet set = new SeqSet();
    private long size;
    private long footprintBytes;
    private int touchedAt;
    private long spilledAs = NOT_SPILLED;

    LiveSet(Shared shared) {
        this.shared = shared;
    }

    /** The set; it may be changed until others are spilled. */
    SeqSet get() {
        touchedAt = shared.tick();
        if (isSpilled()) {
            set = decode(shared.spill().take(spilledAs));
            spilledAs = NOT_SPILLED;
        }
        return set;
    }

    long size() {
        return isSpilled() ? size : set.size();
    }

    boolean isSpilled() {
        return spilledAs != NOT_SPILLED;
    }

    int touchedAt() {
        return touchedAt;
    }

    /** The queue is gone. */
    void forget() {
        if (isSpilled()) {
            shared.spill().remove(spilledAs);
            spilledAs = NOT_SPILLED;
        }
    }

    void spill() {
        size = set.size();
        spilledAs = shared.spill().put(encode(set));
        set = NONE;
        footprintBytes = 0;
    }

    /** About what it takes of the heap, in bytes, when it was measured last. */
    long footprintBytes() {
        return footprintBytes;
    }

    void measure() {
        footprintBytes = isSpilled() ? 0 : set.footprintBytes();
    }

    private static byte[] encode(SeqSet set) {
        Numbers numbers = new Numbers();
        set.forEachPart((first, octets) -> {
            numbers.put(first);
            numbers.put(octets);
        });
        return numbers.toByteArray();
    }

    private static SeqSet decode(byte[] octets) {
        SeqSet set = new SeqSet();
        Numbers numbers = new Numbers(octets);
        while (numbers.hasMore()) {
            set.addPart(numbers.get(), numbers.getOctets());
        }
        return set;
    }
}
