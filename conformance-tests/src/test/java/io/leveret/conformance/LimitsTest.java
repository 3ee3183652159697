package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.connection;
import static io.leveret.conformance.raw.Handshake.handshake;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import io.leveret.conformance.raw.CloseReason;
import io.leveret.conformance.raw.Handshake;
import io.leveret.conformance.raw.RawConnection;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How many connections, channels and queues a user or a virtual host may have. */
class LimitsTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @RegisterExtension
    final Admin admin = new Admin();

    private String user;
    private String vhost;

    @BeforeEach
    void makeUserAndVirtualHost() {
        user = admin.user();
        vhost = admin.virtualHost();
        admin.permit(user, vhost, ".*", ".*", ".*");
    }

    private void limitUser(String limit, long value) {
        admin.set("user-limits/" + user + "/" + limit, "{\"value\":" + value + "}");
    }

    private void limitVirtualHost(String limit, long value) {
        admin.set("vhost-limits/" + vhost + "/" + limit, "{\"value\":" + value + "}");
    }

    private Handshake asUser() {
        return handshake().sasl("PLAIN", Handshake.plain(user, user)).virtualHost(vhost);
    }

    private RawConnection open() {
        return amqp.raw(asUser());
    }

    private CloseReason refusal() {
        return amqp.rawSocket().tuneAndOpen(asUser()).expectConnectionClose();
    }

    private CloseReason refused(String text) {
        return connection(530, "NOT_ALLOWED - " + text, "connection.open");
    }

    /** RabbitMQ counts what has gone a moment later. */
    private void assertLetsInAgain() {
        await().untilAsserted(() -> {
            RawConnection again = amqp.rawSocket().tuneAndOpen(asUser());
            again.expect(0, AMQP.Connection.OpenOk.class);
        });
    }

    @Test
    @Spec(section = "1.3", row = "limits hit: connections to a virtual host")
    void refusesAConnectionTooManyToAVirtualHost() {
        limitVirtualHost("max-connections", 1);
        open();
        assertThat(refusal())
                .isEqualTo(refused("access to vhost '" + vhost + "' refused for user '" + user
                        + "': connection limit (1) is reached"));
    }

    @Test
    @Spec(section = "1.3", row = "limits hit: connections to a virtual host")
    void countsConnectionsToAVirtualHostWhicheverUserHasThem() {
        limitVirtualHost("max-connections", 1);
        amqp.raw(handshake().virtualHost(vhost));
        assertThat(refusal())
                .isEqualTo(refused("access to vhost '" + vhost + "' refused for user '" + user
                        + "': connection limit (1) is reached"));
    }

    @Test
    @Spec(section = "1.3", row = "limits hit: connections of a user")
    void refusesAConnectionTooManyOfAUser() {
        limitUser("max-connections", 1);
        open();
        assertThat(refusal())
                .isEqualTo(refused("connection refused for user '" + user + "': user connection limit (1) is reached"));
    }

    @Test
    @Spec(section = "1.3", row = "limits hit: connections of a user")
    void countsConnectionsOfAUserInWhicheverVirtualHost() {
        String other = admin.virtualHost();
        admin.permit(user, other, ".*", ".*", ".*");
        limitUser("max-connections", 1);
        amqp.raw(asUser().virtualHost(other));
        assertThat(refusal())
                .isEqualTo(refused("connection refused for user '" + user + "': user connection limit (1) is reached"));
    }

    @Test
    @Spec(section = "1.3", row = "limits hit: of both")
    void asksTheVirtualHostFirst() {
        limitUser("max-connections", 0);
        limitVirtualHost("max-connections", 0);
        assertThat(refusal())
                .isEqualTo(refused("access to vhost '" + vhost + "' refused for user '" + user
                        + "': connection limit (0) is reached"));
    }

    @Test
    @Spec(section = "2.17", row = "limits: 0 = none")
    void aLimitOfZeroLetsNobodyIn() {
        limitUser("max-connections", 0);
        assertThat(refusal())
                .isEqualTo(refused("connection refused for user '" + user + "': user connection limit (0) is reached"));
    }

    @Test
    @Spec(section = "2.17", row = "limits: -1 = unlimited")
    void aLimitBelowZeroLimitsNothing() {
        limitUser("max-connections", -1);
        limitUser("max-channels", -1);
        limitVirtualHost("max-connections", -1);
        open().openChannel(1);
        open().openChannel(1);
    }

    @Test
    @Spec(section = "2.17", row = "limits: what has gone counts no more")
    void aConnectionThatWasClosedMakesRoomForAnother() {
        limitUser("max-connections", 1);
        limitVirtualHost("max-connections", 1);
        RawConnection first = open();
        first.method(
                0,
                new AMQP.Connection.Close.Builder().replyCode(200).replyText("").build());
        first.expect(0, AMQP.Connection.CloseOk.class);
        assertLetsInAgain();
    }

    @Test
    @Spec(section = "2.17", row = "limits: what has gone counts no more")
    void aConnectionThatWasCutMakesRoomForAnother() {
        limitUser("max-connections", 1);
        open().close();
        assertLetsInAgain();
    }

    @Test
    @Spec(section = "2.17", row = "limits: what has gone counts no more")
    void aConnectionThatWasRefusedTakesNoRoom() {
        limitVirtualHost("max-connections", 1);
        limitUser("max-connections", 0);
        refusal();
        admin.delete("user-limits/" + user + "/max-connections");
        assertLetsInAgain();
    }

    @Test
    @Spec(section = "2.17", row = "limits: connections that are open")
    void aLimitThatComesLaterClosesNothing() {
        RawConnection first = open().openChannel(1);
        RawConnection second = open();
        limitVirtualHost("max-connections", 1);
        limitUser("max-connections", 1);
        first.openChannel(2);
        second.openChannel(1);
    }

    @Test
    @Spec(section = "1.4", row = "more open channels than the user may have")
    void refusesAChannelTooManyOfAUser() {
        limitUser("max-channels", 2);
        RawConnection first = open().openChannel(1);
        open().openChannel(7);
        first.method(2, new AMQP.Channel.Open.Builder().build());
        assertThat(first.expectConnectionClose())
                .isEqualTo(connection(
                        530,
                        "NOT_ALLOWED - number of channels opened for user '" + user
                                + "' has reached the maximum allowed user limit of (2)",
                        "none"));
    }

    @Test
    @Spec(section = "2.17", row = "limits: what has gone counts no more")
    void aChannelThatWasClosedMakesRoomForAnother() {
        limitUser("max-channels", 1);
        RawConnection raw = open().openChannel(1);
        raw.method(
                1, new AMQP.Channel.Close.Builder().replyCode(200).replyText("").build());
        raw.expect(1, AMQP.Channel.CloseOk.class);
        raw.openChannel(2);
    }

    @Test
    @Spec(section = "1.6", row = "406: queue limit of a virtual host")
    void refusesAQueueTooMany() throws Exception {
        limitVirtualHost("max-queues", 1);
        Channel channel = channel();
        channel.queueDeclare("first", false, false, false, Map.of());
        assertRefused(channel, "second");
    }

    @Test
    @Spec(section = "1.6", row = "406: queue limit of a virtual host")
    void letsAQueueThatIsThereBeDeclaredAgain() throws Exception {
        limitVirtualHost("max-queues", 1);
        Channel channel = channel();
        channel.queueDeclare("first", false, false, false, Map.of());
        channel.queueDeclare("first", false, false, false, Map.of());
        channel.queueDeclarePassive("first");
    }

    @Test
    @Spec(section = "1.6", row = "406: queue limit of a virtual host")
    void countsExclusiveQueuesToo() throws Exception {
        limitVirtualHost("max-queues", 1);
        channel().queueDeclare("", false, true, true, Map.of());
        assertRefused(channel(), "second");
    }

    @Test
    @Spec(section = "2.17", row = "limits: what has gone counts no more")
    void aQueueThatWasDeletedMakesRoomForAnother() throws Exception {
        limitVirtualHost("max-queues", 1);
        Channel channel = channel();
        channel.queueDeclare("first", false, false, false, Map.of());
        channel.queueDelete("first");
        channel.queueDeclare("second", false, false, false, Map.of());
    }

    private Channel channel() {
        return AmqpClient.channel(amqp.newConnection(factory -> {
            factory.setUsername(user);
            factory.setPassword(user);
            factory.setVirtualHost(vhost);
        }));
    }

    private void assertRefused(Channel channel, String queue) {
        assertThatThrownBy(() -> channel.queueDeclare(queue, false, false, false, Map.of()))
                .cause()
                .isInstanceOfSatisfying(
                        ShutdownSignalException.class,
                        closed -> assertThat(((AMQP.Channel.Close) closed.getReason()).getReplyText())
                                .isEqualTo("PRECONDITION_FAILED - cannot declare queue '" + queue
                                        + "': queue limit in vhost '" + vhost + "' (1) is reached"));
    }
}
