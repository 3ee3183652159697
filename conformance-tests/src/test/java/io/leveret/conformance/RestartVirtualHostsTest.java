package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import io.leveret.broker.AccessOperations;
import io.leveret.broker.Broker;
import io.leveret.broker.BrokerConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Virtual hosts and what is in them through restarts. Our own broker, with a directory of its own. */
class RestartVirtualHostsTest {

    @TempDir
    Path directory;

    private interface Use {
        void of(Broker broker, AccessOperations access) throws Exception;
    }

    private void life(Use use) throws Exception {
        try (Broker broker = Broker.start(BrokerConfig.defaults()
                .withBindHosts(List.of("127.0.0.1"))
                .withPort(0)
                .withEventLoops(2)
                .withDataDirectory(directory))) {
            use.of(broker, broker.management().access());
        }
    }

    private static void make(AccessOperations access, String vhost) {
        assertThat(access.setVirtualHost(vhost, "", List.of(), null, "guest").join())
                .isTrue();
    }

    private static Connection connect(Broker broker, String vhost) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setPort(broker.amqpPort());
        factory.setVirtualHost(vhost);
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection();
    }

    /** Into a durable queue {@code q}. */
    private static void publish(Broker broker, String vhost, String... bodies) throws Exception {
        try (Connection connection = connect(broker, vhost);
                Channel channel = connection.createChannel()) {
            channel.queueDeclare("q", true, false, false, Map.of());
            channel.confirmSelect();
            for (String body : bodies) {
                channel.basicPublish(
                        "", "q", MessageProperties.MINIMAL_PERSISTENT_BASIC, body.getBytes(StandardCharsets.UTF_8));
            }
            channel.waitForConfirmsOrDie();
        }
    }

    /** What lies in that queue, and stays there. */
    private static List<String> messages(Broker broker, String vhost) throws Exception {
        List<String> bodies = new ArrayList<>();
        try (Connection connection = connect(broker, vhost);
                Channel channel = connection.createChannel()) {
            for (GetResponse got = channel.basicGet("q", false); got != null; got = channel.basicGet("q", false)) {
                bodies.add(new String(got.getBody(), StandardCharsets.UTF_8));
            }
        }
        return bodies;
    }

    @Test
    @Spec(section = "2.17", row = "virtual hosts: apart, after a restart too")
    void queuesOfOneNameKeepTheirOwnMessages() throws Exception {
        life((broker, access) -> {
            make(access, "one");
            make(access, "other");
            publish(broker, "one", "a", "b");
            publish(broker, "other", "c");
        });
        for (int lives = 0; lives < 2; lives++) {
            life((broker, access) -> {
                assertThat(messages(broker, "one")).containsExactly("a", "b");
                assertThat(messages(broker, "other")).containsExactly("c");
            });
        }
    }

    @Test
    @Spec(section = "2.17", row = "virtual hosts: deletion, after a restart too")
    void aQueueOfADeletedOneStaysDeleted() throws Exception {
        life((broker, access) -> {
            make(access, "v");
            publish(broker, "v", "a", "b");
            access.deleteVirtualHost("v").join();
            make(access, "v");
            publish(broker, "v", "c");
        });
        life((broker, access) -> assertThat(messages(broker, "v")).containsExactly("c"));
    }

    @Test
    @Spec(section = "2.17", row = "virtual hosts: deletion of all")
    void queuesMadeAfterAllWereDeletedHaveOnlyWhatIsTheirs() throws Exception {
        life((broker, access) -> {
            publish(broker, "/", "a", "b");
            access.deleteVirtualHost("/").join();
        });
        life((broker, access) -> {
            make(access, "/");
            publish(broker, "/", "c");
        });
        life((broker, access) -> assertThat(messages(broker, "/")).containsExactly("c"));
    }
}
