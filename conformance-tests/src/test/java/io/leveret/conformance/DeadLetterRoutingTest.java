package io.leveret.conformance;

import static io.leveret.conformance.AmqpClient.publishConfirmed;
import static io.leveret.conformance.DeadLetters.deaths;
import static io.leveret.conformance.DeadLetters.next;
import static io.leveret.conformance.DeadLetters.publish;
import static io.leveret.conformance.DeadLetters.rejectNext;
import static io.leveret.conformance.DeadLetters.text;
import static io.leveret.conformance.DeadLetters.toExchange;
import static io.leveret.conformance.DeadLetters.toQueue;
import static io.leveret.conformance.raw.CloseReason.channel;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import io.leveret.conformance.raw.CloseReason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where dead letters go: exchange, routing keys, CC and BCC, and when they go nowhere. Arguments of the queue. */
class DeadLetterRoutingTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    private Channel channel;
    private String dlx;
    private String dead;

    @BeforeEach
    void declareExchangeOfTheDead() {
        channel = amqp.channel();
        dlx = amqp.exchange(channel, "direct");
        dead = amqp.queue(channel);
    }

    @Test
    @Spec(section = "2.8", row = "3: routing key: DLRK if set")
    void goesByTheKeyThatTheQueueSays() throws Exception {
        channel.queueBind(dead, dlx, "replaced");
        String queue = amqp.queue(channel, toExchange(dlx, "replaced"));
        publishConfirmed(channel, "", queue, "body");

        rejectNext(channel, queue);

        GetResponse letter = next(channel, dead);
        assertThat(letter.getEnvelope().getExchange()).isEqualTo(dlx);
        assertThat(letter.getEnvelope().getRoutingKey()).isEqualTo("replaced");
    }

    @Test
    @Spec(section = "2.8", row = "3: else original keys")
    void goesByItsOwnKeyOtherwise() throws Exception {
        channel.queueBind(dead, dlx, "own.key");
        String queue = amqp.queue(channel, toExchange(dlx));
        channel.queueBind(queue, "amq.topic", "own.*");
        publishConfirmed(channel, "amq.topic", "own.key", "body");

        rejectNext(channel, queue);

        assertThat(next(channel, dead).getEnvelope().getRoutingKey()).isEqualTo("own.key");
    }

    @Test
    @Spec(section = "2.8", row = "3: the empty DLRK is a key")
    void goesByTheEmptyKey() throws Exception {
        channel.queueBind(dead, dlx, "");
        String queue = amqp.queue(channel, toExchange(dlx, ""));
        publishConfirmed(channel, "", queue, "body");

        rejectNext(channel, queue);

        assertThat(next(channel, dead).getEnvelope().getRoutingKey()).isEmpty();
    }

    @Test
    @Spec(section = "2.8", row = "2: \"\" = default exchange valid")
    void goesToTheQueueOfThatNameByTheDefaultExchange() throws Exception {
        String queue = amqp.queue(channel, toQueue(dead));
        publishConfirmed(channel, "", queue, "body");

        rejectNext(channel, queue);

        GetResponse letter = next(channel, dead);
        assertThat(letter.getEnvelope().getExchange()).isEmpty();
        assertThat(letter.getEnvelope().getRoutingKey()).isEqualTo(dead);
    }

    @Test
    @Spec(section = "2.8", row = "3: original keys incl. CC")
    void goesByTheKeysOfCcToo() throws Exception {
        String other = amqp.queue(channel);
        channel.queueBind(other, dlx, "copy");
        String queue = amqp.queue(channel, toExchange(dlx));
        publish(channel, "", queue, withHeaders(Map.of("CC", List.of("copy"))), "body");

        rejectNext(channel, queue);

        GetResponse letter = next(channel, other);
        assertThat(letter.getEnvelope().getRoutingKey()).isEqualTo(queue);
        assertThat(letter.getProps().getHeaders()).containsKey("CC");
        assertThat(deaths(letter).get(0)).containsEntry("routing-keys", List.of(queue, "copy"));
    }

    @Test
    @Spec(section = "2.8", row = "3: original keys incl. CC, where what is no text is passed over")
    void passesOverWhatIsNoKeyInCc() throws Exception {
        String other = amqp.queue(channel);
        channel.queueBind(other, dlx, "copy");
        String queue = amqp.queue(channel, toExchange(dlx));
        publish(channel, "", queue, withHeaders(Map.of("CC", List.of("copy", 5))), "body");

        rejectNext(channel, queue);

        assertThat(deaths(next(channel, other)).get(0)).containsEntry("routing-keys", List.of(queue, "copy"));
    }

    @Test
    @Spec(section = "2.8", row = "3: original keys incl. BCC; routing-keys without BCC")
    void goesByTheKeysOfBccButDoesNotTell() throws Exception {
        String other = amqp.queue(channel);
        channel.queueBind(other, dlx, "blind");
        String queue = amqp.queue(channel, toExchange(dlx));
        publish(channel, "", queue, withHeaders(Map.of("BCC", List.of("blind"))), "body");

        rejectNext(channel, queue);

        GetResponse letter = next(channel, other);
        assertThat(letter.getProps().getHeaders()).doesNotContainKey("BCC");
        assertThat(deaths(letter).get(0)).containsEntry("routing-keys", List.of(queue));
    }

    @Test
    @Spec(section = "2.8", row = "3: when replaced, CC header removed and BCC too")
    void forgetsCcAndBccWhereTheQueueSaysAKey() throws Exception {
        String other = amqp.queue(channel);
        channel.queueBind(other, dlx, "copy");
        channel.queueBind(other, dlx, "blind");
        channel.queueBind(dead, dlx, "replaced");
        String queue = amqp.queue(channel, toExchange(dlx, "replaced"));
        publish(channel, "", queue, withHeaders(Map.of("CC", List.of("copy"), "BCC", List.of("blind"))), "body");

        rejectNext(channel, queue);

        GetResponse letter = next(channel, dead);
        assertThat(letter.getProps().getHeaders()).doesNotContainKeys("CC", "BCC");
        assertThat(deaths(letter).get(0)).containsEntry("routing-keys", List.of(queue, "copy"));
        assertThat(channel.basicGet(other, true)).isNull();
    }

    @Test
    @Spec(section = "2.8", row = "4: missing DLX exchange at death: message dropped silently")
    void isDroppedWhereTheExchangeIsMissing() throws Exception {
        String queue = amqp.queue(channel, toExchange(amqp.name("missing")));
        publishConfirmed(channel, "", queue, "dropped");

        rejectNext(channel, queue);

        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isZero();
    }

    @Test
    @Spec(section = "2.8", row = "4: missing DLX exchange at death: one that comes later counts")
    void goesToAnExchangeThatIsDeclaredAfterTheQueue() throws Exception {
        String later = amqp.name("later");
        String queue = amqp.queue(channel, toExchange(later));
        publishConfirmed(channel, "", queue, "dropped", "body");
        rejectNext(channel, queue);
        // The first letter is on its way before its queue answers.
        channel.queueDeclarePassive(queue);

        channel.exchangeDeclare(later, "fanout");
        channel.queueBind(dead, later, "");
        rejectNext(channel, queue);

        assertThat(text(next(channel, dead))).isEqualTo("body");
    }

    @Test
    @Spec(section = "2.8", row = "4: not routed by DLX: dropped")
    void isDroppedWhereTheExchangeRoutesToNothing() throws Exception {
        String queue = amqp.queue(channel, toExchange(dlx));
        publishConfirmed(channel, "", queue, "dropped");

        rejectNext(channel, queue);

        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isZero();
    }

    @Test
    @Spec(section = "2.8", row = "4: not routed by DLX: its alternate exchange is asked")
    void goesByTheAlternateOfTheExchange() throws Exception {
        String alternate = amqp.exchange(channel, "fanout");
        channel.queueBind(dead, alternate, "");
        String withAlternate = amqp.name("exchange");
        channel.exchangeDeclare(withAlternate, "direct", false, false, Map.of("alternate-exchange", alternate));
        String queue = amqp.queue(channel, toExchange(withAlternate));
        publishConfirmed(channel, "", queue, "body");

        rejectNext(channel, queue);

        assertThat(next(channel, dead).getEnvelope().getExchange()).isEqualTo(withAlternate);
    }

    @Test
    @Spec(section = "2.8", row = "2: an internal exchange may be the DLX")
    void mayGoToAnInternalExchange() throws Exception {
        String internal = amqp.name("internal");
        channel.exchangeDeclare(internal, "fanout", false, false, true, Map.of());
        channel.queueBind(dead, internal, "");
        String queue = amqp.queue(channel, toExchange(internal));
        publishConfirmed(channel, "", queue, "body");

        rejectNext(channel, queue);

        assertThat(text(next(channel, dead))).isEqualTo("body");
    }

    @Test
    @Spec(section = "2.8", row = "2: a headers exchange as DLX sees the headers of the dead letter")
    void isRoutedByTheHeadersThatDeathLeaves() throws Exception {
        String headers = amqp.exchange(channel, "headers");
        channel.queueBind(dead, headers, "", Map.of("x-match", "all-with-x", "x-first-death-reason", "rejected"));
        String queue = amqp.queue(channel, toExchange(headers));
        publishConfirmed(channel, "", queue, "body");

        rejectNext(channel, queue);

        assertThat(text(next(channel, dead))).isEqualTo("body");
    }

    @Test
    @Spec(section = "1.6", row = "406 bad x-arg value: routing_key_but_no_dlx_defined")
    void refusesKeyWithoutExchange() {
        String queue = amqp.name("queue");

        assertThat(declareWith(queue, Map.of(DeadLetters.ROUTING_KEY, "key")))
                .isEqualTo(refused("invalid arg 'x-dead-letter-routing-key' for queue '" + queue
                        + "' in vhost '/': routing_key_but_no_dlx_defined"));
    }

    @Test
    @Spec(section = "1.6", row = "406 bad x-arg value: DLX that is no text")
    void refusesExchangeThatIsNoText() {
        String queue = amqp.name("queue");

        assertThat(declareWith(queue, Map.of(DeadLetters.EXCHANGE, 5)))
                .isEqualTo(refused("invalid type 'signedint' for arg 'x-dead-letter-exchange' in queue '" + queue
                        + "' in vhost '/'"));
    }

    @Test
    @Spec(section = "1.6", row = "406 bad x-arg value: DLRK that is no text")
    void refusesKeyThatIsNoText() {
        String queue = amqp.name("queue");

        assertThat(declareWith(queue, Map.of(DeadLetters.EXCHANGE, dlx, DeadLetters.ROUTING_KEY, true)))
                .isEqualTo(refused("invalid arg 'x-dead-letter-routing-key' for queue '" + queue
                        + "' in vhost '/': {unacceptable_type,bool}"));
    }

    @Test
    @Spec(section = "1.6", row = "406 redeclare with other x-arg: x-dead-letter-exchange")
    void comparesTheExchangeOnRedeclare() {
        String queue = amqp.queue(channel, toExchange(dlx));

        assertThat(declareWith(queue, toExchange("another")))
                .isEqualTo(refused("inequivalent arg 'x-dead-letter-exchange' for queue '" + queue
                        + "' in vhost '/': received 'another' but current is '" + dlx + "'"));
    }

    @Test
    @Spec(section = "1.6", row = "406 redeclare with other x-arg: x-dead-letter-routing-key")
    void comparesTheKeyOnRedeclare() {
        String queue = amqp.queue(channel, toExchange(dlx));

        assertThat(declareWith(queue, toExchange(dlx, "key")))
                .isEqualTo(refused("inequivalent arg 'x-dead-letter-routing-key' for queue '" + queue
                        + "' in vhost '/': received the value 'key' of type 'longstr' but current is none"));
    }

    private CloseReason declareWith(String queue, Map<String, Object> arguments) {
        return CloseReason.of(channel, () -> channel.queueDeclare(queue, false, false, false, arguments));
    }

    private static CloseReason refused(String text) {
        return channel(406, "PRECONDITION_FAILED - " + text, "queue.declare");
    }

    private static AMQP.BasicProperties withHeaders(Map<String, Object> headers) {
        return new AMQP.BasicProperties.Builder().headers(headers).build();
    }
}
