package io.leveret.broker.queue;

import io.leveret.store.QueueId;

/**
 * Where messages of different priorities stand in one queue: the higher before the lower, those of one in the order in which
 * they came. A position says both, so that the order of positions is that of delivery, unless there are two classes.
 *
 * <pre>
 * bits  63..56   55..48    47..0
 *       | 0    | level   | number, from 1 on |
 * </pre>
 *
 * Level 0 has the queue's highest priority. A queue without priorities has no other level. In the journal each priority has
 * a {@link QueueId} of its own, and the number alone is the seq. Immutable.
 */
final class Priorities {

    private static final int LEVEL_SHIFT = 48;
    private static final long NUMBER_MASK = (1L << LEVEL_SHIFT) - 1;

    private final long incarnation;
    private final PriorityOrder order;
    private final int max;

    /** @param order what priorities mean to the queue */
    Priorities(long incarnation, PriorityOrder order) {
        this.incarnation = incarnation;
        this.order = order;
        this.max = order.max();
    }

    /** How many levels there are. */
    int levels() {
        return max + 1;
    }

    /** The level of a message. */
    int level(Message message) {
        return max == 0 ? 0 : max - order.of(message);
    }

    /** That of a message without a priority; if there are two classes, the first of the lower one. */
    int ordinaryLevel() {
        return max - order.ordinary();
    }

    /**
     * Whether levels are of two classes, which take turns. Then the numbers of all levels are from one sequence, so that they
     * say what came earlier.
     */
    boolean hasClasses() {
        return order.rule() == PriorityOrder.Rule.TWO_CLASSES;
    }

    static int level(long position) {
        return (int) (position >>> LEVEL_SHIFT);
    }

    /** What lies below all positions of a level. */
    static long base(int level) {
        return (long) level << LEVEL_SHIFT;
    }

    /** The highest position that this one's level could have. */
    static long lastBeside(long position) {
        return position | NUMBER_MASK;
    }

    /** The seq of a position in the journal. */
    static long seq(long position) {
        return position & NUMBER_MASK;
    }

    /** As what the journal knows the messages of this position's level. */
    long queueId(long position) {
        return QueueId.of(incarnation, max - level(position));
    }

    /** The level whose messages the journal has under this identity. */
    int levelOf(long queueId) {
        return Math.max(0, max - QueueId.priority(queueId));
    }

    /** For each level what lies below all its positions. */
    long[] bases() {
        long[] bases = new long[levels()];
        for (int level = 0; level < bases.length; level++) {
            bases[level] = base(level);
        }
        return bases;
    }
}
