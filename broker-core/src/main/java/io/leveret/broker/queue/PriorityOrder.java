package io.leveret.broker.queue;

import io.leveret.broker.compat.Compat;

/**
 * What the priorities of messages mean to one queue (BEHAVIOUR section 2.11). Immutable.
 *
 * @param rule which of them it delivers first
 * @param max the highest that counts, 0 to 255; of a quorum queue always the same, whatever the rule, since with another rule
 *     the next life of the broker must find what this one has stored
 */
public record PriorityOrder(Rule rule, int max) {

    /** Whatever priority messages have, they come in the order of their arrival. */
    public static final PriorityOrder NONE = new PriorityOrder(Rule.STRICT, 0);

    private static final int QUORUM_MAX = 31;
    private static final int QUORUM_ORDINARY = 4;

    /** Which priorities come first. */
    public enum Rule {
        /** A classic queue's: the higher first; a message without one has 0. */
        STRICT,
        /** A quorum queue's of RabbitMQ 3.13: none does. */
        ARRIVAL,
        /** A quorum queue's of RabbitMQ 4.0 to 4.2: those above 4 are a class of which two come for one of the others. */
        TWO_CLASSES,
        /** A quorum queue's of RabbitMQ 4.3: the higher first; a message without one has 4. */
        STRICT_LEVELS
    }

    /** A classic queue's with this {@code x-max-priority}. */
    public static PriorityOrder classic(int max) {
        return max == 0 ? NONE : new PriorityOrder(Rule.STRICT, max);
    }

    /** A quorum queue's. */
    public static PriorityOrder quorum(Compat compat) {
        return new PriorityOrder(
                switch (compat.line()) {
                    case RABBITMQ_3_13 -> Rule.ARRIVAL;
                    case RABBITMQ_4_2 -> Rule.TWO_CLASSES;
                    case RABBITMQ_4_3 -> Rule.STRICT_LEVELS;
                },
                QUORUM_MAX);
    }

    /** The one as which a message without a priority counts. */
    int ordinary() {
        return rule == Rule.STRICT ? 0 : QUORUM_ORDINARY;
    }

    /** The one as which a message counts. */
    int of(Message message) {
        return switch (rule) {
            case STRICT -> Math.min(message.priority(), max);
            case ARRIVAL -> QUORUM_ORDINARY;
            case TWO_CLASSES -> Math.min(Math.max(message.priority(), QUORUM_ORDINARY), QUORUM_ORDINARY + 1);
            case STRICT_LEVELS -> message.hasPriority() ? Math.min(message.priority(), max) : QUORUM_ORDINARY;
        };
    }
}
