package io.leveret.conformance;

import static io.leveret.conformance.raw.Handshake.handshake;
import static io.leveret.conformance.raw.Handshake.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Method;
import io.leveret.conformance.raw.RawConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a client sends before its connection is open is not done. */
class BeforeLoginTest {

    /** How far the client has got. */
    enum State {
        /** It has sent the protocol header and nothing else. */
        STARTED,
        /** Its login has failed, and the answer is due. */
        REFUSED,
        /** It has logged in. */
        LOGGED_IN,
        /** It has agreed to tune. */
        TUNED,
        /** It has said good-bye. */
        CLOSED
    }

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @ParameterizedTest
    @EnumSource
    @Spec(section = "1.2", row = "any other error before the connection is open")
    void doesNothingThatAClientAsksForBeforeItsConnectionIsOpen(State state) throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        AmqpClient.publishConfirmed(channel, "", queue, "stays");
        String wanted = amqp.name("wanted");

        List<RawConnection> tries = new ArrayList<>();
        for (Method method : methods(queue, wanted)) {
            RawConnection raw = reach(state);
            int number = method instanceof AMQP.Connection.Secure || method instanceof AMQP.Connection.Tune ? 0 : 1;
            // In one write: the broker may drop the socket after the first of them.
            raw.inOneWrite(all -> {
                all.method(1, new AMQP.Channel.Open.Builder().build()).method(number, method);
                if (method instanceof AMQP.Basic.Publish) {
                    all.header(1, 3, new AMQP.BasicProperties()).body(1, "not");
                }
            });
            tries.add(raw);
        }
        for (RawConnection raw : tries) {
            endOf(state, raw);
        }

        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isEqualTo(1);
        assertThat(channel.basicGet(queue, true).getBody()).asString().isEqualTo("stays");
        Channel looking = amqp.channel();
        assertThatThrownBy(() -> looking.queueDeclarePassive(wanted)).isInstanceOf(IOException.class);
        Channel alsoLooking = amqp.channel();
        assertThatThrownBy(() -> alsoLooking.exchangeDeclarePassive(wanted)).isInstanceOf(IOException.class);
    }

    private static List<Method> methods(String queue, String wanted) {
        return List.of(
                new AMQP.Queue.Declare.Builder().queue(wanted).nowait().build(),
                new AMQP.Queue.Delete.Builder().queue(queue).nowait().build(),
                new AMQP.Queue.Purge.Builder().queue(queue).nowait().build(),
                new AMQP.Queue.Bind.Builder()
                        .queue(queue)
                        .exchange("amq.direct")
                        .routingKey("k")
                        .build(),
                new AMQP.Exchange.Declare.Builder()
                        .exchange(wanted)
                        .type("direct")
                        .nowait()
                        .build(),
                new AMQP.Basic.Publish.Builder().routingKey(queue).build(),
                new AMQP.Basic.Get.Builder().queue(queue).noAck().build(),
                new AMQP.Basic.Consume.Builder().queue(queue).noAck().build(),
                new AMQP.Basic.Qos.Builder().build(),
                new AMQP.Confirm.Select.Builder().build(),
                new AMQP.Tx.Select.Builder().build(),
                new AMQP.Connection.Tune.Builder().build(),
                new AMQP.Connection.Secure.Builder().challenge("x").build());
    }

    private RawConnection reach(State state) {
        RawConnection raw = amqp.rawSocket();
        switch (state) {
            case STARTED -> raw.start();
            case REFUSED -> {
                raw.start();
                raw.method(
                        0,
                        handshake()
                                .without("authentication_failure_close")
                                .sasl("PLAIN", plain("guest", "wrong"))
                                .startOk());
            }
            case LOGGED_IN -> raw.login(handshake());
            case TUNED -> raw.method(0, handshake().tuneOk(raw.login(handshake())));
            case CLOSED ->
                raw.open(handshake())
                        .method(
                                0,
                                new AMQP.Connection.Close.Builder()
                                        .replyCode(200)
                                        .replyText("")
                                        .classId(0)
                                        .methodId(0)
                                        .build());
        }
        return raw;
    }

    private static void endOf(State state, RawConnection raw) {
        switch (state) {
            case STARTED, REFUSED, LOGGED_IN -> raw.expectEnd();
            case TUNED -> raw.expectConnectionClose();
            case CLOSED -> raw.expect(0, AMQP.Connection.CloseOk.class);
        }
    }
}
