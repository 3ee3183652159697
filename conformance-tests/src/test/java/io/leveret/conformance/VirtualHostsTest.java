package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Virtual hosts keep what is in them apart, and users come and go. */
class VirtualHostsTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @RegisterExtension
    final Admin admin = new Admin();

    private Connection connection(String vhost) {
        return amqp.newConnection(factory -> factory.setVirtualHost(vhost));
    }

    private Connection connection(String user, String vhost) {
        return amqp.newConnection(factory -> {
            factory.setUsername(user);
            factory.setPassword(user);
            factory.setVirtualHost(vhost);
        });
    }

    @Test
    @Spec(section = "1.8", row = "pre-declared things per vhost")
    void haveTheSameExchangesFromTheStart() throws IOException {
        Channel channel = AmqpClient.channel(connection(admin.virtualHost()));
        for (String exchange :
                new String[] {"amq.direct", "amq.fanout", "amq.topic", "amq.headers", "amq.match", "amq.rabbitmq.trace"
                }) {
            channel.exchangeDeclarePassive(exchange);
        }
    }

    @Test
    @Spec(section = "2.17", row = "virtual hosts: apart")
    void keepQueuesOfOneNameApart() throws Exception {
        Channel one = AmqpClient.channel(connection(admin.virtualHost()));
        Channel other = AmqpClient.channel(connection(admin.virtualHost()));
        for (Channel channel : new Channel[] {one, other}) {
            channel.queueDeclare("q", true, false, false, Map.of());
        }
        one.confirmSelect();
        one.basicPublish("", "q", MessageProperties.PERSISTENT_BASIC, new byte[1]);
        one.waitForConfirmsOrDie();
        assertThat(one.messageCount("q")).isEqualTo(1);
        assertThat(other.messageCount("q")).isZero();
    }

    @Test
    @Spec(section = "2.17", row = "virtual hosts: deletion")
    void takeTheirConnectionsWithThem() {
        String vhost = admin.virtualHost();
        Connection connection = connection(vhost);
        admin.delete("vhosts/" + vhost);
        await().until(() -> !connection.isOpen());
        assertThat(connection.getCloseReason().getReason())
                .isInstanceOfSatisfying(AMQP.Connection.Close.class, close -> {
                    assertThat(close.getReplyCode()).isEqualTo(320);
                    // RabbitMQ says either, as it happens.
                    assertThat(close.getReplyText())
                            .matches("CONNECTION_FORCED - vhost '" + vhost + "' is (deleted|down)");
                });
        assertThatThrownBy(() -> connection(vhost)).rootCause().hasMessageContaining("vhost " + vhost + " not found");
    }

    @Test
    @Spec(section = "2.17", row = "virtual hosts: deletion")
    void takeAllThatIsInThemWithThem() throws Exception {
        String vhost = admin.virtualHost();
        Channel channel = AmqpClient.channel(connection(vhost));
        channel.queueDeclare("q", true, false, false, Map.of());
        channel.exchangeDeclare("x", "fanout", true);
        channel.queueBind("q", "x", "");
        channel.exchangeBind("amq.fanout", "amq.topic", "#");
        AmqpClient.publishConfirmed(channel, "x", "", "1", "2", "3");
        admin.delete("vhosts/" + vhost);
        admin.ask("PUT", "vhosts/" + vhost, "{}");

        Channel again = AmqpClient.channel(connection(vhost));
        assertThat(again.queueDeclare("q", true, false, false, Map.of()).getMessageCount())
                .isZero();
        again.exchangeDeclare("x", "direct", true);
        again.queueBind("q", "amq.fanout", "");
        AmqpClient.publishConfirmed(again, "amq.topic", "a", "1");
        assertThat(again.messageCount("q")).isZero();
        admin.delete("vhosts/" + vhost);
    }

    @Test
    @Spec(section = "2.17", row = "users: a password that changes")
    void letAUserInByTheNewPasswordOnly() {
        String user = admin.user();
        admin.permit(user, "/", ".*", ".*", ".*");
        connection(user, "/");
        admin.ask("PUT", "users/" + user, "{\"tags\":\"\",\"password\":\"new\"}");
        assertThatThrownBy(() -> connection(user, "/")).rootCause().isInstanceOf(AuthenticationFailureException.class);
        amqp.newConnection(factory -> {
            factory.setUsername(user);
            factory.setPassword("new");
        });
    }

    @Test
    @Spec(section = "2.17", row = "users: empty password always refused")
    void letNobodyInByAnEmptyPassword() {
        String user = admin.user();
        admin.permit(user, "/", ".*", ".*", ".*");
        admin.ask("PUT", "users/" + user, "{\"tags\":\"\",\"password\":\"\"}");
        assertThatThrownBy(() -> amqp.newConnection(factory -> {
                    factory.setUsername(user);
                    factory.setPassword("");
                }))
                .rootCause()
                .isInstanceOf(AuthenticationFailureException.class);
    }

    @Test
    @Spec(section = "2.17", row = "users: a hash made elsewhere")
    void letAUserInWhoseHashWasMadeElsewhere() {
        String user = admin.user();
        admin.permit(user, "/", ".*", ".*", ".*");
        // Four octets of salt 0x908DC60A and the SHA-256 of these and "test12", from RabbitMQ's documentation.
        admin.ask(
                "PUT",
                "users/" + user,
                "{\"tags\":\"\",\"password_hash\":\"kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR\"}");
        amqp.newConnection(factory -> {
            factory.setUsername(user);
            factory.setPassword("test12");
        });
    }

    @Test
    @Spec(section = "2.17", row = "users: deletion")
    void letNobodyInWhoIsDeleted() {
        String user = admin.user();
        admin.permit(user, "/", ".*", ".*", ".*");
        Connection connection = connection(user, "/");
        admin.delete("users/" + user);
        assertThatThrownBy(() -> connection(user, "/")).rootCause().isInstanceOf(AuthenticationFailureException.class);
        await().until(() -> !connection.isOpen());
        assertThat(connection.getCloseReason().getReason())
                .isInstanceOfSatisfying(AMQP.Connection.Close.class, close -> {
                    assertThat(close.getReplyCode()).isEqualTo(320);
                    assertThat(close.getReplyText()).isEqualTo("CONNECTION_FORCED - user '" + user + "' is deleted");
                });
    }
}
