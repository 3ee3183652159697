package io.leveret.conformance;

import static io.leveret.conformance.AmqpClient.publishConfirmed;
import static io.leveret.conformance.raw.Handshake.handshake;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import io.leveret.conformance.raw.RawConnection;
import io.leveret.conformance.raw.RawFrame;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Thousands of unsettled messages, commands or consumers of one channel: more than a broker handles in one go. */
class ManyAtOnceTest {

    private static final int MANY = 5_000;
    private static final int LARGE = 4 * 1024 * 1024;

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Test
    @Spec(section = "1.7", row = "basic.ack: multiple + tag 0 = all outstanding, and none that come later")
    void acknowledgesAllThatIsOutstandingAndNoMore() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));
        publish(raw, queue, 3 * MANY);
        raw.qos(1, MANY, false).consume(1, queue, "tag");
        expectDeliveries(raw, MANY);

        raw.ack(1, 0, true);

        expectDeliveries(raw, MANY);
        raw.expectNothingMore(1, queue);
        AMQP.Queue.DeclareOk counts = raw.call(
                1, new AMQP.Queue.Declare.Builder().queue(queue).passive().build(), AMQP.Queue.DeclareOk.class);
        assertThat(counts.getMessageCount()).isEqualTo(MANY);
    }

    @Test
    @Spec(section = "1.7", row = "basic.recover: all unacked on the channel, each once")
    void recoversEveryMessageOnce() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));
        publish(raw, queue, MANY);
        raw.qos(1, MANY, false).consume(1, queue, "tag");
        expectDeliveries(raw, MANY);

        raw.method(1, new AMQP.Basic.Recover.Builder().requeue(true).build());

        int recoverOks = 0;
        int bodies = 0;
        while (recoverOks == 0 || bodies < MANY) {
            RawFrame frame = raw.readFrame();
            bodies += frame.type() == RawFrame.BODY ? 1 : 0;
            recoverOks += frame.type() == RawFrame.METHOD && frame.method() instanceof AMQP.Basic.RecoverOk ? 1 : 0;
        }
        raw.expectNothingMore(1, queue);
    }

    @Test
    @Spec(section = "1.7", row = "thousands of commands behind one that takes its time")
    void answersEveryCommandOfOneWrite() {
        RawConnection raw = amqp.raw();
        String queue = amqp.name("queue");
        AMQP.Basic.Get get = new AMQP.Basic.Get.Builder().queue(queue).noAck().build();

        raw.inOneWrite(all -> {
            all.method(1, new AMQP.Queue.Declare.Builder().queue(queue).build());
            for (int i = 0; i < 2 * MANY; i++) {
                all.method(1, get);
            }
        });

        raw.expect(1, AMQP.Queue.DeclareOk.class);
        for (int i = 0; i < 2 * MANY; i++) {
            raw.expect(1, AMQP.Basic.GetEmpty.class);
        }
    }

    @Test
    @Spec(section = "2.6", row = "true: over all consumers of the channel, however many")
    void limitsThousandsOfConsumersTogether() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));
        raw.inOneWrite(all -> {
            for (int i = 0; i < MANY; i++) {
                all.method(
                        1,
                        new AMQP.Basic.Consume.Builder()
                                .queue(queue)
                                .consumerTag("tag" + i)
                                .build());
            }
        });
        for (int i = 0; i < MANY; i++) {
            raw.expect(1, AMQP.Basic.ConsumeOk.class);
        }

        raw.qos(1, 1, true).publish(1, "", queue, "one").publish(1, "", queue, "two");

        assertThat(raw.expectContent(1).text()).isEqualTo("one");
        raw.expectNothingMore(1, queue);
    }

    @Test
    @Spec(section = "1.7", row = "basic.get: far more than the client reads at a time")
    void givesAClientThatReadsLateAllItAskedFor() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        publishConfirmed(channel, "", queue, "x".repeat(LARGE));
        RawConnection raw = amqp.raw();
        int gets = 40;

        raw.inOneWrite(all -> {
            for (int i = 0; i < gets; i++) {
                all.method(1, new AMQP.Basic.Get.Builder().queue(queue).build()).nack(1, 0, true, true);
            }
        });

        for (int i = 0; i < gets; i++) {
            assertThat(raw.expectContent(1).body()).hasSize(LARGE);
        }
        raw.expectNothingMore(1, queue);
    }

    @Test
    @Spec(section = "1.3", row = "a silent client is dropped, also while it reads nothing")
    void dropsAClientThatNeitherReadsNorSends() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        for (int i = 0; i < 4; i++) {
            publishConfirmed(channel, "", queue, "x".repeat(LARGE));
        }
        RawConnection raw = amqp.raw(handshake().heartbeatSeconds(1)).openChannel(1);

        raw.inOneWrite(all -> {
            for (int i = 0; i < 4; i++) {
                all.method(1, new AMQP.Basic.Get.Builder().queue(queue).build());
            }
        });

        await().pollDelay(1, TimeUnit.SECONDS)
                .atMost(15, TimeUnit.SECONDS)
                .until(() -> channel.queueDeclarePassive(queue).getMessageCount() == 4);
    }

    private static void publish(RawConnection raw, String queue, int messages) {
        raw.inOneWrite(all -> {
            for (int i = 0; i < messages; i++) {
                all.publish(1, "", queue, "x");
            }
        });
    }

    private static void expectDeliveries(RawConnection raw, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(raw.expectContent(1).text()).isEqualTo("x");
        }
    }
}
