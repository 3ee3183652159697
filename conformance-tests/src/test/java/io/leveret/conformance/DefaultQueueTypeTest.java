package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The queue type that a virtual host gives to queues that name none. */
class DefaultQueueTypeTest {

    private static final String OLDER = "clients name the type, or the queue is a classic one";

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @RegisterExtension
    final Admin admin = new Admin();

    private String vhost;
    private Channel channel;

    @BeforeEach
    void makeVirtualHost() {
        vhost = admin.virtualHost();
        admin.set("vhosts/" + vhost, "{\"default_queue_type\":\"quorum\"}");
        channel = AmqpClient.channel(amqp.newConnection(factory -> factory.setVirtualHost(vhost)));
    }

    private String shown(String queue) {
        return admin.ask("GET", "queues/" + vhost + "/" + queue, "").body();
    }

    @Test
    @SinceRabbit(value = "3.13", before = OLDER)
    @Spec(section = "2.12", row = "default queue type of the virtual host")
    void aDurableQueueIsOfTheDefaultType() throws Exception {
        channel.queueDeclare("q", true, false, false, Map.of());
        assertThat(shown("q")).contains("\"type\":\"quorum\"", "\"x-queue-type\":\"quorum\"");
        channel.queueDeclare("q", true, false, false, Map.of());
        channel.queueDeclare("q", true, false, false, Map.of("x-queue-type", "quorum"));
    }

    @Test
    @SinceRabbit(value = "3.13", before = OLDER)
    @Spec(section = "2.12", row = "exclusive / auto-delete / non-durable declares silently fall back to classic")
    void aQueueThatCannotBeOfTheTypeIsAClassicOne() throws Exception {
        channel.queueDeclare("transient", false, false, false, Map.of());
        channel.queueDeclare("auto", true, false, true, Map.of());
        channel.queueDeclare("mine", true, true, false, Map.of());
        for (String queue : new String[] {"transient", "auto", "mine"}) {
            assertThat(shown(queue)).contains("\"type\":\"classic\"");
        }
    }

    @Test
    @SinceRabbit(value = "3.13", before = OLDER)
    @Spec(section = "2.12", row = "a queue that names its type has it")
    void aQueueMayNameAnotherType() throws Exception {
        channel.queueDeclare("q", true, false, false, Map.of("x-queue-type", "classic", "x-max-priority", 5));
        assertThat(shown("q")).contains("\"type\":\"classic\"");
    }

    @Test
    @SinceRabbit(value = "3.13", before = OLDER)
    @Spec(section = "2.12", row = "the same check applies when the type came from the default")
    void argumentsAreCheckedAgainstTheDefaultType() {
        assertThatThrownBy(() -> channel.queueDeclare("q", true, false, false, Map.of("x-max-priority", 5)))
                .isInstanceOf(IOException.class)
                .hasStackTraceContaining("invalid arg 'x-max-priority' for queue 'q' in vhost '" + vhost
                        + "' of queue type rabbit_quorum_queue");
    }

    @Test
    @SinceRabbit(value = "3.13", before = OLDER)
    @Spec(section = "3.4", row = "PUT /vhosts/:v with default_queue_type")
    void isShownWithTheVirtualHost() {
        assertThat(admin.ask("GET", "vhosts/" + vhost, "").body()).contains("\"default_queue_type\":\"quorum\"");
        assertThat(admin.ask("PUT", "vhosts/" + vhost, "{\"default_queue_type\":\"nonsense\"}")
                        .status())
                .isEqualTo(400);
    }
}
