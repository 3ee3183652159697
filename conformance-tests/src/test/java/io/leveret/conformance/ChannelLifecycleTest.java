package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.channel;
import static io.leveret.conformance.raw.CloseReason.connection;
import static io.leveret.conformance.raw.Handshake.handshake;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import io.leveret.conformance.raw.CloseReason;
import io.leveret.conformance.raw.RawConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Opening, closing and reusing channels. */
class ChannelLifecycleTest {

    private static final AMQP.Channel.Close CLOSE =
            new AMQP.Channel.Close.Builder().replyCode(200).replyText("bye").build();
    private static final AMQP.Queue.Declare PASSIVE_DECLARE_OF_NOTHING = new AMQP.Queue.Declare.Builder()
            .queue("conformance.never-declared")
            .passive()
            .build();

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Test
    @Spec(section = "1.7", row = "channel.open/open-ok: number reusable right after close-ok")
    void reopensANumberAfterCloseOk() {
        RawConnection raw = amqp.raw(handshake());

        for (int i = 0; i < 3; i++) {
            raw.openChannel(7).call(7, CLOSE, AMQP.Channel.CloseOk.class);
        }
    }

    @Test
    @Spec(section = "1.7", row = "channel.open/open-ok: number reusable right after close-ok")
    void reopensANumberAfterAChannelException() {
        RawConnection raw = amqp.raw();
        raw.method(1, PASSIVE_DECLARE_OF_NOTHING).expectChannelClose(1);

        raw.openChannel(1).call(1, CLOSE, AMQP.Channel.CloseOk.class);
    }

    @Test
    @Spec(section = "1.5", row = "a channel exception leaves other channels alone")
    void carriesOnWithOtherChannelsWhenOneFails() {
        RawConnection raw = amqp.raw().openChannel(2);

        raw.method(1, PASSIVE_DECLARE_OF_NOTHING).expectChannelClose(1);

        raw.call(2, new AMQP.Channel.Flow.Builder().active(true).build(), AMQP.Channel.FlowOk.class);
    }

    @Test
    @Spec(section = "1.4", row = "channel.open twice")
    void refusesSecondOpen() {
        RawConnection raw = amqp.raw();

        raw.method(1, new AMQP.Channel.Open.Builder().build());

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(504, "CHANNEL_ERROR - second 'channel.open' seen", "channel.open"));
    }

    @Test
    @Spec(section = "1.4", row = "any method on a channel never opened")
    void refusesMethodOnAChannelNeverOpened() {
        RawConnection raw = amqp.raw();

        raw.method(2, PASSIVE_DECLARE_OF_NOTHING);

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(504, "CHANNEL_ERROR - expected 'channel.open'", "queue.declare"));
    }

    @Test
    @Spec(section = "1.4", row = "any method on a channel never opened")
    void refusesMethodOnAChannelAlreadyClosed() {
        RawConnection raw = amqp.raw();
        raw.call(1, CLOSE, AMQP.Channel.CloseOk.class);

        raw.method(1, PASSIVE_DECLARE_OF_NOTHING);

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(504, "CHANNEL_ERROR - expected 'channel.open'", "queue.declare"));
    }

    @Test
    @Spec(section = "1.4", row = "any method on a channel never opened")
    void refusesCloseOfAChannelNeverOpened() {
        RawConnection raw = amqp.raw();

        raw.method(2, CLOSE);

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(504, "CHANNEL_ERROR - expected 'channel.open'", "channel.close"));
    }

    @Test
    @Spec(section = "1.4", row = "more open channels than channel_max")
    void refusesMoreChannelsThanNegotiated() {
        RawConnection raw = amqp.raw(handshake().channelMax(2)).openChannel(1).openChannel(2);

        raw.method(3, new AMQP.Channel.Open.Builder().build());

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(
                        530,
                        "NOT_ALLOWED - number of channels opened (2) has reached the negotiated channel_max (2)",
                        "none"));
    }

    @Test
    @Spec(section = "1.4", row = "channel_max counts open channels, not their numbers")
    void acceptsChannelNumberAboveChannelMax() {
        amqp.raw(handshake().channelMax(2)).openChannel(65535).openChannel(1000);
    }

    @Test
    @Spec(section = "1.4", row = "channel_max counts open channels, not their numbers")
    void countsClosedChannelsNoLonger() {
        RawConnection raw = amqp.raw(handshake().channelMax(1));

        for (int channel = 1; channel < 10; channel++) {
            raw.openChannel(channel).call(channel, CLOSE, AMQP.Channel.CloseOk.class);
        }
    }

    @Test
    @Spec(section = "1.3", row = "tune values")
    void opensAsManyChannelsAsItOffers() {
        RawConnection raw = amqp.raw(handshake());

        raw.inOneWrite(all -> {
            for (int channel = 1; channel <= 2047; channel++) {
                all.method(channel, new AMQP.Channel.Open.Builder().build());
            }
        });

        for (int i = 1; i <= 2047; i++) {
            assertThat(raw.readFrame().method()).isInstanceOf(AMQP.Channel.OpenOk.class);
        }
    }

    @Test
    @Spec(section = "1.7", row = "channel.flow")
    void answersActiveFlow() {
        AMQP.Channel.Flow flow = new AMQP.Channel.Flow.Builder().active(true).build();

        assertThat(amqp.raw().call(1, flow, AMQP.Channel.FlowOk.class).getActive())
                .isTrue();
    }

    @Test
    @Spec(section = "1.7", row = "channel.flow: active=false")
    void refusesInactiveFlow() {
        RawConnection raw = amqp.raw();

        raw.method(1, new AMQP.Channel.Flow.Builder().active(false).build());

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(540, "NOT_IMPLEMENTED - active=false", "channel.flow"));
    }

    @Test
    @Spec(section = "1.4", row = "frames for a channel that is closing")
    void discardsFramesForAClosingChannelUntilCloseOk() {
        RawConnection raw = amqp.raw();
        String queue = amqp.name("queue");
        raw.method(1, PASSIVE_DECLARE_OF_NOTHING).expect(1, AMQP.Channel.Close.class);

        raw.method(1, new AMQP.Queue.Declare.Builder().queue(queue).build())
                .publish(1, "", "nowhere", "discarded")
                .method(1, new AMQP.Channel.CloseOk.Builder().build());

        raw.openChannel(1)
                .method(
                        1,
                        new AMQP.Queue.Declare.Builder().queue(queue).passive().build());
        assertThat(raw.expectChannelClose(1).replyCode()).isEqualTo(404);
    }

    @Test
    @Spec(section = "1.4", row = "frames for a channel that is closing")
    void discardsWhatWasPipelinedBehindAFailingMethod() {
        RawConnection raw = amqp.raw();
        String queue = amqp.name("queue");

        raw.inOneWrite(all -> all.method(1, PASSIVE_DECLARE_OF_NOTHING)
                .method(1, new AMQP.Queue.Declare.Builder().queue(queue).build())
                .method(1, PASSIVE_DECLARE_OF_NOTHING));
        CloseReason reason = raw.expectChannelClose(1);

        assertThat(reason)
                .isEqualTo(channel(
                        404, "NOT_FOUND - no queue 'conformance.never-declared' in vhost '/'", "queue.declare"));
        raw.openChannel(1)
                .method(
                        1,
                        new AMQP.Queue.Declare.Builder().queue(queue).passive().build());
        assertThat(raw.expectChannelClose(1).replyCode()).isEqualTo(404);
    }

    @Test
    @Spec(section = "1.4", row = "frames for a channel that is closing")
    void answersCloseOfAChannelThatIsClosing() {
        RawConnection raw = amqp.raw();
        raw.method(1, PASSIVE_DECLARE_OF_NOTHING).expect(1, AMQP.Channel.Close.class);

        raw.call(1, CLOSE, AMQP.Channel.CloseOk.class);

        raw.method(1, new AMQP.Channel.CloseOk.Builder().build()).openChannel(1);
    }

    @Test
    @Spec(section = "1.7", row = "access.request")
    void answersAccessRequestWithTicketOne() {
        AMQP.Access.Request request =
                new AMQP.Access.Request.Builder().realm("/data").build();

        assertThat(amqp.raw().call(1, request, AMQP.Access.RequestOk.class).getTicket())
                .isEqualTo(1);
    }
}
