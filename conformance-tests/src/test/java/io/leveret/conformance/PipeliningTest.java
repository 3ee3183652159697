package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import io.leveret.conformance.raw.RawConnection;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Frames of several channels mixed, and commands sent without waiting for the answer before. */
class PipeliningTest {

    private static final AMQP.BasicProperties NONE = new AMQP.BasicProperties();
    private static final AMQP.Channel.Flow FLOW =
            new AMQP.Channel.Flow.Builder().active(true).build();

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Test
    @Spec(section = "1.4", row = "other channels go on while a body is half sent")
    void servesAnotherChannelWhileABodyIsHalfSent() {
        RawConnection raw = amqp.raw().openChannel(2);
        String queue = raw.declareQueue(1, amqp.name("queue"));
        raw.method(1, publishTo(queue)).header(1, 10, NONE).body(1, "first");

        raw.call(2, FLOW, AMQP.Channel.FlowOk.class);
        raw.body(1, " half");

        assertThat(raw.get(1, queue).text()).isEqualTo("first half");
    }

    @Test
    @Spec(section = "1.4", row = "content on two channels interleaved")
    void acceptsContentOfTwoChannelsInterleaved() {
        RawConnection raw = amqp.raw().openChannel(2);
        String one = raw.declareQueue(1, amqp.name("queue"));
        String two = raw.declareQueue(2, amqp.name("queue"));

        raw.inOneWrite(all -> all.method(1, publishTo(one))
                .method(2, publishTo(two))
                .header(2, 4, NONE)
                .header(1, 4, NONE)
                .body(1, "on")
                .body(2, "tw")
                .body(1, "e.")
                .body(2, "o."));

        assertThat(raw.get(1, one).text()).isEqualTo("one.");
        assertThat(raw.get(2, two).text()).isEqualTo("two.");
    }

    @Test
    @Spec(section = "1.4", row = "heartbeat while a body is half sent")
    void acceptsHeartbeatBetweenContentFrames() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));

        raw.method(1, publishTo(queue))
                .heartbeat()
                .header(1, 4, NONE)
                .heartbeat()
                .body(1, "body");

        assertThat(raw.get(1, queue).text()).isEqualTo("body");
    }

    @Test
    @Spec(section = "1.7", row = "channel closed while a body is half sent: nothing is published")
    void publishesNothingOfABodyThatNeverEnds() throws Exception {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));
        raw.method(1, publishTo(queue)).header(1, 10, NONE).body(1, "first");

        raw.cut();

        assertThat(amqp.channel().basicGet(queue, true)).isNull();
    }

    @Test
    @Spec(section = "1.7", row = "causality: declare, bind, publish and get in one write")
    void actsInTheOrderOfOneWrite() {
        RawConnection raw = amqp.raw();
        String exchange = amqp.name("exchange");
        String queue = amqp.name("queue");

        raw.inOneWrite(all -> all.method(
                        1,
                        new AMQP.Exchange.Declare.Builder()
                                .exchange(exchange)
                                .type("direct")
                                .build())
                .method(1, new AMQP.Queue.Declare.Builder().queue(queue).build())
                .method(
                        1,
                        new AMQP.Queue.Bind.Builder()
                                .queue(queue)
                                .exchange(exchange)
                                .routingKey("key")
                                .build())
                .publish(1, exchange, "key", "body")
                .method(1, get(queue)));

        raw.expect(1, AMQP.Exchange.DeclareOk.class);
        raw.expect(1, AMQP.Queue.DeclareOk.class);
        raw.expect(1, AMQP.Queue.BindOk.class);
        assertThat(raw.expectContent(1).text()).isEqualTo("body");
    }

    @Test
    @Spec(section = "1.7", row = "causality: the same without waiting, by nowait")
    void actsInTheOrderOfNowaitCommands() {
        RawConnection raw = amqp.raw();
        String queue = amqp.name("queue");
        AMQP.Queue.Bind bind = new AMQP.Queue.Bind.Builder()
                .queue(queue)
                .exchange("amq.direct")
                .routingKey(queue)
                .nowait()
                .build();

        raw.inOneWrite(all -> all.method(
                        1,
                        new AMQP.Queue.Declare.Builder().queue(queue).nowait().build())
                .method(1, bind)
                .publish(1, "amq.direct", queue, "body")
                .method(1, get(queue)));

        assertThat(raw.expectContent(1).text()).isEqualTo("body");
    }

    @Test
    @Spec(section = "1.7", row = "causality: unbind before publish")
    void routesNothingThroughABindingRemovedJustBefore() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));
        AMQP.Queue.Bind bind = new AMQP.Queue.Bind.Builder()
                .queue(queue)
                .exchange("amq.direct")
                .routingKey(queue)
                .build();
        AMQP.Queue.Unbind unbind = new AMQP.Queue.Unbind.Builder()
                .queue(queue)
                .exchange("amq.direct")
                .routingKey(queue)
                .build();

        raw.inOneWrite(all -> all.method(1, bind)
                .publish(1, "amq.direct", queue, "bound")
                .method(1, unbind)
                .publish(1, "amq.direct", queue, "unbound"));

        raw.expect(1, AMQP.Queue.BindOk.class);
        raw.expect(1, AMQP.Queue.UnbindOk.class);
        assertThat(raw.drain(1, queue)).containsExactly("bound");
    }

    @Test
    @Spec(section = "1.7", row = "causality: publish and consume in one write")
    void deliversWhatWasPublishedJustBeforeConsume() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));
        AMQP.Basic.Consume consume =
                new AMQP.Basic.Consume.Builder().queue(queue).build();

        raw.inOneWrite(all -> all.publish(1, "", queue, "body").method(1, consume));

        raw.expect(1, AMQP.Basic.ConsumeOk.class);
        assertThat(raw.expectContent(1).text()).isEqualTo("body");
    }

    @Test
    @Spec(section = "1.3", row = "connection.close: behind what was sent before it")
    void actsOnEverythingBeforeConnectionClose() throws Exception {
        RawConnection raw = amqp.raw();
        String queue = amqp.name("queue");

        raw.inOneWrite(all -> all.method(
                        1, new AMQP.Queue.Declare.Builder().queue(queue).build())
                .publish(1, "", queue, "one")
                .publish(1, "", queue, "two")
                .method(
                        0,
                        new AMQP.Connection.Close.Builder()
                                .replyCode(200)
                                .replyText("bye")
                                .build()));

        raw.expect(1, AMQP.Queue.DeclareOk.class);
        raw.expect(0, AMQP.Connection.CloseOk.class);
        assertThat(amqp.raw().drain(1, queue)).containsExactly("one", "two");
    }

    @Test
    @Spec(section = "1.7", row = "causality: an auto-delete queue is gone when its last consumer is")
    void returnsWhatIsPublishedBehindTheLastConsumer() {
        RawConnection raw = amqp.raw().openChannel(2);
        for (int i = 0; i < 20; i++) {
            String queue = amqp.name("queue");
            AMQP.Queue.Declare declare =
                    new AMQP.Queue.Declare.Builder().queue(queue).autoDelete().build();
            raw.call(1, declare, AMQP.Queue.DeclareOk.class);
            raw.consume(1, queue, "tag");

            raw.inOneWrite(all -> all.method(
                            1,
                            new AMQP.Basic.Cancel.Builder()
                                    .consumerTag("tag")
                                    .nowait()
                                    .build())
                    .publish(
                            1,
                            new AMQP.Basic.Publish.Builder()
                                    .routingKey(queue)
                                    .mandatory()
                                    .build(),
                            NONE,
                            new byte[0])
                    .method(1, FLOW));

            assertThat(raw.expectContent(1).returned().getReplyCode()).isEqualTo(312);
            raw.expect(1, AMQP.Channel.FlowOk.class);
        }
    }

    @Test
    @Spec(section = "1.7", row = "causality: what is published and confirmed is there for other connections")
    void showsConfirmedMessagesToOthers() throws Exception {
        String queue = amqp.queue(amqp.channel());

        AmqpClient.publishConfirmed(amqp.newConnection().createChannel(), "", queue, "body");

        assertThat(amqp.newConnection().createChannel().basicGet(queue, true).getBody())
                .asString()
                .isEqualTo("body");
    }

    @Test
    @Spec(section = "1.7", row = "answers of many channels in one write")
    void answersOnEveryChannel() {
        RawConnection raw = amqp.raw();
        for (int channel = 2; channel <= 20; channel++) {
            raw.openChannel(channel);
        }

        raw.inOneWrite(all -> {
            for (int channel = 1; channel <= 20; channel++) {
                all.method(channel, FLOW);
            }
        });

        assertThat(Stream.generate(raw::readFrame)
                        .limit(20)
                        .map(frame -> frame.channel())
                        .toList())
                .doesNotHaveDuplicates()
                .hasSize(20);
    }

    private static AMQP.Basic.Publish publishTo(String queue) {
        return new AMQP.Basic.Publish.Builder().routingKey(queue).build();
    }

    private static AMQP.Basic.Get get(String queue) {
        return new AMQP.Basic.Get.Builder().queue(queue).noAck().build();
    }
}
