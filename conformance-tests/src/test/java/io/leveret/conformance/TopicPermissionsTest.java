package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which routing keys a user may use with a topic exchange. */
class TopicPermissionsTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @RegisterExtension
    final Admin admin = new Admin();

    private String user;
    private String vhost;
    private Channel channel;

    @BeforeEach
    void makeUserAndVirtualHost() throws IOException {
        user = admin.user();
        vhost = admin.virtualHost();
        admin.permit(user, vhost, ".*", ".*", ".*");
        channel = AmqpClient.channel(amqp.newConnection(factory -> {
            factory.setUsername(user);
            factory.setPassword(user);
            factory.setVirtualHost(vhost);
        }));
        channel.queueDeclare("q", false, false, false, Map.of());
    }

    private void assertRefused(ThrowingCallable command, String permission, String key) {
        assertThatThrownBy(() -> {
                    command.call();
                    channel.basicQos(1);
                    channel.basicQos(1);
                })
                .satisfies(failure -> {
                    Throwable cause = failure instanceof IOException ? failure.getCause() : failure;
                    assertThat(cause)
                            .isInstanceOf(ShutdownSignalException.class)
                            .hasMessageContaining("reply-code=403")
                            .hasMessageContaining("ACCESS_REFUSED - "
                                    + Admin.accessTo(permission, "topic '" + key + "'")
                                    + " in exchange 'amq.topic' in vhost '" + vhost + "' refused for user '" + user
                                    + "'");
                });
    }

    @Test
    @Spec(section = "2.17", row = "topic permission: write")
    void refusesToPublishWithAKeyThatIsNotAllowed() throws Exception {
        admin.permitTopic(user, vhost, "amq.topic", "^a", ".*");
        AmqpClient.publishConfirmed(channel, "amq.topic", "a.b", "1");
        assertRefused(() -> channel.basicPublish("amq.topic", "b.a", null, new byte[1]), "write", "b.a");
    }

    @Test
    @Spec(section = "2.17", row = "topic permission: read")
    void refusesToBindWithAKeyThatIsNotAllowed() throws IOException {
        admin.permitTopic(user, vhost, "amq.topic", ".*", "^a");
        channel.queueBind("q", "amq.topic", "a.#");
        assertRefused(() -> channel.queueBind("q", "amq.topic", "#"), "read", "#");
    }

    @Test
    @Spec(section = "2.17", row = "topic permission: variables")
    void putsUserAndVirtualHostIntoTheExpression() throws Exception {
        admin.permitTopic(user, vhost, "amq.topic", "^{username}.{vhost}$", ".*");
        AmqpClient.publishConfirmed(channel, "amq.topic", user + "." + vhost, "1");
        assertRefused(() -> channel.basicPublish("amq.topic", user, null, new byte[1]), "write", user);
    }

    @Test
    @Spec(section = "2.17", row = "topic permission: other exchanges")
    void limitsNothingElse() throws Exception {
        admin.permitTopic(user, vhost, "amq.topic", "^a", "^a");
        channel.exchangeDeclare("other", "topic");
        channel.queueBind("q", "other", "b.#");
        AmqpClient.publishConfirmed(channel, "other", "b.c", "1");
        AmqpClient.publishConfirmed(channel, "amq.direct", "b", "1");
        assertThat(channel.messageCount("q")).isEqualTo(1);
    }

    @Test
    @Spec(section = "2.17", row = "topic permission: none")
    void limitsNothingOnceItIsDeleted() throws Exception {
        admin.permitTopic(user, vhost, "amq.topic", "^a", "^a");
        admin.delete("topic-permissions/" + vhost + "/" + user);
        AmqpClient.publishConfirmed(channel, "amq.topic", "b", "1");
    }
}
