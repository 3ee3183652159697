package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import io.leveret.broker.Broker;
import io.leveret.broker.BrokerConfig;
import io.leveret.broker.PolicyOperations;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies of both kinds through restarts. Our own broker, with a directory of its own. */
class RestartPolicyTest {

    private static final String USER = "guest";

    @TempDir
    private Path directory;

    private interface Use {
        void of(Broker broker, Channel channel) throws Exception;
    }

    private void life(Use use) throws Exception {
        try (Broker broker = Broker.start(BrokerConfig.defaults()
                .withBindHosts(List.of("127.0.0.1"))
                .withPort(0)
                .withEventLoops(2)
                .withDataDirectory(directory))) {
            ConnectionFactory factory = new ConnectionFactory();
            factory.setPort(broker.amqpPort());
            factory.setAutomaticRecoveryEnabled(false);
            try (Connection connection = factory.newConnection()) {
                use.of(broker, connection.createChannel());
            }
        }
    }

    private static void set(PolicyOperations policies, String thing, Map<String, Object> definition) {
        policies.set(USER, "/", thing, Map.of("pattern", "^" + thing + "$", "definition", definition))
                .orElseThrow()
                .join();
    }

    private static void publish(Channel channel, String exchange, String key, int count) throws Exception {
        channel.confirmSelect();
        for (int i = 0; i < count; i++) {
            channel.basicPublish(exchange, key, MessageProperties.MINIMAL_PERSISTENT_BASIC, new byte[1]);
        }
        channel.waitForConfirmsOrDie(60_000);
    }

    @Test
    @Spec(section = "2.18", row = "operator policies: survive a restart")
    void anOperatorsPolicyHoldsAfterARestart() throws Exception {
        life((broker, channel) -> {
            channel.queueDeclare("q", true, false, false, Map.of());
            set(broker.management().operatorPolicies(), "q", Map.of("max-length", 2));
        });
        life((broker, channel) -> {
            publish(channel, "", "q", 5);
            assertThat(channel.messageCount("q")).isEqualTo(2);
            assertThat(broker.management()
                            .operatorPolicies()
                            .delete(USER, "/", "q")
                            .join())
                    .isTrue();
        });
        life((broker, channel) -> {
            assertThat(broker.management().operatorPolicies().list()).isEmpty();
            publish(channel, "", "q", 5);
            assertThat(channel.messageCount("q")).isEqualTo(7);
        });
    }

    @Test
    @Spec(section = "2.18", row = "policies: the alternate exchange of a durable exchange after a restart")
    void anExchangeFollowsItsPolicyAfterARestart() throws Exception {
        life((broker, channel) -> {
            channel.exchangeDeclare("x", "direct", true);
            channel.queueDeclare("q", true, false, false, Map.of());
            channel.queueBind("q", "amq.fanout", "");
            set(broker.management().policies(), "x", Map.of("alternate-exchange", "amq.fanout"));
        });
        life((broker, channel) -> {
            publish(channel, "x", "nowhere", 1);
            assertThat(channel.messageCount("q")).isEqualTo(1);
        });
    }

    @Test
    @Spec(section = "2.18", row = "policies: dead letters that die before anybody is served after a start")
    void whatExpiresAtTheStartGoesWhereThePolicySays() throws Exception {
        life((broker, channel) -> {
            channel.queueDeclare("dead", true, false, false, Map.of());
            channel.queueDeclare("q", true, false, false, Map.of("x-message-ttl", 1_000));
            set(
                    broker.management().policies(),
                    "q",
                    Map.of("dead-letter-exchange", "", "dead-letter-routing-key", "dead"));
            publish(channel, "", "q", 1);
        });
        life((broker, channel) -> {
            GetResponse dead = DeadLetters.next(channel, "dead");
            assertThat(dead.getProps().getHeaders())
                    .extractingByKey("x-first-death-queue")
                    .hasToString("q");
        });
    }
}
