package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.channel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.leveret.conformance.raw.CloseReason;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Queues that belong to one connection, and queues that go with their last consumer. */
class ExclusiveQueueTest {

    private static final String LOCKED =
            "RESOURCE_LOCKED - cannot obtain exclusive access to locked queue '%s' in vhost '/'. It could be originally"
                    + " declared on another connection or the exclusive property value does not match that of the original"
                    + " declaration.";

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    /** What a stranger may try on an exclusive queue. */
    enum Touch {
        DECLARE("queue.declare") {
            @Override
            void on(Channel channel, String queue) throws IOException {
                channel.queueDeclare(queue, false, false, false, Map.of());
            }
        },
        DECLARE_EXCLUSIVE("queue.declare") {
            @Override
            void on(Channel channel, String queue) throws IOException {
                channel.queueDeclare(queue, false, true, false, Map.of());
            }
        },
        DECLARE_PASSIVE("queue.declare") {
            @Override
            void on(Channel channel, String queue) throws IOException {
                channel.queueDeclarePassive(queue);
            }
        },
        CONSUME("basic.consume") {
            @Override
            void on(Channel channel, String queue) throws IOException {
                channel.basicConsume(queue, (tag, message) -> {}, tag -> {});
            }
        },
        GET("basic.get") {
            @Override
            void on(Channel channel, String queue) throws IOException {
                channel.basicGet(queue, true);
            }
        },
        BIND("queue.bind") {
            @Override
            void on(Channel channel, String queue) throws IOException {
                channel.queueBind(queue, "amq.direct", "key");
            }
        },
        PURGE("queue.purge") {
            @Override
            void on(Channel channel, String queue) throws IOException {
                channel.queuePurge(queue);
            }
        },
        DELETE("queue.delete") {
            @Override
            void on(Channel channel, String queue) throws IOException {
                channel.queueDelete(queue);
            }
        };

        private final String method;

        Touch(String method) {
            this.method = method;
        }

        abstract void on(Channel channel, String queue) throws IOException;
    }

    @ParameterizedTest
    @EnumSource(Touch.class)
    @Spec(section = "1.6", row = "405 other connection touches an exclusive queue")
    void refusesOtherConnections(Touch touch) throws Exception {
        String queue = exclusiveQueue(amqp.channel());
        Channel stranger = amqp.newConnection().createChannel();

        assertThat(CloseReason.of(stranger, () -> touch.on(stranger, queue)))
                .isEqualTo(channel(405, LOCKED.formatted(queue), touch.method));
    }

    @Test
    @Spec(section = "1.6", row = "405 other connection touches an exclusive queue: unbind of a binding")
    void refusesOtherConnectionsToUnbind() throws Exception {
        Channel owner = amqp.channel();
        String queue = exclusiveQueue(owner);
        owner.queueBind(queue, "amq.direct", queue);
        Channel stranger = amqp.newConnection().createChannel();

        assertThat(CloseReason.of(stranger, () -> stranger.queueUnbind(queue, "amq.direct", queue)))
                .isEqualTo(channel(405, LOCKED.formatted(queue), "queue.unbind"));
    }

    @Test
    @Spec(section = "1.6", row = "not an error: unbind of a missing binding, of another's exclusive queue too")
    void letsOtherConnectionsUnbindWhatIsNotBound() throws Exception {
        String queue = exclusiveQueue(amqp.channel());

        amqp.newConnection().createChannel().queueUnbind(queue, "amq.direct", "never bound");
    }

    @Test
    @Spec(section = "1.5", row = "reply text is cut to 255 octets and ends with ...")
    void cutsTheTextAboutALongName() throws Exception {
        String queue = exclusiveQueue(amqp.channel(), amqp.name("a-name-that-is-somewhat-longer"));
        Channel stranger = amqp.newConnection().createChannel();

        assertThat(CloseReason.of(stranger, () -> stranger.queuePurge(queue)).replyText())
                .isEqualTo(LOCKED.formatted(queue).substring(0, 252) + "...");
    }

    @Test
    @Spec(section = "1.7", row = "queue.declare: exclusive is bound to the connection, not the channel")
    void letsOtherChannelsOfTheConnectionIn() throws Exception {
        String queue = exclusiveQueue(amqp.channel());

        amqp.channel().queueDeclare(queue, false, true, false, Map.of());
    }

    @Test
    @Spec(section = "1.7", row = "publishing to an exclusive queue is open to all")
    void takesMessagesFromOtherConnections() throws Exception {
        Channel owner = amqp.channel();
        String queue = exclusiveQueue(owner);

        AmqpClient.publishConfirmed(amqp.newConnection().createChannel(), "", queue, "from outside");

        assertThat(owner.basicGet(queue, true)).isNotNull();
    }

    @Test
    @Spec(section = "1.6", row = "405 redeclare with other exclusive")
    void refusesRedeclareAsNotExclusiveByTheOwner() throws Exception {
        Channel channel = amqp.channel();
        String queue = exclusiveQueue(channel);

        assertThat(CloseReason.of(channel, () -> channel.queueDeclare(queue, false, false, false, Map.of()))
                        .replyCode())
                .isEqualTo(405);
    }

    @Test
    @Spec(section = "1.6", row = "405 redeclare with other exclusive")
    void refusesRedeclareAsExclusive() {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);

        assertThat(CloseReason.of(channel, () -> channel.queueDeclare(queue, false, true, false, Map.of())))
                .isEqualTo(channel(405, LOCKED.formatted(queue), "queue.declare"));
    }

    @Test
    @Spec(section = "1.7", row = "queue.declare: exclusive is deleted on close of its connection")
    void goesWithItsConnection() throws Exception {
        Connection owner = amqp.newConnection();
        String queue = exclusiveQueue(owner.createChannel());

        owner.close();

        amqp.channel().queueDeclare(queue, false, false, false, Map.of());
    }

    @Test
    @Spec(section = "1.7", row = "queue.declare: exclusive outlives its channel")
    void outlivesItsChannel() throws Exception {
        Channel channel = amqp.channel();
        String queue = exclusiveQueue(channel);

        channel.close();

        amqp.channel().queueDeclarePassive(queue);
    }

    @Test
    @Spec(section = "1.7", row = "queue.declare: auto-delete when the last consumer goes")
    void autoDeleteQueueGoesWithItsLastConsumer() throws Exception {
        Channel channel = amqp.channel();
        String queue = autoDeleteQueue(channel);
        String one = channel.basicConsume(queue, (tag, message) -> {}, tag -> {});
        String two = channel.basicConsume(queue, (tag, message) -> {}, tag -> {});

        channel.basicCancel(one);
        channel.queueDeclarePassive(queue);
        channel.basicCancel(two);

        awaitGone(queue);
    }

    @Test
    @Spec(section = "1.7", row = "queue.declare: auto-delete when the last consumer's channel closes")
    void autoDeleteQueueGoesWithItsLastConsumersChannel() throws Exception {
        Channel channel = amqp.channel();
        String queue = autoDeleteQueue(channel);
        channel.basicConsume(queue, (tag, message) -> {}, tag -> {});

        channel.close();

        awaitGone(queue);
    }

    @Test
    @Spec(section = "1.7", row = "queue.declare: auto-delete needs a consumer to have existed")
    void autoDeleteQueueWithoutConsumersStays() throws Exception {
        Channel channel = amqp.channel();
        String queue = autoDeleteQueue(channel);
        channel.basicGet(queue, true);

        channel.close();

        amqp.channel().queueDeclarePassive(queue);
    }

    @Test
    @Spec(section = "1.7", row = "queue.declare: durable+exclusive")
    void acceptsDurableExclusiveQueue() throws Exception {
        Channel channel = amqp.channel();
        AMQP.Queue.DeclareOk ok = channel.queueDeclare(amqp.name("queue"), true, true, false, Map.of());

        channel.queueDeclarePassive(ok.getQueue());
    }

    private String exclusiveQueue(Channel channel) throws Exception {
        return exclusiveQueue(channel, amqp.name("x"));
    }

    private static String exclusiveQueue(Channel channel, String name) throws Exception {
        return channel.queueDeclare(name, false, true, false, Map.of()).getQueue();
    }

    private String autoDeleteQueue(Channel channel) throws Exception {
        return channel.queueDeclare(amqp.name("queue"), false, false, true, Map.of())
                .getQueue();
    }

    private void awaitGone(String queue) {
        await().until(() -> {
            Channel probe = amqp.channel();
            try {
                probe.queueDeclarePassive(queue);
                probe.close();
                return false;
            } catch (IOException e) {
                return true;
            }
        });
    }
}
