package io.leveret.conformance.hostile;

import static io.leveret.conformance.raw.Handshake.handshake;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import io.leveret.conformance.raw.RawConnection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Queues that come and go leave nothing behind: no object, no binding, no file. {@code -Dleveret.churn.queues=100000} is the
 * long run.
 */
@ResourceLock(HostileBroker.LOCK)
class QueueChurnTest {

    private static final int QUEUES = Integer.getInteger("leveret.churn.queues", 3_000);
    private static final int WARM_UP = 500;
    private static final int WINDOW = 50;
    private static final long HEAP_DRIFT_MAX = 3 << 20;
    private static final List<String> EXCHANGES = List.of("amq.topic", "amq.direct", "amq.headers");

    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void queuesWithBindingsLeaveNothingBehind() throws Exception {
        try (HostileBroker broker = new HostileBroker();
                RawConnection raw = RawConnection.connect(broker.address())
                        .open(handshake())
                        .openChannel(1)) {
            ProcessCounts counts = broker.counts();
            comeAndGo(raw, WARM_UP);
            long files = broker.files();
            ProcessCounts.Heap before = counts.heap();
            long begun = System.nanoTime();
            comeAndGo(raw, QUEUES);
            long micros = (System.nanoTime() - begun) / 1_000;

            await().untilAsserted(
                            () -> assertThat(counts.heap().count("Queue")).isLessThanOrEqualTo(before.count("Queue")));
            ProcessCounts.Heap after = counts.heap();
            assertThat(after.count("Binding")).isLessThanOrEqualTo(before.count("Binding"));
            assertThat(broker.files()).isLessThanOrEqualTo(files);
            long drift = after.bytes() - before.bytes();
            assertThat(drift).isLessThan(HEAP_DRIFT_MAX);
            System.out.println("hostile: " + QUEUES + " queues with " + EXCHANGES.size()
                    + " bindings and a consumer came and went, " + micros / QUEUES + " us each, heap " + drift
                    + " bytes more of " + before.bytes());
            broker.requireWell();
        }
    }

    /** Half of them are exclusive, half are durable; all go with their consumer. */
    private static void comeAndGo(RawConnection raw, int queues) {
        for (int done = 0; done < queues; done += WINDOW) {
            for (int i = 0; i < WINDOW; i++) {
                String name = "churn." + (done + i);
                raw.call(
                        1,
                        new AMQP.Queue.Declare.Builder()
                                .queue(name)
                                .exclusive(i % 2 == 0)
                                .durable(i % 2 == 1)
                                .autoDelete(true)
                                .build(),
                        AMQP.Queue.DeclareOk.class);
                for (String exchange : EXCHANGES) {
                    AMQP.Queue.Bind bind = new AMQP.Queue.Bind.Builder()
                            .queue(name)
                            .exchange(exchange)
                            .routingKey(name + ".*")
                            .build();
                    raw.call(1, bind, AMQP.Queue.BindOk.class);
                }
                raw.consume(1, name, name);
            }
            for (int i = 0; i < WINDOW; i++) {
                AMQP.Basic.Cancel cancel = new AMQP.Basic.Cancel.Builder()
                        .consumerTag("churn." + (done + i))
                        .build();
                raw.call(1, cancel, AMQP.Basic.CancelOk.class);
            }
        }
    }
}
