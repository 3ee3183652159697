package io.leveret.broker.alarm;

import io.leveret.broker.time.Clock;
import io.leveret.broker.time.Deadlines;
import io.leveret.store.MessageStore;
import io.leveret.store.space.DiskSpace;

/**
 * Raises the disk alarm when the store finds too little room, and has it look again in time: others write to the device
 * too. The store looks by itself as its journal grows. Any thread.
 */
public final class DiskWatch {

    private final MessageStore store;
    private final Alarms alarms;
    private final Deadlines deadlines;
    private final Clock clock;

    public DiskWatch(MessageStore store, Alarms alarms, Deadlines deadlines, Clock clock) {
        this.store = store;
        this.alarms = alarms;
        this.deadlines = deadlines;
        this.clock = clock;
    }

    /** Judges what the store has found when it was opened, and watches from then on. */
    public void start() {
        looked(store.space());
        store.onSpace(this::looked);
        lookLater();
    }

    private void lookLater() {
        int ms = store.space().nextLookMs();
        // Only rings a bell, so whatever thread keeps the deadlines may do it.
        deadlines.at(clock.monotonicMs() + ms, Runnable::run, () -> {
            store.lookAtSpace();
            lookLater();
        });
    }

    private void looked(DiskSpace space) {
        String found = space.usableBytes() + " bytes free, limit " + space.limitBytes();
        if (space.low()) {
            alarms.raise(Alarms.Resource.DISK, found);
        } else {
            alarms.clear(Alarms.Resource.DISK, found);
        }
    }
}
