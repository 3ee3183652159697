package io.leveret.broker.notice;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.queue.Enqueue;
import io.leveret.broker.queue.Message;
import io.leveret.broker.queue.PublishOutcome;
import io.leveret.broker.queue.Publisher;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.queue.StoredOnce;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.codec.value.BasicProperties;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.Route;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Publishes what the broker itself has to say; nobody waits for what becomes of it. Owned by a loop. */
public final class NoticePublisher implements Publisher {

    private static final int PERSISTENT = 2;

    private final Loop loop;

    public NoticePublisher(Loop loop) {
        this.loop = loop;
    }

    /**
     * Publishes a message.
     *
     * @param content octets of which the body is the end; copied
     * @param bodyIndex where it begins
     */
    public void publish(
            VirtualHost virtualHost,
            ShortString exchange,
            ShortString routingKey,
            BasicProperties properties,
            byte[] content,
            int bodyIndex) {
        assert loop.inLoop();
        FieldTable headers = Objects.requireNonNullElse(properties.headers(), FieldTable.EMPTY);
        Route<Queue> route = virtualHost.route(exchange, List.of(routingKey), () -> headers);
        if (route.isEmpty()) {
            return;
        }
        byte[] encoded = properties.encode();
        byte[] whole = Arrays.copyOf(encoded, encoded.length + content.length - bodyIndex);
        System.arraycopy(content, bodyIndex, whole, encoded.length, content.length - bodyIndex);
        Integer mode = properties.deliveryMode();
        Message message = new Message(
                exchange,
                routingKey,
                whole,
                encoded.length,
                mode != null && mode == PERSISTENT,
                0,
                Message.NO_EXPIRATION);
        StoredOnce.on(loop, message, route.queues());
        for (Queue queue : route.queues()) {
            Enqueue.send(this, queue, message, 0);
        }
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public boolean isClient() {
        return false;
    }

    @Override
    public void answered(long tag, PublishOutcome outcome) {}
}
