package io.leveret.broker.direct;

import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.ConfirmMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.value.ShortString;
import org.jspecify.annotations.Nullable;

/** Publishes a message, and finds out what becomes of it. */
final class PublishTask implements DirectTask<Published> {

    private final ShortString exchange;
    private final ShortString routingKey;
    private final byte[] properties;
    private final byte[] body;
    private boolean returned;

    PublishTask(ShortString exchange, ShortString routingKey, byte[] properties, byte[] body) {
        this.exchange = exchange;
        this.routingKey = routingKey;
        this.properties = properties;
        this.body = body;
    }

    @Override
    public void begin(DirectChannel<Published> channel) {
        channel.send(new ConfirmMethod.Select(true));
        channel.send(new BasicMethod.Publish(exchange, routingKey, true, false));
        channel.send(properties, body);
    }

    @Override
    public void received(DirectChannel<Published> channel, Method method, @Nullable Content content) {
        if (method instanceof BasicMethod.Return) {
            returned = true;
        } else if (method instanceof BasicMethod.Ack) {
            channel.finish(returned ? Published.UNROUTED : Published.ROUTED);
        } else if (method instanceof BasicMethod.Nack) {
            channel.finish(Published.REJECTED);
        }
    }
}
