package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.connection;
import static io.leveret.conformance.raw.Handshake.handshake;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.leveret.conformance.raw.CloseReason;
import io.leveret.conformance.raw.RawConnection;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** connection.open, and connection.close from either side. */
class ConnectionOpenCloseTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Test
    @Spec(section = "1.3", row = "connection.open vhost missing")
    void refusesMissingVirtualHost() {
        RawConnection raw = amqp.rawSocket().tuneAndOpen(handshake().virtualHost("nope"));

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(530, "NOT_ALLOWED - vhost nope not found", "connection.open"));
    }

    @Test
    @Spec(section = "1.3", row = "empty vhost string")
    void takesTheEmptyVirtualHostForAnotherThanSlash() {
        RawConnection raw = amqp.rawSocket().tuneAndOpen(handshake().virtualHost(""));

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(530, "NOT_ALLOWED - vhost  not found", "connection.open"));
    }

    @Test
    @Spec(section = "1.3", row = "connection.close")
    void answersCloseAndWaitsForTheClientNoLongerThanItsHeartbeat() {
        RawConnection raw = amqp.raw(handshake().heartbeatSeconds(1));

        raw.call(0, close(), AMQP.Connection.CloseOk.class);

        raw.expectEndAfterHeartbeats();
    }

    @Test
    @Spec(section = "1.3", row = "connection.close")
    void closesWithChannelsInUse() throws Exception {
        Connection connection = amqp.newConnection();
        Channel channel = connection.createChannel();
        channel.basicConsume(amqp.queue(channel), (tag, message) -> {}, tag -> {});

        connection.close();

        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    @Spec(section = "1.3", row = "exclusive queues are deleted before close-ok is written")
    void deletesExclusiveQueuesBeforeCloseOk() throws Exception {
        Connection owner = amqp.newConnection();
        String queue = owner.createChannel()
                .queueDeclare(amqp.name("queue"), false, true, false, Map.of())
                .getQueue();

        owner.close();

        Channel channel = amqp.channel();
        assertThat(CloseReason.of(channel, () -> channel.queueDeclarePassive(queue)))
                .extracting(CloseReason::replyCode)
                .isEqualTo(404);
    }

    @Test
    @Spec(section = "1.3", row = "a cut connection")
    void deletesExclusiveQueuesOfACutConnection() throws Exception {
        RawConnection raw = amqp.raw();
        String queue = amqp.name("queue");
        raw.call(1, new AMQP.Queue.Declare.Builder().queue(queue).exclusive().build(), AMQP.Queue.DeclareOk.class);

        raw.cut();

        await().until(() -> amqp.channel().queueDelete(queue).getMessageCount() == 0);
    }

    @Test
    @Spec(section = "1.3", row = "after server-initiated close")
    void ignoresEverythingButCloseOkAfterItsOwnClose() {
        RawConnection raw = amqp.raw();
        raw.method(1, new AMQP.Channel.Open.Builder().build());
        raw.expect(0, AMQP.Connection.Close.class);

        raw.method(1, new AMQP.Queue.Declare.Builder().build())
                .heartbeat()
                .method(2, new AMQP.Channel.Open.Builder().build())
                .method(0, new AMQP.Connection.CloseOk.Builder().build());

        raw.expectEnd();
    }

    @Test
    @Spec(section = "1.3", row = "after server-initiated close")
    void answersCloseAfterItsOwnClose() {
        RawConnection raw = amqp.raw();
        raw.method(1, new AMQP.Channel.Open.Builder().build());
        raw.expect(0, AMQP.Connection.Close.class);

        raw.call(0, close(), AMQP.Connection.CloseOk.class);
    }

    @Test
    @Spec(section = "1.3", row = "connection.close")
    void carriesOnWithOtherConnectionsWhenOneFails() throws Exception {
        Channel other = amqp.channel();
        RawConnection raw = amqp.raw();

        raw.method(1, new AMQP.Channel.Open.Builder().build()).expectConnectionClose();

        other.exchangeDeclarePassive("amq.direct");
    }

    @Test
    @Spec(section = "1.3", row = "connection.update-secret")
    void acceptsNewSecretOfTheSameUser() {
        AMQP.Connection.UpdateSecret update = new AMQP.Connection.UpdateSecret.Builder()
                .newSecret("guest")
                .reason("renewal")
                .build();

        amqp.raw().call(0, update, AMQP.Connection.UpdateSecretOk.class);
    }

    private static AMQP.Connection.Close close() {
        return new AMQP.Connection.Close.Builder()
                .replyCode(200)
                .replyText("bye")
                .build();
    }
}
