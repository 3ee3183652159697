package io.leveret.broker.channel;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.queue.Queue;
import java.util.Collection;
import java.util.List;

/** How a channel, or one of its consumers, leaves queues for good. Owned by the connection's loop. */
final class Departure {

    private final AmqpChannel channel;

    Departure(AmqpChannel channel) {
        this.channel = channel;
    }

    /** Tells the queues that the channel is gone; {@code done} runs once they have taken back what it held. */
    void from(Collection<Queue> queues, Runnable done) {
        List<Queue> touched = List.copyOf(queues);
        int[] left = {touched.size()};
        if (touched.isEmpty()) {
            done.run();
            return;
        }
        Loop here = channel.loop();
        for (Queue queue : touched) {
            Runnable told = () -> {
                if (--left[0] == 0) {
                    afterRemoval(touched, done);
                }
            };
            here.send(
                    queue.home(),
                    () -> queue.subscriptions()
                            .sessionGone(channel, () -> queue.home().send(here, told)));
        }
    }

    /**
     * Goes on when those of the queues that went with their last consumer are out of the topology: a client that was
     * told so may publish at once, and has its message returned.
     */
    void afterRemoval(Collection<Queue> left, Runnable next) {
        if (left.stream().anyMatch(queue -> queue.settings().autoDelete())) {
            channel.host().topology().afterChanges(channel.loop(), next);
        } else {
            next.run();
        }
    }
}
