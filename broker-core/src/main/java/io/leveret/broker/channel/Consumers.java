package io.leveret.broker.channel;

import io.leveret.broker.auth.Permission;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.queue.Queue;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.value.ShortString;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The consumers of one channel by tag, that of direct replies among them. Owned by the connection's loop. */
final class Consumers {

    private final AmqpChannel channel;
    private final Map<ShortString, ChannelConsumer> byTag = new HashMap<>(2);

    private final DirectReplies replies;

    Consumers(AmqpChannel channel) {
        this.channel = channel;
        this.replies = new DirectReplies(channel);
    }

    int size() {
        return byTag.size();
    }

    Collection<ChannelConsumer> all() {
        return byTag.values();
    }

    DirectReplies replies() {
        return replies;
    }

    /** Whether there is one of this tag, the consumer of direct replies not counted: as in RabbitMQ, it may share its. */
    boolean contains(ShortString tag) {
        return byTag.containsKey(tag);
    }

    @Nullable
    ChannelConsumer get(ShortString tag) {
        return byTag.get(tag);
    }

    void add(ChannelConsumer consumer) {
        assert consumer.channel() == channel && !contains(consumer.tag());
        byTag.put(consumer.tag(), consumer);
    }

    void remove(ChannelConsumer consumer) {
        consumer.cancel();
        byTag.remove(consumer.tag(), consumer);
    }

    /** Cancels those of queues from which the user may not read any more. */
    void cancelUnreadable() {
        Loop here = channel.loop();
        for (ChannelConsumer consumer : List.copyOf(all())) {
            Queue queue = consumer.queue();
            if (!channel.host().access().has(Permission.READ, queue.name())) {
                here.send(queue.home(), () -> {
                    queue.unsubscribe(consumer.consumer());
                    queue.home().send(here, consumer::cancelledByBroker);
                });
            }
        }
    }

    /** One ended because its queue did, or because it may not read any more. */
    void cancelledByBroker(ChannelConsumer consumer) {
        remove(consumer);
        channel.host().deliveries().giveBack(other -> other == consumer);
        if (channel.host().capabilities().consumerCancelNotify()) {
            channel.write(new BasicMethod.Cancel(consumer.tag(), true));
        }
    }

    /** The channel leaves: replies end here, and the queues that are consumed from, which this returns, must be told. */
    Set<Queue> leave() {
        replies.end();
        byTag.values().forEach(ChannelConsumer::ended);
        return byTag.values().stream().map(ChannelConsumer::queue).collect(Collectors.toSet());
    }
}
