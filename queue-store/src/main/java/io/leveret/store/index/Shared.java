package io.leveret.store.index;

/** What all queues of an index have in common. Owner: as {@link StoreIndex}. */
final class Shared {

    private final SegmentUses uses = new SegmentUses();
    private final Spill spill;
    private int tick = 1;

    Shared(Spill spill) {
        this.spill = spill;
    }

    SegmentUses uses() {
        return uses;
    }

    Spill spill() {
        return spill;
    }

    /** A time of its own: what was touched at an earlier one is colder. */
    int tick() {
        return tick;
    }

    void nextTick() {
        tick++;
    }
}
