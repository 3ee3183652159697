package io.leveret.store.journal;

/**
 * How sure a record is to outlive the machine when its owner is told that it is kept. The strictest comes first.
 *
 * <p>All of them write to the file before anybody is told, so what was told survives the end of the process, however it
 * ends. They differ in what a crash of the machine, or a loss of its power, may take. It takes whole batches: what is
 * found again is never torn, and never a batch without the ones before it.
 */
public enum SyncPolicy {
    /** Told once the device has it: nothing that was told is lost. */
    ALWAYS,
    /**
     * Told once it is written, and forced to the device within the store's interval: a crash of the machine takes at most
     * what was told within that time before it, and what the force that was under way had to write.
     */
    INTERVAL,
    /**
     * Told once it is written; the operating system decides when the device gets it, mostly within half a minute. The
     * promise of RabbitMQ's classic queues.
     */
    OS;

    /** The one of the two that promises more. */
    SyncPolicy strictest(SyncPolicy other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
