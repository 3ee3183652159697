package io.leveret.broker.channel;

import io.leveret.broker.queue.Queue;
import io.leveret.codec.ChannelException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import java.util.List;

/** The arguments of basic.consume: which have a meaning, which values they take, and which are refused. */
final class ConsumeArguments {

    private static final String PRIORITY = "x-priority";
    /** Without effect since there are no mirrored queues; its type is still checked. */
    private static final String CANCEL_ON_FAILOVER = "x-cancel-on-ha-failover";

    private static final List<String> FOR_STREAMS =
            List.of("x-stream-offset", "x-stream-filter", "x-stream-match-unfiltered");

    private ConsumeArguments() {}

    /**
     * Checks the arguments and returns the consumer's priority, 0 if none is given.
     *
     * @throws ChannelException 406 for one that this queue does not take
     */
    static int priority(FieldTable arguments, Queue queue) {
        FieldValue failover = arguments.get(CANCEL_ON_FAILOVER);
        if (failover != null && !(failover instanceof FieldValue.Bool)) {
            throw invalid(CANCEL_ON_FAILOVER, queue, ": {unacceptable_type," + failover.typeName() + "}");
        }
        for (String name : FOR_STREAMS) {
            if (arguments.get(name) != null) {
                throw invalid(name, queue, " of queue type rabbit_classic_queue");
            }
        }
        FieldValue priority = arguments.get(PRIORITY);
        if (priority == null) {
            return 0;
        }
        if (priority instanceof FieldValue.IntegerValue number) {
            return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number.longValue()));
        }
        throw invalid(PRIORITY, queue, ": \"expected integer, got " + priority.typeName() + "\"");
    }

    private static ChannelException invalid(String name, Queue queue, String why) {
        return new ChannelException(
                ReplyCode.PRECONDITION_FAILED, "invalid arg '" + name + "' for " + queue.description() + why);
    }
}
