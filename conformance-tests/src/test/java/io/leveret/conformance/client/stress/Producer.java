package io.leveret.conformance.client.stress;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmListener;
import com.rabbitmq.client.Connection;
import io.leveret.conformance.client.BrokerAddress;
import java.util.NavigableSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/** Publishes its numbered messages on a connection of its own, with or without a window of open confirms. */
final class Producer implements Callable<Void> {

    private static final int WINDOW = 1_000;
    private static final int CONFIRM_LIMIT_S = 30;

    private final BrokerAddress broker;
    private final int number;
    private final String exchange;
    private final LongFunction<String> routingKey;
    private final boolean confirmed;

    private Producer(
            BrokerAddress broker, int number, String exchange, LongFunction<String> routingKey, boolean confirmed) {
        this.broker = broker;
        this.number = number;
        this.exchange = exchange;
        this.routingKey = routingKey;
        this.confirmed = confirmed;
    }

    static Producer unconfirmed(BrokerAddress broker, int number, String exchange, LongFunction<String> routingKey) {
        return new Producer(broker, number, exchange, routingKey, false);
    }

    /** One whose every message must be confirmed exactly once, and never negatively. */
    static Producer confirmed(BrokerAddress broker, int number, String exchange, LongFunction<String> routingKey) {
        return new Producer(broker, number, exchange, routingKey, true);
    }

    @Override
    public Void call() throws Exception {
        try (Connection connection = broker.connectionFactory().newConnection("producer " + number)) {
            Channel channel = connection.createChannel();
            Window window = new Window();
            if (confirmed) {
                channel.confirmSelect();
                channel.addConfirmListener(window);
            }
            for (long n = 0; n < Load.messages(); n++) {
                if (confirmed) {
                    window.open(channel.getNextPublishSeqNo());
                }
                channel.basicPublish(exchange, routingKey.apply(n), null, new Stamp(number, n).body());
            }
            window.awaitEmpty();
        }
        return null;
    }

    /** The open delivery tags. Permits return as tags are confirmed; what should not be confirmed is kept as wrong. */
    private static final class Window implements ConfirmListener {

        private final Semaphore permits = new Semaphore(WINDOW);
        private final NavigableSet<Long> open = new ConcurrentSkipListSet<>();
        private volatile String wrong = "";

        void open(long tag) throws InterruptedException {
            acquire(1);
            open.add(tag);
        }

        void awaitEmpty() throws InterruptedException {
            acquire(WINDOW);
        }

        private void acquire(int count) throws InterruptedException {
            boolean acquired = permits.tryAcquire(count, CONFIRM_LIMIT_S, TimeUnit.SECONDS);
            if (!wrong.isEmpty() || !acquired) {
                throw new AssertionError(wrong + " open: " + open.size() + " from " + open.ceiling(0L));
            }
        }

        @Override
        public void handleAck(long deliveryTag, boolean multiple) {
            if (!open.contains(deliveryTag)) {
                wrong = "tag " + deliveryTag + " confirmed, but not open;";
                return;
            }
            NavigableSet<Long> done =
                    multiple ? open.headSet(deliveryTag, true) : open.subSet(deliveryTag, true, deliveryTag, true);
            int count = done.size();
            done.clear();
            permits.release(count);
        }

        @Override
        public void handleNack(long deliveryTag, boolean multiple) {
            wrong = "tag " + deliveryTag + " confirmed negatively;";
        }
    }
}
