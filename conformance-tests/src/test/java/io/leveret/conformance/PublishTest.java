package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.channel;
import static io.leveret.conformance.raw.CloseReason.connection;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import io.leveret.conformance.raw.CloseReason;
import io.leveret.conformance.raw.Delivery;
import io.leveret.conformance.raw.RawConnection;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** basic.publish: what is refused, returned and dropped. */
class PublishTest {

    private static final byte[] BODY = "body".getBytes(StandardCharsets.UTF_8);

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Test
    @Spec(section = "1.7", row = "basic.publish: mandatory unroutable")
    void returnsUnroutableMandatoryMessage() {
        RawConnection raw = amqp.raw();
        String nowhere = amqp.name("nowhere");
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .contentType("text/plain")
                .messageId("m-1")
                .build();

        raw.publish(1, mandatory("amq.topic", nowhere), properties, BODY);

        Delivery returned = raw.expectContent(1);
        assertThat(returned.returned().getReplyCode()).isEqualTo(312);
        assertThat(returned.returned().getReplyText()).isEqualTo("NO_ROUTE");
        assertThat(returned.returned().getExchange()).isEqualTo("amq.topic");
        assertThat(returned.returned().getRoutingKey()).isEqualTo(nowhere);
        assertThat(returned.properties()).isEqualTo(properties);
        assertThat(returned.text()).isEqualTo("body");
    }

    @Test
    @Spec(section = "1.7", row = "basic.publish: mandatory routable")
    void doesNotReturnRoutedMandatoryMessage() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));

        raw.publish(1, mandatory("", queue), new AMQP.BasicProperties(), BODY);

        assertThat(raw.get(1, queue).text()).isEqualTo("body");
    }

    @Test
    @Spec(section = "1.7", row = "basic.publish: mandatory to the default exchange")
    void returnsMandatoryMessageToAMissingQueue() {
        RawConnection raw = amqp.raw();

        raw.publish(1, mandatory("", amqp.name("nowhere")), new AMQP.BasicProperties(), BODY);

        assertThat(raw.expectContent(1).returned().getExchange()).isEmpty();
    }

    @Test
    @Spec(section = "2.3", row = "mandatory + only queue being a deleted one")
    void returnsMandatoryMessageToADeletedQueue() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));
        raw.call(1, new AMQP.Queue.Delete.Builder().queue(queue).build(), AMQP.Queue.DeleteOk.class);

        raw.publish(1, mandatory("", queue), new AMQP.BasicProperties(), BODY);

        assertThat(raw.expectContent(1).returned().getReplyCode()).isEqualTo(312);
    }

    @Test
    @Spec(section = "1.7", row = "basic.publish: unroutable without mandatory")
    void dropsUnroutableMessage() {
        RawConnection raw = amqp.raw();

        raw.publish(1, "amq.direct", amqp.name("nowhere"), "dropped");

        raw.call(1, new AMQP.Channel.Flow.Builder().active(true).build(), AMQP.Channel.FlowOk.class);
    }

    @Test
    @Spec(section = "1.6", row = "540 immediate=true")
    void refusesImmediate() {
        RawConnection raw = amqp.raw();
        AMQP.Basic.Publish immediate = new AMQP.Basic.Publish.Builder()
                .routingKey("nowhere")
                .immediate()
                .build();

        raw.publish(1, immediate, new AMQP.BasicProperties(), BODY);

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(540, "NOT_IMPLEMENTED - immediate=true", "basic.publish"));
    }

    @Test
    @Spec(section = "1.6", row = "404 publish to missing exchange")
    void refusesMissingExchange() {
        Channel channel = amqp.channel();
        String exchange = amqp.name("exchange");

        assertThat(CloseReason.of(channel, () -> channel.basicPublish(exchange, "key", null, BODY)))
                .isEqualTo(channel(404, "NOT_FOUND - no exchange '" + exchange + "' in vhost '/'", "basic.publish"));
    }

    @Test
    @Spec(section = "1.7", row = "basic.publish: checks in this order")
    void complainsAboutTheExchangeBeforeTheExpiration() {
        Channel channel = amqp.channel();
        String exchange = amqp.name("exchange");
        AMQP.BasicProperties badExpiration =
                new AMQP.BasicProperties.Builder().expiration("soon").build();

        assertThat(CloseReason.of(channel, () -> channel.basicPublish(exchange, "key", badExpiration, BODY))
                        .replyCode())
                .isEqualTo(404);
    }

    @Test
    @Spec(section = "1.6", row = "406 user_id property other than the login user")
    void refusesForeignUserId() {
        Channel channel = amqp.channel();
        AMQP.BasicProperties foreign =
                new AMQP.BasicProperties.Builder().userId("somebody").build();

        assertThat(CloseReason.of(channel, () -> channel.basicPublish("", "nowhere", foreign, BODY)))
                .isEqualTo(channel(
                        406,
                        "PRECONDITION_FAILED - user_id property set to 'somebody' but authenticated user was 'guest'",
                        "basic.publish"));
    }

    @Test
    @Spec(section = "1.6", row = "user_id property of the login user")
    void acceptsOwnUserId() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        AMQP.BasicProperties own =
                new AMQP.BasicProperties.Builder().userId("guest").build();

        channel.basicPublish("", queue, own, BODY);

        assertThat(channel.basicGet(queue, true).getProps().getUserId()).isEqualTo("guest");
    }

    @Test
    @Spec(section = "1.5", row = "in-flight async publishes behind a channel error are lost")
    void losesWhatWasPublishedBehindAFailingPublish() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));

        raw.inOneWrite(all -> all.publish(1, "", queue, "before")
                .publish(1, amqp.name("exchange"), "key", "fails")
                .publish(1, "", queue, "behind"));
        raw.expectChannelClose(1);

        raw.openChannel(1);
        assertThat(raw.get(1, queue).text()).isEqualTo("before");
        raw.call(1, new AMQP.Basic.Get.Builder().queue(queue).build(), AMQP.Basic.GetEmpty.class);
    }

    private static AMQP.Basic.Publish mandatory(String exchange, String routingKey) {
        return new AMQP.Basic.Publish.Builder()
                .exchange(exchange)
                .routingKey(routingKey)
                .mandatory()
                .build();
    }
}
