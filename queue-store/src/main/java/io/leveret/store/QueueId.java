package io.leveret.store;

/**
 * How the journal calls the messages of one queue that have one priority: each priority has an order, an index and a mark of
 * its own. Of a queue without priorities all have 0, and the identity is the queue's incarnation alone.
 *
 * <pre>
 * bits  63..56   55..48     47..0
 *       | 0    | priority | incarnation |
 * </pre>
 */
public final class QueueId {

    private static final int PRIORITY_SHIFT = 48;
    private static final long INCARNATION_MASK = (1L << PRIORITY_SHIFT) - 1;

    private QueueId() {}

    /**
     * The identity of the messages of one priority.
     *
     * @param incarnation from 1 to 2^48 - 1
     * @param priority from 0 to 255
     */
    public static long of(long incarnation, int priority) {
        assert (incarnation & ~INCARNATION_MASK) == 0 && priority >>> Byte.SIZE == 0;
        return (long) priority << PRIORITY_SHIFT | incarnation;
    }

    /** The queue, among all of all times. */
    public static long incarnation(long queueId) {
        return queueId & INCARNATION_MASK;
    }

    /** How texts for people call it: {@code queue 7}, or {@code queue 7 (priority 3)}. */
    public static String text(long queueId) {
        int priority = priority(queueId);
        return "queue " + incarnation(queueId) + (priority == 0 ? "" : " (priority " + priority + ")");
    }

    /** The priority of the messages. */
    public static int priority(long queueId) {
        return (int) (queueId >>> PRIORITY_SHIFT);
    }
}
