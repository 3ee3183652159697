package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.Method;
import io.leveret.conformance.raw.RawConnection;
import java.util.BitSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Publisher confirms. */
class ConfirmTest {

    private static final AMQP.Confirm.Select SELECT = new AMQP.Confirm.Select.Builder().build();
    private static final long TIMEOUT_MS = 60_000;

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Test
    @Spec(section = "2.1", row = "1: sequence starts at 1 on each channel at confirm.select")
    void countsFromSelectOn() {
        RawConnection raw = amqp.raw();
        raw.publish(1, "", amqp.name("nowhere"), "before select").call(1, SELECT, AMQP.Confirm.SelectOk.class);

        raw.publish(1, "", amqp.name("nowhere"), "after select");

        assertThat(raw.expect(1, AMQP.Basic.Ack.class).getDeliveryTag()).isEqualTo(1);
    }

    @Test
    @Spec(section = "1.7", row = "confirm.select: idempotent")
    void selectingAgainDoesNotCountAnew() {
        RawConnection raw = confirming();
        raw.publish(1, "", amqp.name("nowhere"), "one").expect(1, AMQP.Basic.Ack.class);

        raw.call(1, SELECT, AMQP.Confirm.SelectOk.class);

        raw.publish(1, "", amqp.name("nowhere"), "two");
        assertThat(raw.expect(1, AMQP.Basic.Ack.class).getDeliveryTag()).isEqualTo(2);
    }

    @Test
    @Spec(section = "2.1", row = "1: each channel counts for itself")
    void everyChannelCountsForItself() {
        RawConnection raw = confirming().openChannel(2);
        raw.publish(1, "", amqp.name("nowhere"), "one").expect(1, AMQP.Basic.Ack.class);

        raw.call(2, SELECT, AMQP.Confirm.SelectOk.class);
        raw.publish(2, "", amqp.name("nowhere"), "one");

        assertThat(raw.expect(2, AMQP.Basic.Ack.class).getDeliveryTag()).isEqualTo(1);
    }

    @Test
    @Spec(section = "1.7", row = "confirm.select: nowait")
    void answersNothingToNowait() {
        RawConnection raw = amqp.raw();

        raw.method(1, new AMQP.Confirm.Select.Builder().nowait().build()).publish(1, "", amqp.name("nowhere"), "one");

        raw.expect(1, AMQP.Basic.Ack.class);
    }

    @Test
    @Spec(section = "2.1", row = "2: unroutable")
    void confirmsWhatItCouldNotRoute() {
        RawConnection raw = confirming();

        raw.publish(1, "amq.direct", amqp.name("nowhere"), "dropped");

        assertThat(raw.expect(1, AMQP.Basic.Ack.class).getDeliveryTag()).isEqualTo(1);
    }

    @Test
    @Spec(section = "2.1", row = "2: unroutable mandatory is returned first, then acked")
    void returnsBeforeItConfirms() {
        RawConnection raw = confirming();
        AMQP.Basic.Publish mandatory = new AMQP.Basic.Publish.Builder()
                .routingKey(amqp.name("nowhere"))
                .mandatory()
                .build();

        raw.publish(1, mandatory, new AMQP.BasicProperties(), new byte[10]);

        assertThat(raw.expectContent(1).returned().getReplyCode()).isEqualTo(312);
        assertThat(raw.expect(1, AMQP.Basic.Ack.class).getDeliveryTag()).isEqualTo(1);
    }

    @Test
    @Spec(section = "2.1", row = "3: routed to N queues")
    void confirmsOnceWhatSeveralQueuesGot() {
        RawConnection raw = confirming();
        String exchange = amqp.exchange(amqp.channel(), "fanout");
        for (int i = 0; i < 5; i++) {
            AMQP.Queue.Bind bind = new AMQP.Queue.Bind.Builder()
                    .queue(raw.declareQueue(1, amqp.name("queue")))
                    .exchange(exchange)
                    .build();
            raw.call(1, bind, AMQP.Queue.BindOk.class);
        }

        raw.publish(1, exchange, "", "to five").expect(1, AMQP.Basic.Ack.class);

        raw.call(1, SELECT, AMQP.Confirm.SelectOk.class);
    }

    @Test
    @Spec(section = "2.1", row = "3: persistent to a durable queue")
    void confirmsPersistentMessageInDurableQueue() throws Exception {
        Channel channel = amqp.channel();
        String queue = channel.queueDeclare(amqp.name("queue"), true, false, false, Map.of())
                .getQueue();
        channel.confirmSelect();

        channel.basicPublish("", queue, MessageProperties.MINIMAL_PERSISTENT_BASIC, new byte[100]);

        assertThat(channel.waitForConfirms(TIMEOUT_MS)).isTrue();
    }

    @Test
    @Spec(section = "2.1", row = "5: many at once, singles and multiples")
    void confirmsEveryOneOfMany() {
        int count = 5_000;
        RawConnection raw = confirming();
        String queue = raw.declareQueue(1, amqp.name("queue"));

        raw.inOneWrite(all -> {
            for (int i = 0; i < count; i++) {
                all.publish(1, "", i % 3 == 0 ? queue : "nowhere", "message " + i);
            }
        });

        assertThat(confirmedUpTo(raw, count).cardinality()).isEqualTo(count);
    }

    @Test
    @Spec(section = "2.1", row = "5: a multiple never passes a tag that is still open")
    void acksNoTagTwice() {
        int count = 500;
        RawConnection raw = confirming();
        String queue = raw.declareQueue(1, amqp.name("queue"));
        BitSet confirmed = new BitSet();

        for (int i = 0; i < count; i++) {
            raw.publish(1, "", queue, "message");
        }
        while (confirmed.cardinality() < count) {
            AMQP.Basic.Ack ack = raw.expect(1, AMQP.Basic.Ack.class);
            int tag = (int) ack.getDeliveryTag();
            assertThat(confirmed.get(tag)).as("tag %d confirmed before", tag).isFalse();
            confirmed.set(ack.getMultiple() ? 1 : tag, tag + 1);
        }
    }

    @Test
    @Spec(section = "2.1", row = "1: a publish that closes the channel gets no confirm")
    void doesNotConfirmWhatClosesTheChannel() {
        RawConnection raw = confirming();

        raw.publish(1, amqp.name("exchange"), "key", "to a missing exchange");

        assertThat(raw.expectChannelClose(1).replyCode()).isEqualTo(404);
    }

    @Test
    @Spec(section = "2.1", row = "3: confirmed on a deleted queue's name")
    void confirmsWhatFollowsTheDeletionOfTheQueue() {
        RawConnection raw = confirming();
        String queue = raw.declareQueue(1, amqp.name("queue"));

        raw.inOneWrite(all -> all.publish(1, "", queue, "one")
                .method(1, new AMQP.Queue.Delete.Builder().queue(queue).nowait().build())
                .publish(1, "", queue, "two"));

        assertThat(confirmedUpTo(raw, 2).cardinality()).isEqualTo(2);
    }

    @Test
    @Spec(section = "2.1", row = "confirm of what an auto-ack consumer takes at once")
    void confirmsWhatIsConsumedAtOnce() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        Inbox inbox = Inbox.on(amqp.channel(), queue, true);

        AmqpClient.publishConfirmed(channel, "", queue, "taken");

        assertThat(inbox.next().text()).isEqualTo("taken");
    }

    private RawConnection confirming() {
        RawConnection raw = amqp.raw();
        raw.call(1, SELECT, AMQP.Confirm.SelectOk.class);
        return raw;
    }

    private static BitSet confirmedUpTo(RawConnection raw, int count) {
        BitSet confirmed = new BitSet();
        while (confirmed.cardinality() < count) {
            Method ack = raw.readFrame().method();
            assertThat(ack).isInstanceOf(AMQP.Basic.Ack.class);
            int tag = (int) ((AMQP.Basic.Ack) ack).getDeliveryTag();
            confirmed.set(((AMQP.Basic.Ack) ack).getMultiple() ? 1 : tag, tag + 1);
        }
        return confirmed;
    }
}
