package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.ShutdownSignalException;
import io.leveret.conformance.raw.Handshake;
import io.leveret.conformance.raw.RawConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a user may do in a virtual host, and how the broker refuses the rest. */
class PermissionsTest {

    private static final String NOTHING = "";

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @RegisterExtension
    final Admin admin = new Admin();

    private String user;
    private String vhost;
    private Channel owner;

    /** What a channel is asked to do. */
    @FunctionalInterface
    private interface Command {
        void run(Channel channel) throws IOException;
    }

    @BeforeEach
    void makeUserAndVirtualHost() throws IOException {
        user = admin.user();
        vhost = admin.virtualHost();
        owner = AmqpClient.channel(amqp.newConnection(factory -> factory.setVirtualHost(vhost)));
        owner.queueDeclare("q", false, false, false, Map.of());
        owner.exchangeDeclare("x", "fanout");
        owner.exchangeDeclare("y", "fanout");
    }

    private Connection connection() {
        return amqp.newConnection(factory -> {
            factory.setUsername(user);
            factory.setPassword(user);
            factory.setVirtualHost(vhost);
        });
    }

    private Channel permitted(String configure, String write, String read) {
        admin.permit(user, vhost, configure, write, read);
        return AmqpClient.channel(connection());
    }

    private String refused(String permission, String thing) {
        return "ACCESS_REFUSED - " + Admin.accessTo(permission, thing) + " in vhost '" + vhost + "' refused for user '"
                + user + "'";
    }

    private static void assertRefused(Channel channel, Command command, String text) {
        assertThatThrownBy(() -> {
                    command.run(channel);
                    // What is not answered is refused before the next that is.
                    channel.basicQos(1);
                    channel.basicQos(1);
                })
                .satisfies(failure -> {
                    Throwable cause = failure instanceof IOException ? failure.getCause() : failure;
                    assertThat(cause).isInstanceOf(ShutdownSignalException.class);
                    assertThat(((ShutdownSignalException) cause).getReason())
                            .isInstanceOfSatisfying(AMQP.Channel.Close.class, close -> {
                                assertThat(close.getReplyText()).isEqualTo(text);
                                assertThat(close.getReplyCode()).isEqualTo(403);
                            });
                });
    }

    @Test
    @Spec(section = "2.17", row = "exchange/queue declare (active), delete: configure")
    void refusesToDeclareAQueueWithoutConfigure() {
        Channel channel = permitted("^other$", ".*", ".*");
        assertRefused(
                channel,
                it -> it.queueDeclare("new", false, false, false, Map.of()),
                refused("configure", "queue 'new'"));
    }

    @Test
    @Spec(section = "2.17", row = "exchange/queue declare (active), delete: configure")
    void refusesToDeclareAQueueThatIsThereWithoutConfigure() {
        assertRefused(
                permitted(NOTHING, ".*", ".*"),
                it -> it.queueDeclare("q", false, false, false, Map.of()),
                refused("configure", "queue 'q'"));
    }

    @Test
    @Spec(section = "2.17", row = "exchange/queue declare (active), delete: configure")
    void looksAtTheNameThatTheBrokerGives() throws IOException {
        Channel channel = permitted("^amq\\\\.gen-", ".*", ".*");
        assertThat(channel.queueDeclare().getQueue()).startsWith("amq.gen-");
        assertRefused(
                channel,
                it -> it.queueDeclare("gen", false, false, false, Map.of()),
                refused("configure", "queue 'gen'"));
    }

    @Test
    @Spec(section = "2.17", row = "exchange/queue declare (active), delete: configure")
    void refusesToDeclareAnExchangeWithoutConfigure() {
        assertRefused(
                permitted(NOTHING, ".*", ".*"),
                it -> it.exchangeDeclare("new", "fanout"),
                refused("configure", "exchange 'new'"));
    }

    @Test
    @Spec(section = "2.17", row = "exchange/queue declare (active), delete: configure")
    void refusesToDeleteAQueueWithoutConfigure() {
        assertRefused(permitted(NOTHING, ".*", ".*"), it -> it.queueDelete("q"), refused("configure", "queue 'q'"));
    }

    @Test
    @Spec(section = "2.17", row = "exchange/queue declare (active), delete: configure")
    void refusesToDeleteAQueueThatIsNotThereWithoutConfigure() {
        assertRefused(
                permitted(NOTHING, ".*", ".*"), it -> it.queueDelete("none"), refused("configure", "queue 'none'"));
    }

    @Test
    @Spec(section = "2.17", row = "exchange/queue declare (active), delete: configure")
    void refusesToDeleteAnExchangeWithoutConfigure() {
        assertRefused(
                permitted(NOTHING, ".*", ".*"), it -> it.exchangeDelete("x"), refused("configure", "exchange 'x'"));
    }

    @Test
    @Spec(section = "2.17", row = "+ alternate-exchange: read on the exchange, write on AE")
    void asksForReadOnAnExchangeWithAnAlternate() {
        assertRefused(
                permitted(".*", ".*", "^other$"),
                it -> it.exchangeDeclare("new", "fanout", false, false, Map.of("alternate-exchange", "x")),
                refused("read", "exchange 'new'"));
    }

    @Test
    @Spec(section = "2.17", row = "+ alternate-exchange: read on the exchange, write on AE")
    void asksForWriteOnTheAlternate() {
        assertRefused(
                permitted(".*", "^new$", ".*"),
                it -> it.exchangeDeclare("new", "fanout", false, false, Map.of("alternate-exchange", "x")),
                refused("write", "exchange 'x'"));
    }

    @Test
    @Spec(section = "2.17", row = "+ x-dead-letter-exchange: read on queue, write on DLX")
    void asksForReadOnAQueueWithDeadLetters() {
        assertRefused(
                permitted(".*", ".*", "^other$"),
                it -> it.queueDeclare("new", false, false, false, Map.of("x-dead-letter-exchange", "x")),
                refused("read", "queue 'new'"));
    }

    @Test
    @Spec(section = "2.17", row = "+ x-dead-letter-exchange: read on queue, write on DLX")
    void asksForWriteOnTheDeadLetterExchange() {
        assertRefused(
                permitted(".*", "^new$", ".*"),
                it -> it.queueDeclare("new", false, false, false, Map.of("x-dead-letter-exchange", "")),
                refused("write", "exchange 'amq.default'"));
    }

    @Test
    @Spec(section = "2.17", row = "passive declare")
    void asksForNothingToDeclarePassively() {
        Channel channel = permitted("^other$", "^other$", "^other$");
        assertThatCode(() -> {
                    channel.queueDeclarePassive("q");
                    channel.exchangeDeclarePassive("x");
                })
                .doesNotThrowAnyException();
    }

    @Test
    @Spec(section = "2.17", row = "bind / unbind: write on destination, read on source")
    void asksForWriteOnTheQueueToBind() {
        assertRefused(permitted(".*", NOTHING, ".*"), it -> it.queueBind("q", "x", ""), refused("write", "queue 'q'"));
    }

    @Test
    @Spec(section = "2.17", row = "bind / unbind: write on destination, read on source")
    void asksForReadOnTheExchangeToBind() {
        assertRefused(permitted(".*", ".*", "^q$"), it -> it.queueBind("q", "x", ""), refused("read", "exchange 'x'"));
    }

    @Test
    @Spec(section = "2.17", row = "bind / unbind: write on destination, read on source")
    void asksForTheSameToUnbind() {
        assertRefused(
                permitted(".*", ".*", "^q$"), it -> it.queueUnbind("q", "x", ""), refused("read", "exchange 'x'"));
    }

    @Test
    @Spec(section = "2.17", row = "bind / unbind: write on destination, read on source")
    void asksForWriteOnTheExchangeThatIsBoundToAnother() {
        assertRefused(
                permitted(".*", "^x$", ".*"), it -> it.exchangeBind("y", "x", ""), refused("write", "exchange 'y'"));
    }

    @Test
    @Spec(section = "2.17", row = "publish: write on exchange")
    void refusesToPublishWithoutWrite() {
        assertRefused(
                permitted(".*", "^y$", ".*"),
                it -> it.basicPublish("x", "", null, new byte[1]),
                refused("write", "exchange 'x'"));
    }

    @Test
    @Spec(section = "2.17", row = "default exchange: checked under name amq.default")
    void hasANameForTheDefaultExchange() throws Exception {
        Channel channel = permitted(NOTHING, "^amq\\\\.default$", NOTHING);
        AmqpClient.publishConfirmed(channel, "", "q", "a");
        assertThat(owner.messageCount("q")).isEqualTo(1);
        assertRefused(channel, it -> it.basicPublish("x", "", null, new byte[1]), refused("write", "exchange 'x'"));
    }

    @Test
    @Spec(section = "2.17", row = "publish: write on exchange")
    void refusesToPublishToTheDefaultExchangeWithoutWrite() {
        assertRefused(
                permitted(".*", "^x$", ".*"),
                it -> it.basicPublish("", "q", null, new byte[1]),
                refused("write", "exchange 'amq.default'"));
    }

    @Test
    @Spec(section = "2.17", row = "get, consume, purge: read on queue")
    void refusesToGetWithoutRead() {
        assertRefused(permitted(".*", ".*", "^x$"), it -> it.basicGet("q", true), refused("read", "queue 'q'"));
    }

    @Test
    @Spec(section = "2.17", row = "get, consume, purge: read on queue")
    void refusesToConsumeWithoutRead() {
        assertRefused(
                permitted(".*", ".*", "^x$"),
                it -> it.basicConsume("q", new DefaultConsumer(it)),
                refused("read", "queue 'q'"));
    }

    @Test
    @Spec(section = "2.17", row = "get, consume, purge: read on queue")
    void refusesToPurgeWithoutRead() {
        assertRefused(permitted(".*", ".*", "^x$"), it -> it.queuePurge("q"), refused("read", "queue 'q'"));
    }

    @Test
    @Spec(section = "2.17", row = "get, consume, purge: read on queue")
    void refusesBeforeItLooksWhetherTheQueueIsThere() {
        assertRefused(permitted(".*", ".*", "^x$"), it -> it.basicGet("none", true), refused("read", "queue 'none'"));
    }

    @Test
    @Spec(section = "2.17", row = "patterns: regexes, unanchored search")
    void findsAnExpressionAnywhereInTheName() {
        Channel channel = permitted("idd", ".*", ".*");
        assertThatCode(() -> channel.queueDeclare("amiddst", false, false, true, Map.of()))
                .doesNotThrowAnyException();
    }

    @Test
    @Spec(section = "1.3", row = "no permission in vhost")
    void letsNobodyInWhoHasNoPermissions() {
        assertThatThrownBy(this::connection)
                .rootCause()
                .hasMessageContaining("NOT_ALLOWED - access to vhost '" + vhost + "' refused for user '" + user + "'");
    }

    @Test
    @Spec(section = "2.17", row = "permissions that change")
    void followsAPermissionThatIsGiven() throws IOException {
        Channel channel = permitted(NOTHING, NOTHING, "^x$");
        admin.permit(user, vhost, NOTHING, NOTHING, "^q$");
        assertThat(channel.basicGet("q", true)).isNull();
    }

    @Test
    @OnPurpose(rabbit = "may go on with what a channel was allowed before")
    @Spec(section = "2.17", row = "permissions that change")
    void refusesAtOnceWhatIsNoLongerAllowed() throws Exception {
        Channel channel = permitted(NOTHING, "^x$", "^q$");
        channel.basicPublish("x", "", null, new byte[1]);
        assertThat(channel.basicGet("q", true)).isNull();
        admin.permit(user, vhost, NOTHING, "^y$", "^q$");
        assertRefused(channel, it -> it.basicPublish("x", "", null, new byte[1]), refused("write", "exchange 'x'"));
    }

    @Test
    @Spec(section = "1.5", row = "error model")
    void leavesOtherChannelsAlone() throws IOException {
        admin.permit(user, vhost, NOTHING, ".*", "^q$");
        Connection connection = connection();
        Channel other = AmqpClient.channel(connection);
        assertRefused(AmqpClient.channel(connection), it -> it.queueDelete("q"), refused("configure", "queue 'q'"));
        assertThatCode(() -> other.basicGet("q", true)).doesNotThrowAnyException();
    }

    @Test
    @Spec(section = "2.17", row = "user tags: impersonator")
    void letsAnImpersonatorPublishInTheNameOfAnother() throws Exception {
        admin.set("users/" + user, "{\"tags\":\"impersonator\",\"password\":\"" + user + "\"}");
        Channel channel = permitted(".*", ".*", ".*");
        AMQP.BasicProperties another =
                new AMQP.BasicProperties.Builder().userId("somebody else").build();
        channel.confirmSelect();
        channel.basicPublish("", "q", another, new byte[1]);
        channel.waitForConfirmsOrDie();
        assertThat(channel.basicGet("q", true).getProps().getUserId()).isEqualTo("somebody else");
    }

    @Test
    @Spec(section = "1.3", row = "connection.update-secret: consumers whose read permission vanished get cancelled")
    @SinceRabbit(value = "4.0", before = "goes on to deliver")
    void cancelsConsumersThatMayNotReadAnyMoreWhenTheSecretIsUpdated() throws Exception {
        admin.permit(user, vhost, ".*", ".*", ".*");
        owner.queueDeclare("still", false, false, false, Map.of());
        RawConnection raw = amqp.raw(Handshake.handshake()
                        .sasl("PLAIN", Handshake.plain(user, user))
                        .virtualHost(vhost))
                .openChannel(1);
        raw.consume(1, "q", "lost").consume(1, "still", "still");
        owner.basicPublish("", "q", null, new byte[1]);
        long held = raw.expectContent(1).deliveryTag();
        admin.permit(user, vhost, ".*", ".*", "^still$");
        raw.call(
                0,
                new AMQP.Connection.UpdateSecret.Builder()
                        .newSecret("new")
                        .reason("renewal")
                        .build(),
                AMQP.Connection.UpdateSecretOk.class);

        assertThat(raw.expect(1, AMQP.Basic.Cancel.class).getConsumerTag()).isEqualTo("lost");
        owner.basicPublish("", "q", null, new byte[1]);
        owner.basicPublish("", "still", null, "goes on".getBytes(StandardCharsets.UTF_8));
        assertThat(raw.expectContent(1).text()).isEqualTo("goes on");
        raw.ack(1, held, false);
        await().until(() -> owner.messageCount("q") == 1);
        assertThat(owner.queueDeclarePassive("q").getConsumerCount()).isZero();
    }
}
