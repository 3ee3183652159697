package io.leveret.broker.loop;

/**
 * What one loop may hold, in bytes.
 *
 * @param admissionBytesMax publishes under way to queues on other loops, or to the disk
 * @param halfReceivedBytesMax message bodies that connections have begun to send
 * @param messageBytesMax messages in queues, before some are paged out
 * @param alarmBytes messages that could not be paged out, before publishers are blocked; more than {@code messageBytesMax}
 */
public record LoopLimits(long admissionBytesMax, long halfReceivedBytesMax, long messageBytesMax, long alarmBytes) {

    public LoopLimits {
        if (admissionBytesMax < 1 || halfReceivedBytesMax < 1 || messageBytesMax < 1) {
            throw new IllegalArgumentException("a limit of a loop is at least 1 byte");
        }
        if (alarmBytes <= messageBytesMax) {
            throw new IllegalArgumentException("an alarm at " + alarmBytes + " bytes, within " + messageBytesMax);
        }
    }

    /** Limits with the alarm at twice the messages. */
    public LoopLimits(long admissionBytesMax, long halfReceivedBytesMax, long messageBytesMax) {
        this(admissionBytesMax, halfReceivedBytesMax, messageBytesMax, 2 * messageBytesMax);
    }
}
