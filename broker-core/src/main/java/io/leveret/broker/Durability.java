package io.leveret.broker;

import io.leveret.store.StoreConfig;
import io.leveret.store.journal.SyncPolicy;
import java.util.OptionalLong;

/**
 * How sure a message is when it is confirmed, and how much of the disk stays free.
 *
 * @param sync when a persistent message of a durable queue is confirmed. The catalogue and tx.commit are always forced
 * @param syncIntervalMs for {@link Sync#INTERVAL}, from 1
 * @param diskFreeLimitBytes free space below which connections that publish are blocked; if empty 50 MB, or an eighth of
 *     the disk if that is less. No less than what is written until they have stopped: 9 MiB, or an eighth of the disk
 */
public record Durability(Sync sync, int syncIntervalMs, OptionalLong diskFreeLimitBytes) {

    /** When a message is confirmed. The end of the process, however it comes, takes nothing that was confirmed. */
    public enum Sync {
        /** Forced to the disk: a crash of the machine takes nothing that was confirmed. */
        ALWAYS,
        /**
         * Written, and forced within the interval: a crash of the machine takes at most what was confirmed within the
         * interval and the time that a force takes.
         */
        INTERVAL,
        /** Written; the operating system decides when it gets to the disk. RabbitMQ's promise for classic queues. */
        OS
    }

    StoreConfig in(StoreConfig store) {
        StoreConfig synced = store.withSync(
                        switch (sync) {
                            case ALWAYS -> SyncPolicy.ALWAYS;
                            case INTERVAL -> SyncPolicy.INTERVAL;
                            case OS -> SyncPolicy.OS;
                        })
                .withSyncIntervalMs(syncIntervalMs);
        return diskFreeLimitBytes.isEmpty() ? synced : synced.withFreeBytesMin(diskFreeLimitBytes.getAsLong());
    }
}
