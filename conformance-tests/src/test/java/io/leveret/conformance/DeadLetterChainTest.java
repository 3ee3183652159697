package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Dead letters on long ways: nothing recurses, nothing goes round for ever, and the broker has time for others. {@code
 * -Dleveret.chain=10000} is the long run.
 */
class DeadLetterChainTest {

    private static final int LENGTH = Integer.getInteger("leveret.chain", 400);

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    private Channel channel;

    @BeforeEach
    void openChannel() {
        channel = amqp.channel();
    }

    @Test
    @Spec(section = "2.8", row = "R19: a long chain of queues")
    void aMessageDiesItsWayThroughAChain() throws Exception {
        List<String> queues = new ArrayList<>();
        for (int i = 0; i < LENGTH; i++) {
            queues.add(amqp.name("chain"));
        }
        String last = amqp.queue(channel);
        for (int i = 0; i < LENGTH; i++) {
            String next = i + 1 < LENGTH ? queues.get(i + 1) : last;
            channel.queueDeclare(
                    queues.get(i),
                    false,
                    true,
                    false,
                    Map.of("x-message-ttl", 0, DeadLetters.EXCHANGE, "", DeadLetters.ROUTING_KEY, next));
        }
        channel.basicPublish("", queues.get(0), null, new byte[1]);

        GetResponse arrived = DeadLetters.next(channel, last);
        Map<String, Object> headers = arrived.getProps().getHeaders();
        assertThat((List<?>) headers.get("x-death")).hasSize(LENGTH);
        assertThat(headers.get("x-first-death-queue")).hasToString(queues.get(0));
    }

    @Test
    @Spec(section = "2.8", row = "R19: a queue whose dead letters come back to it by an alternate exchange")
    void whatComesBackByAnAlternateExchangeEnds() throws Exception {
        String alternate = amqp.exchange(channel, "fanout");
        String exchange = amqp.name("x");
        channel.exchangeDeclare(exchange, "direct", false, false, Map.of("alternate-exchange", alternate));
        String queue = amqp.queue(channel, Map.of("x-message-ttl", 0, DeadLetters.EXCHANGE, exchange));
        channel.queueBind(queue, alternate, "");
        String witness = amqp.queue(channel);
        channel.queueBind(witness, alternate, "");

        AmqpClient.publishConfirmed(channel, "", queue, "m");

        DeadLetters.next(channel, witness);
        AmqpClient.publishConfirmed(channel, "", witness, "end");
        assertThat(new String(DeadLetters.next(channel, witness).getBody(), StandardCharsets.UTF_8))
                .isEqualTo("end");
    }

    @Test
    @Spec(section = "2.13", row = "R20: a message that everybody gives back comes to rest with the dead letters")
    void aPoisonousMessageComesToRest() throws Exception {
        String parked = amqp.queue(channel);
        String queue = amqp.name("quorum");
        channel.queueDeclare(
                queue,
                true,
                false,
                false,
                Map.of(
                        "x-queue-type",
                        "quorum",
                        "x-delivery-limit",
                        20,
                        DeadLetters.EXCHANGE,
                        "",
                        DeadLetters.ROUTING_KEY,
                        parked));
        AtomicInteger deliveries = new AtomicInteger();
        channel.basicConsume(
                queue,
                false,
                (tag, delivery) -> {
                    deliveries.incrementAndGet();
                    channel.basicReject(delivery.getEnvelope().getDeliveryTag(), true);
                },
                tag -> {});
        channel.basicPublish("", queue, null, new byte[1]);

        Channel looking = amqp.channel();
        assertThat(DeadLetters.next(looking, parked).getProps().getHeaders())
                .extractingByKey("x-first-death-reason")
                .hasToString("delivery_limit");
        assertThat(deliveries).hasValue(21);
    }
}
