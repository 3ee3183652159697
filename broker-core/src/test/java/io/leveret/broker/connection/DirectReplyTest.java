package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.testing.ErrorLog;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.ChannelMethod;
import io.leveret.codec.method.ConfirmMethod;
import io.leveret.codec.method.ConnectionMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.method.QueueMethod;
import io.leveret.codec.value.BasicProperties;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Direct reply-to between connections on the same loop and on two. */
class DirectReplyTest {

    private static final ShortString PSEUDO = ShortString.of("amq.rabbitmq.reply-to");
    private static final ShortString TAG = ShortString.of("replies");
    private static final BasicProperties REQUEST =
            BasicProperties.builder().replyTo(PSEUDO).build();

    private final SteppedBroker broker = new SteppedBroker(2, 1 << 20, 1);
    private final SteppedClient requester = open(0);

    @BeforeEach
    void forgetErrors() {
        ErrorLog.clear();
    }

    @AfterEach
    void nothingFailed() {
        ErrorLog.requireEmpty();
    }

    private SteppedClient open(int loop) {
        SteppedClient client = broker.open(loop);
        client.openChannel(1);
        client.feedAll();
        client.read();
        return client;
    }

    private static BasicMethod.Publish to(ShortString key, boolean mandatory) {
        return new BasicMethod.Publish(ShortString.EMPTY, key, mandatory, false);
    }

    private static BasicMethod.Consume consume(ShortString tag, boolean noAck) {
        return new BasicMethod.Consume(PSEUDO, tag, false, noAck, false, false, FieldTable.EMPTY);
    }

    private static QueueMethod.Declare declare(ShortString name, boolean passive) {
        return new QueueMethod.Declare(name, passive, false, false, false, false, FieldTable.EMPTY);
    }

    private static List<Method> answers(SteppedClient client) {
        client.feedAll();
        return client.read().stream().map(SteppedClient.Received::method).toList();
    }

    private static void assertChannelFails(SteppedClient client, int code, String text) {
        List<Method> answers = answers(client);
        assertThat(answers.get(answers.size() - 1)).isInstanceOfSatisfying(ChannelMethod.Close.class, close -> {
            assertThat(close.replyCode()).isEqualTo(code);
            assertThat(close.replyText()).hasToString(text);
        });
        client.send(1, new ChannelMethod.CloseOk());
        client.openChannel(1);
        client.feedAll();
        client.read();
    }

    /** Has the requester consume replies and publish a request; returns the address in it. */
    private ShortString address() {
        requester.send(1, consume(TAG, true));
        requester.send(1, declare(ShortString.of("requests"), false));
        requester.publish(1, to(ShortString.of("requests"), false), REQUEST, "request");
        requester.send(1, new BasicMethod.Get(ShortString.of("requests"), true));
        requester.feedAll();
        List<SteppedClient.Received> received = requester.read();
        assertThat(received.get(0).method()).isEqualTo(new BasicMethod.ConsumeOk(TAG));
        return Objects.requireNonNull(
                received.get(received.size() - 1).properties().replyTo());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aReplyReachesTheRequesterFromAnyLoop(int loop) {
        ShortString address = address();
        assertThat(address.toString()).startsWith("amq.rabbitmq.reply-to.");
        SteppedClient responder = open(loop);
        responder.publish(1, to(address, false), "first");
        responder.publish(1, to(address, true), "second");
        assertThat(answers(responder)).isEmpty();
        List<SteppedClient.Received> replies = requester.read();
        // The get before took the first delivery tag; replies show the next one and do not use it up.
        assertThat(replies)
                .extracting(SteppedClient.Received::method)
                .containsExactly(
                        new BasicMethod.Deliver(TAG, 2, false, ShortString.EMPTY, address),
                        new BasicMethod.Deliver(TAG, 2, false, ShortString.EMPTY, address));
        assertThat(replies).extracting(SteppedClient.Received::body).containsExactly("first", "second");
        assertThat(broker.isAdmissionWhole(responder.loop)).isTrue();
    }

    @Test
    void otherPropertiesOfARequestStayAsTheyWere() {
        requester.send(1, consume(TAG, true));
        requester.send(1, declare(ShortString.of("requests"), false));
        BasicProperties given = BasicProperties.builder()
                .replyTo(PSEUDO)
                .correlationId(ShortString.of("7"))
                .headers(FieldTable.builder().put("a", 1).build())
                .build();
        requester.publish(1, to(ShortString.of("requests"), false), given, "request");
        requester.send(1, new BasicMethod.Get(ShortString.of("requests"), true));
        requester.feedAll();
        List<SteppedClient.Received> received = requester.read();
        SteppedClient.Received got = received.get(received.size() - 1);
        assertThat(got.properties())
                .isEqualTo(given.toBuilder().replyTo(got.properties().replyTo()).build());
        assertThat(got.properties().replyTo()).isNotEqualTo(PSEUDO);
        assertThat(got.body()).isEqualTo("request");
    }

    @Test
    void everyChannelHasAnAddressOfItsOwn() {
        ShortString first = address();
        requester.openChannel(2);
        requester.send(2, consume(TAG, true));
        requester.publish(2, to(ShortString.of("requests"), false), REQUEST, "request");
        requester.send(2, new BasicMethod.Get(ShortString.of("requests"), true));
        requester.feedAll();
        List<SteppedClient.Received> received = requester.read();
        ShortString second = Objects.requireNonNull(
                received.get(received.size() - 1).properties().replyTo());
        assertThat(second).isNotEqualTo(first);
        requester.publish(2, to(first, false), "from the other channel");
        requester.feedAll();
        assertThat(requester.read()).singleElement().satisfies(reply -> {
            assertThat(reply.channel()).isEqualTo(1);
            assertThat(reply.body()).isEqualTo("from the other channel");
        });
    }

    @Test
    void ccLeadsToRequestersOnceEach() {
        ShortString address = address();
        FieldValue key = new FieldValue.LongString(address.toByteArray());
        BasicProperties properties = BasicProperties.builder()
                .headers(FieldTable.builder()
                        .put("CC", new FieldValue.Array(List.of(key, key)))
                        .build())
                .build();
        SteppedClient responder = open(1);
        responder.publish(1, to(address, false), properties, "reply");
        responder.publish(1, to(ShortString.of("nowhere"), true), properties, "copy");
        assertThat(answers(responder)).isEmpty();
        assertThat(requester.read()).extracting(SteppedClient.Received::body).containsExactly("reply", "copy");
    }

    @Test
    void otherExchangesDoNotLeadToRequesters() {
        ShortString address = address();
        SteppedClient responder = open(1);
        responder.publish(1, new BasicMethod.Publish(ShortString.of("amq.direct"), address, true, false), "reply");
        assertThat(answers(responder)).singleElement().isInstanceOf(BasicMethod.Return.class);
        assertThat(requester.read()).isEmpty();
    }

    @Test
    void aReplyToOneWhoIsGoneIsConfirmedAndDropped() {
        ShortString address = address();
        requester.kill();
        broker.loops.settle();
        SteppedClient responder = open(1);
        responder.send(1, new ConfirmMethod.Select(true));
        responder.publish(1, to(address, true), "reply");
        assertThat(answers(responder)).containsExactly(new BasicMethod.Ack(1, false));
        assertThat(broker.isAdmissionWhole(responder.loop)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "amq.rabbitmq.reply-to",
                "amq.rabbitmq.reply-to.",
                "amq.rabbitmq.reply-to.0.short",
                "amq.rabbitmq.reply-to.7.1234567890123456789012",
                "amq.rabbitmq.reply-to.x.1234567890123456789012",
                "amq.rabbitmq.reply-to.00000.1234567890123456789012",
                "amq.rabbitmq.reply-to..1234567890123456789012",
            })
    void whatIsNoAddressIsNotRouted(String key) {
        SteppedClient responder = open(1);
        responder.publish(1, to(ShortString.of(key), true), "reply");
        assertThat(answers(responder)).singleElement().isInstanceOf(BasicMethod.Return.class);
    }

    @Test
    void cancelEndsTheAddress() {
        ShortString address = address();
        requester.send(1, new BasicMethod.Cancel(TAG, false));
        assertThat(answers(requester)).containsExactly(new BasicMethod.CancelOk(TAG));
        SteppedClient responder = open(1);
        responder.publish(1, to(address, false), "reply");
        responder.send(1, declare(address, true));
        assertChannelFails(responder, 404, "NOT_FOUND - no queue '" + address + "' in vhost '/'");
        assertThat(requester.read()).isEmpty();
        requester.publish(1, to(ShortString.of("requests"), false), REQUEST, "request");
        assertChannelFails(requester, 406, "PRECONDITION_FAILED - fast reply consumer does not exist");
    }

    @Test
    void closingTheChannelEndsTheAddress() {
        ShortString address = address();
        requester.send(1, new ChannelMethod.Close(200, ShortString.of("bye"), 0, 0));
        requester.openChannel(1);
        requester.feedAll();
        requester.read();
        SteppedClient responder = open(1);
        responder.publish(1, to(address, false), "reply");
        responder.feedAll();
        assertThat(requester.read()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void declareTellsWhetherTheRequesterWaits(int loop) {
        ShortString address = address();
        SteppedClient responder = open(loop);
        responder.send(1, declare(address, true));
        responder.send(1, declare(address, false));
        responder.send(1, declare(PSEUDO, true));
        assertThat(answers(responder))
                .containsExactly(
                        new QueueMethod.DeclareOk(address, 0, 1),
                        new QueueMethod.DeclareOk(address, 0, 1),
                        new QueueMethod.DeclareOk(PSEUDO, 0, 1));
        requester.kill();
        responder.send(1, declare(address, false));
        assertChannelFails(responder, 404, "NOT_FOUND - no queue '" + address + "' in vhost '/'");
    }

    @Test
    void declareOfANameThatOnlyBeginsLikeTheirsFindsNothing() {
        requester.send(1, declare(ShortString.of("amq.rabbitmq.reply-tox"), false));
        assertChannelFails(requester, 404, "NOT_FOUND - no queue 'amq.rabbitmq.reply-tox' in vhost '/'");
    }

    @Test
    void consumeIsRefusedWithAcknowledgementsAndTwice() {
        requester.send(1, consume(TAG, false));
        assertChannelFails(requester, 406, "PRECONDITION_FAILED - reply consumer cannot acknowledge");
        requester.send(1, consume(TAG, true));
        requester.send(1, consume(ShortString.of("other"), true));
        assertChannelFails(requester, 406, "PRECONDITION_FAILED - reply consumer already set");
    }

    @Test
    void aQueuesConsumerMayShareTheTagOfTheReplyConsumer() {
        requester.send(1, declare(ShortString.of("requests"), false));
        requester.send(1, consume(TAG, true));
        requester.send(
                1,
                new BasicMethod.Consume(ShortString.of("requests"), TAG, false, true, false, false, FieldTable.EMPTY));
        List<Method> answers = answers(requester);
        assertThat(answers.get(answers.size() - 1)).isEqualTo(new BasicMethod.ConsumeOk(TAG));
    }

    @Test
    void anAddressIsNoQueue() {
        ShortString address = address();
        SteppedClient responder = open(1);
        responder.send(1, new QueueMethod.Purge(address, false));
        responder.send(1, new QueueMethod.Delete(address, false, false, false));
        assertThat(answers(responder)).containsExactly(new QueueMethod.PurgeOk(0), new QueueMethod.DeleteOk(0));
        responder.send(
                1,
                new QueueMethod.Bind(
                        address, ShortString.of("amq.direct"), ShortString.EMPTY, false, FieldTable.EMPTY));
        assertChannelFails(
                responder, 403, "ACCESS_REFUSED - cannot bind or unbind to a volatile (direct reply-to) queue");
        responder.send(1, new BasicMethod.Consume(address, TAG, false, true, false, false, FieldTable.EMPTY));
        assertChannelFails(responder, 404, "NOT_FOUND - no queue '" + address + "' in vhost '/'");
        responder.send(1, new BasicMethod.Get(address, true));
        assertThat(answers(responder))
                .singleElement()
                .isInstanceOfSatisfying(
                        ConnectionMethod.Close.class,
                        close -> assertThat(close.replyText().toString())
                                .startsWith(
                                        "NOT_IMPLEMENTED - basic.get not supported by volatile queue 'amq.rabbitmq."));
        requester.feedAll();
        responder = open(1);
        responder.publish(1, to(address, false), "still there");
        responder.feedAll();
        assertThat(requester.read()).extracting(SteppedClient.Received::body).containsExactly("still there");
    }

    @Test
    void aRequesterThatDoesNotReadPinsABoundedShareAndGetsTheEarliest() {
        SteppedClient deaf = broker.connect(0, 1024);
        deaf.handshake();
        deaf.openChannel(1);
        deaf.send(1, consume(TAG, true));
        deaf.send(1, declare(ShortString.of("requests"), false));
        deaf.publish(1, to(ShortString.of("requests"), false), REQUEST, "request");
        deaf.feedAll();
        deaf.read();
        requester.send(1, new BasicMethod.Get(ShortString.of("requests"), true));
        requester.feedAll();
        ShortString address =
                Objects.requireNonNull(requester.read().get(0).properties().replyTo());
        deaf.stuck(true);
        SteppedClient responder = open(1);
        for (int i = 0; i < 1_000; i++) {
            responder.publish(1, to(address, false), i + "x".repeat(1_000));
        }
        responder.feedAll();
        assertThat(deaf.socket.bytesInBuffers()).isLessThan(20_000);
        assertThat(broker.isAdmissionWhole(responder.loop)).isTrue();
        deaf.stuck(false);
        broker.loops.settle();
        List<SteppedClient.Received> replies = deaf.read();
        // 100,000 bytes may wait, of 1,115 each with what is around them; the socket's buffers hold a few more.
        assertThat(replies).hasSizeBetween(89, 99);
        assertThat(replies.get(88).body()).startsWith("88x");
        responder.publish(1, to(address, false), "later");
        responder.feedAll();
        assertThat(deaf.read()).extracting(SteppedClient.Received::body).containsExactly("later");
    }

    @Test
    void repliesThatWaitAreDroppedWithTheirConsumerAndDeliveriesStay() {
        SteppedClient slow = broker.connect(0, 1024);
        slow.handshake();
        slow.openChannel(1);
        slow.send(1, consume(TAG, true));
        slow.send(1, declare(ShortString.of("requests"), false));
        slow.send(
                1,
                new BasicMethod.Consume(
                        ShortString.of("requests"), ShortString.of("q"), false, true, false, false, FieldTable.EMPTY));
        slow.publish(1, to(ShortString.of("requests"), false), REQUEST, "request");
        slow.feedAll();
        List<SteppedClient.Received> received = slow.read();
        ShortString address = Objects.requireNonNull(
                received.get(received.size() - 1).properties().replyTo());
        slow.stuck(true);
        SteppedClient responder = open(1);
        for (int i = 0; i < 10; i++) {
            responder.publish(1, to(address, false), "r".repeat(400));
            responder.publish(1, to(ShortString.of("requests"), false), "q".repeat(400));
        }
        responder.feedAll();
        slow.send(1, new BasicMethod.Cancel(TAG, false));
        slow.feedAll();
        slow.stuck(false);
        broker.loops.settle();
        List<SteppedClient.Received> rest = slow.read();
        assertThat(rest).filteredOn(got -> got.body().startsWith("q")).hasSize(10);
        assertThat(rest).filteredOn(got -> got.body().startsWith("r")).hasSizeLessThan(8);
        assertThat(rest).extracting(SteppedClient.Received::method).contains(new BasicMethod.CancelOk(TAG));
    }
}
