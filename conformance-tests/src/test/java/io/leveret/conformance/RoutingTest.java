package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Direct, fanout and default exchanges, and what several bindings make of one message. */
class RoutingTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Test
    @Spec(section = "2.15", row = "direct: routing key equals binding key")
    void directExchangeRoutesByTheWholeKey() throws Exception {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "direct");
        String queue = amqp.queue(channel);
        channel.queueBind(queue, exchange, "a.b");

        publish(channel, exchange, "a.b");
        publish(channel, exchange, "a");
        publish(channel, exchange, "a.*");
        publish(channel, exchange, "A.B");

        assertThat(drain(channel, queue)).containsExactly("a.b");
    }

    @Test
    @Spec(section = "2.15", row = "direct: several queues under one key")
    void directExchangeRoutesToEveryQueueWithTheKey() throws Exception {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "direct");
        String one = amqp.queue(channel);
        String two = amqp.queue(channel);
        channel.queueBind(one, exchange, "key");
        channel.queueBind(two, exchange, "key");

        publish(channel, exchange, "key");

        assertThat(drain(channel, one)).containsExactly("key");
        assertThat(drain(channel, two)).containsExactly("key");
    }

    @Test
    @Spec(section = "2.15", row = "direct: the empty key is a key")
    void directExchangeRoutesByTheEmptyKey() throws Exception {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "direct");
        String queue = amqp.queue(channel);
        channel.queueBind(queue, exchange, "");

        publish(channel, exchange, "");

        assertThat(drain(channel, queue)).containsExactly("");
    }

    @Test
    @Spec(section = "2.15", row = "fanout: keys are ignored")
    void fanoutExchangeIgnoresKeys() throws Exception {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "fanout");
        String one = amqp.queue(channel);
        String two = amqp.queue(channel);
        channel.queueBind(one, exchange, "");
        channel.queueBind(two, exchange, "some key");

        publish(channel, exchange, "another key");

        assertThat(drain(channel, one)).containsExactly("another key");
        assertThat(drain(channel, two)).containsExactly("another key");
    }

    @Test
    @Spec(section = "2.15", row = "a queue gets a message once, however many bindings match")
    void queueWithSeveralMatchingBindingsGetsAMessageOnce() throws Exception {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "topic");
        String queue = amqp.queue(channel);
        channel.queueBind(queue, exchange, "#");
        channel.queueBind(queue, exchange, "*.b");
        channel.queueBind(queue, exchange, "a.b");
        channel.queueBind(queue, exchange, "a.b", Map.of("distinct", "arguments"));

        publish(channel, exchange, "a.b");

        assertThat(drain(channel, queue)).containsExactly("a.b");
    }

    @Test
    @Spec(section = "1.7", row = "basic.publish: empty exchange name is the default exchange")
    void defaultExchangeRoutesToTheQueueOfThatName() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);

        publish(channel, "", queue);

        assertThat(drain(channel, queue)).containsExactly(queue);
    }

    @Test
    @Spec(section = "1.7", row = "queue.bind: the default exchange's binding is no other exchange's")
    void otherDirectExchangesDoNotKnowQueuesByName() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);

        publish(channel, "amq.direct", queue);

        assertThat(drain(channel, queue)).isEmpty();
    }

    @Test
    @Spec(section = "2.15", row = "binding removed")
    void routesNoMoreAfterUnbind() throws Exception {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "direct");
        String queue = amqp.queue(channel);
        channel.queueBind(queue, exchange, "one");
        channel.queueBind(queue, exchange, "two");

        channel.queueUnbind(queue, exchange, "one");
        publish(channel, exchange, "one");
        publish(channel, exchange, "two");

        assertThat(drain(channel, queue)).containsExactly("two");
    }

    private static void publish(Channel channel, String exchange, String key) throws Exception {
        channel.basicPublish(exchange, key, null, key.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> drain(Channel channel, String queue) throws Exception {
        List<String> bodies = new ArrayList<>();
        GetResponse got = channel.basicGet(queue, true);
        while (got != null) {
            bodies.add(new String(got.getBody(), StandardCharsets.UTF_8));
            got = channel.basicGet(queue, true);
        }
        return bodies;
    }
}
