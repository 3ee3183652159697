package io.leveret.conformance.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Twenty publishers, half of them of transient messages, fill a broker whose heap is a fraction of what they send; then
 * consumers that hold on to what they get empty it. {@code -Dleveret.backlog.mib} says how much, 4096 for a long run.
 */
class MemoryTest {

    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final int PUBLISHERS = 20;
    private static final int HELD = 200;
    private static final int BODY_BYTES = 8 << 10;
    private static final int EACH =
            Integer.getInteger("leveret.backlog.mib", 640) * ((1 << 20) / BODY_BYTES) / PUBLISHERS;
    private static final int MESSAGES = EACH * PUBLISHERS;
    private static final int HEAP_MIB = Integer.getInteger("leveret.backlog.heap", 96);

    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong consumed = new AtomicLong();
    private final AtomicLongArray last = new AtomicLongArray(PUBLISHERS);

    private static String queue(int publisher) {
        return "memory." + publisher % 4;
    }

    private void publish(Connection connection, int publisher) {
        try {
            Channel channel = connection.createChannel();
            channel.confirmSelect();
            for (int number = 1; number <= EACH; number++) {
                byte[] body = ByteBuffer.allocate(BODY_BYTES)
                        .putInt(publisher)
                        .putInt(number)
                        .array();
                channel.basicPublish(
                        "",
                        queue(publisher),
                        publisher % 2 == 0 ? MessageProperties.PERSISTENT_BASIC : MessageProperties.BASIC,
                        body);
                if (number % 100 == 0) {
                    channel.waitForConfirmsOrDie();
                }
            }
            channel.waitForConfirmsOrDie();
        } catch (IOException | InterruptedException | RuntimeException failure) {
            failures.add(failure);
        }
    }

    /** Acknowledges many at once. */
    private void consume(Connection connection, int queue) throws IOException {
        Channel channel = connection.createChannel();
        channel.basicConsume(queue(queue), false, new DefaultConsumer(channel) {
            private long held;

            @Override
            public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body)
                    throws IOException {
                ByteBuffer content = ByteBuffer.wrap(body);
                int publisher = content.getInt();
                int number = content.getInt();
                if (last.getAndSet(publisher, number) != number - 1) {
                    failures.add(new AssertionError(publisher + ": " + number + " out of order"));
                }
                held++;
                if (consumed.incrementAndGet() == MESSAGES || held == HELD) {
                    channel.basicAck(envelope.getDeliveryTag(), true);
                    held = 0;
                }
            }
        });
    }

    @Test
    @Timeout(value = 40, unit = TimeUnit.MINUTES)
    void backlogsOfManyTimesTheHeapGoInAndOutInOrder() throws Exception {
        Path directory = BrokerProcess.directory();
        try (BrokerProcess broker = new BrokerProcess(directory, HEAP_MIB)) {
            broker.start();
            Connection publishing = broker.connectionFactory().newConnection();
            try (Channel channel = publishing.createChannel()) {
                for (int i = 0; i < 4; i++) {
                    channel.queueDeclare(queue(i), true, false, false, null);
                }
            }
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < PUBLISHERS; i++) {
                int publisher = i;
                threads.add(new Thread(() -> publish(publishing, publisher)));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failures).isEmpty();
            Connection consuming = broker.connectionFactory().newConnection();
            for (int i = 0; i < 4; i++) {
                consume(consuming, i);
            }
            await().atMost(PATIENCE)
                    .until(() -> consumed.get() >= MESSAGES || !failures.isEmpty() || !broker.isAlive());
            assertThat(failures).isEmpty();
            assertThat(consumed.get()).as(broker.log()).isEqualTo(MESSAGES);
            publishing.close();
            consuming.close();
            assertThat(broker.stop()).as(broker.log()).isZero();
        }
        BrokerProcess.delete(directory);
    }
}
