package io.leveret.conformance;

import static io.leveret.conformance.AmqpClient.publishConfirmed;
import static io.leveret.conformance.raw.CloseReason.channel;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import io.leveret.conformance.raw.CloseReason;
import io.leveret.conformance.raw.RawConnection;
import io.leveret.conformance.raw.WireHeaders;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Headers CC and BCC: further routing keys for one message. */
class CopyHeadersTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    private Channel channel;
    private String one;
    private String two;
    private String three;

    @BeforeEach
    void declareQueues() {
        channel = amqp.channel();
        one = amqp.queue(channel);
        two = amqp.queue(channel);
        three = amqp.queue(channel);
    }

    @Test
    @Spec(section = "2.3", row = "headers CC, BCC: array of longstr, extra routing keys")
    void reachesTheQueuesOfAllKeys() throws Exception {
        publish("", one, Map.of("CC", List.of(two), "BCC", List.of(three)));

        assertThat(get(one)).isNotNull();
        assertThat(get(two)).isNotNull();
        assertThat(get(three)).isNotNull();
    }

    @Test
    @Spec(section = "2.3", row = "BCC header removed on delivery, CC kept")
    void keepsCcAndHidesBcc() throws Exception {
        publish("", one, Map.of("CC", List.of(two), "BCC", List.of(three), "own", 1));

        for (String queue : List.of(one, two, three)) {
            assertThat(get(queue).getProps().getHeaders()).containsOnlyKeys("CC", "own");
        }
    }

    @Test
    @Spec(section = "2.3", row = "deliveries bear the routing key of the publish, whichever key brought them")
    void deliversWithTheKeyOfThePublish() throws Exception {
        publish("", one, Map.of("CC", List.of(two)));

        assertThat(get(two).getEnvelope().getRoutingKey()).isEqualTo(one);
    }

    @Test
    @Spec(section = "2.3", row = "duplicated targets deliver once")
    void reachesEachQueueOnce() throws Exception {
        channel.confirmSelect();
        publish("", one, Map.of("CC", List.of(one, two, two), "BCC", List.of(one, two)));
        channel.waitForConfirmsOrDie(10_000);

        assertThat(channel.queueDeclarePassive(one).getMessageCount()).isEqualTo(1);
        assertThat(channel.queueDeclarePassive(two).getMessageCount()).isEqualTo(1);
    }

    @Test
    @Spec(section = "2.3", row = "extra routing keys in a direct exchange")
    void directExchangeRoutesByAllKeys() throws Exception {
        String exchange = amqp.exchange(channel, "direct");
        channel.queueBind(one, exchange, "a");
        channel.queueBind(two, exchange, "b");

        publish(exchange, "a", Map.of("CC", List.of("b")));

        assertThat(get(one)).isNotNull();
        assertThat(get(two)).isNotNull();
    }

    @Test
    @Spec(section = "2.3", row = "extra routing keys in a topic exchange")
    void topicExchangeRoutesByAllKeys() throws Exception {
        String exchange = amqp.exchange(channel, "topic");
        channel.queueBind(one, exchange, "*.a");
        channel.queueBind(two, exchange, "b.#");

        publish(exchange, "nowhere", Map.of("CC", List.of("x.a"), "BCC", List.of("b.c")));

        assertThat(get(one)).isNotNull();
        assertThat(get(two)).isNotNull();
    }

    @Test
    @Spec(section = "2.3", row = "extra routing keys pass through exchange bindings")
    void passesAllKeysOnToBoundExchanges() throws Exception {
        String source = amqp.exchange(channel, "topic");
        String destination = amqp.exchange(channel, "direct");
        channel.exchangeBind(destination, source, "first");
        channel.queueBind(one, destination, "second");

        publish(source, "first", Map.of("CC", List.of("second")));

        assertThat(get(one)).isNotNull();
    }

    @Test
    @Spec(section = "2.3", row = "extra routing keys: a mandatory message that only CC routes is not returned")
    void isRoutedIfOnlyCcIs() {
        RawConnection raw = amqp.raw();
        raw.call(1, new AMQP.Confirm.Select.Builder().build(), AMQP.Confirm.SelectOk.class);
        AMQP.Basic.Publish mandatory = new AMQP.Basic.Publish.Builder()
                .routingKey(amqp.name("nowhere"))
                .mandatory()
                .build();

        raw.publish(1, mandatory, properties(Map.of("CC", List.of(one))), new byte[0]);

        raw.expect(1, AMQP.Basic.Ack.class);
    }

    @Test
    @Spec(section = "2.3", row = "what a returned message shows of BCC")
    void returnsWithoutBcc() {
        RawConnection raw = amqp.raw();
        AMQP.Basic.Publish mandatory = new AMQP.Basic.Publish.Builder()
                .routingKey(amqp.name("nowhere"))
                .mandatory()
                .build();

        raw.publish(1, mandatory, properties(Map.of("BCC", List.of("nowhere"))), new byte[0]);

        assertThat(WireHeaders.of(raw.expectContent(1).propertyBytes())).isEmpty();
    }

    @Test
    @Spec(section = "2.3", row = "empty arrays are valid; BCC goes all the same")
    void acceptsEmptyArrays() throws Exception {
        publish("", one, Map.of("CC", List.of(), "BCC", List.of()));

        assertThat(get(one).getProps().getHeaders()).containsOnlyKeys("CC");
    }

    @Test
    @Spec(section = "2.3", row = "entries of another type than longstr are passed over")
    void passesOverEntriesThatAreNoText() throws Exception {
        publish("", one, Map.of("CC", Arrays.asList(5, two, null, true)));

        assertThat(get(two)).isNotNull();
    }

    @Test
    @Spec(section = "1.6", row = "406 CC/BCC header not an array")
    void refusesCcThatIsNoArray() {
        assertThat(CloseReason.of(channel, () -> publish("", one, Map.of("CC", two))))
                .isEqualTo(channel(
                        406,
                        "PRECONDITION_FAILED - invalid message: {unacceptable_type_in_header,\"CC\",longstr}",
                        "basic.publish"));
    }

    @Test
    @Spec(section = "1.6", row = "406 CC/BCC header not an array")
    void refusesBccThatIsNoArray() {
        assertThat(CloseReason.of(channel, () -> publish("", one, Map.of("BCC", 5)))
                        .replyText())
                .isEqualTo("PRECONDITION_FAILED - invalid message: {unacceptable_type_in_header,\"BCC\",signedint}");
    }

    @Test
    @Spec(section = "2.3", row = "headers CC, BCC: names in other letters are ordinary headers")
    void knowsNoOtherLetters() throws Exception {
        publish("", one, Map.of("cc", List.of(two), "Bcc", List.of(three)));

        assertThat(get(one).getProps().getHeaders()).containsOnlyKeys("cc", "Bcc");
        assertThat(get(two)).isNull();
        assertThat(get(three)).isNull();
    }

    @Test
    @Spec(section = "2.3", row = "AE: extra keys count before the alternate is asked")
    void goesToTheAlternateOnlyIfNoKeyRoutes() throws Exception {
        String alternate = amqp.exchange(channel, "fanout");
        String exchange = amqp.name("exchange");
        channel.exchangeDeclare(exchange, "direct", false, false, Map.of("alternate-exchange", alternate));
        channel.queueBind(one, exchange, "known");
        channel.queueBind(two, alternate, "");

        publish(exchange, "unknown", Map.of("CC", List.of("known")));
        assertThat(get(one)).isNotNull();
        assertThat(get(two)).isNull();

        publishConfirmed(channel, exchange, "unknown", "");
        assertThat(get(two)).isNotNull();
    }

    private void publish(String exchange, String key, Map<String, Object> headers) throws IOException {
        channel.basicPublish(exchange, key, properties(new HashMap<>(headers)), new byte[0]);
    }

    private GetResponse get(String queue) throws IOException {
        return channel.basicGet(queue, true);
    }

    private static AMQP.BasicProperties properties(Map<String, Object> headers) {
        return new AMQP.BasicProperties.Builder().headers(headers).build();
    }
}
