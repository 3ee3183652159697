package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.testing.ErrorLog;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.ChannelMethod;
import io.leveret.codec.method.ConnectionMethod;
import io.leveret.codec.method.QueueMethod;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies that clients begin and do not finish. */
class HalfReceivedBodiesTest {

    private static final long LOOP_BYTES = 1 << 20;
    private static final int BODY = 400_000;
    private static final int PIECE = 100_000;

    private final SteppedBroker broker = new SteppedBroker(2, 1 << 20, LOOP_BYTES, 1);
    private final Loop loop = broker.loops.loop(0);

    @BeforeEach
    void forgetErrors() {
        ErrorLog.clear();
    }

    @AfterEach
    void nothingFailed() {
        ErrorLog.requireEmpty();
    }

    private SteppedClient open(int channels) {
        SteppedClient client = broker.open(0);
        for (int i = 1; i <= channels; i++) {
            client.openChannel(i);
        }
        client.send(1, declare());
        client.feedAll();
        client.read();
        return client;
    }

    private static QueueMethod.Declare declare() {
        return new QueueMethod.Declare(ShortString.of("q"), false, false, false, false, false, FieldTable.EMPTY);
    }

    private static void begin(SteppedClient client, int channel) {
        client.send(channel, new BasicMethod.Publish(ShortString.EMPTY, ShortString.of("q"), false, false));
        client.sendHeader(channel, BODY);
        client.sendBody(channel, PIECE);
        client.feedAll();
    }

    private static void finish(SteppedClient client, int channel) {
        for (int left = BODY - PIECE; left > 0; left -= PIECE) {
            client.sendBody(channel, PIECE);
        }
        client.feedAll();
    }

    private long ready(SteppedClient client) {
        client.send(1, declare());
        client.feedAll();
        return client.read().stream()
                .map(SteppedClient.Received::method)
                .filter(QueueMethod.DeclareOk.class::isInstance)
                .mapToLong(answer -> ((QueueMethod.DeclareOk) answer).messageCount())
                .findFirst()
                .orElse(-1);
    }

    @Test
    void aConnectionThatBeginsTooManyIsClosedAndOthersFinishTheirs() {
        SteppedClient greedy = open(20);
        SteppedClient modest = open(1);
        begin(modest, 1);
        for (int channel = 1; channel <= 20 && greedy.socket.isOpen(); channel++) {
            begin(greedy, channel);
            assertThat(loop.halfReceived().bytesHeld()).isLessThanOrEqualTo(LOOP_BYTES);
        }
        assertThat(greedy.read())
                .extracting(SteppedClient.Received::method)
                .singleElement()
                .isInstanceOfSatisfying(ConnectionMethod.Close.class, close -> {
                    assertThat(close.replyCode()).isEqualTo(506);
                    assertThat(close.replyText().toString())
                            .startsWith("RESOURCE_ERROR - no room for more half-received message bodies");
                });
        finish(modest, 1);
        assertThat(ready(modest)).isEqualTo(1);
        assertThat(loop.halfReceived().bytesHeld()).isZero();
    }

    @Test
    void oneBodyAfterTheOtherMayTakeAnyNumberOfBytes() {
        SteppedClient client = open(2);
        for (int i = 0; i < 10; i++) {
            begin(client, 1);
            begin(client, 2);
            finish(client, 1);
            finish(client, 2);
        }
        assertThat(ready(client)).isEqualTo(20);
        assertThat(loop.halfReceived().bytesHeld()).isZero();
    }

    @Test
    void aConnectionThatDiesWithABodyUnderWayGivesItsBytesBack() {
        SteppedClient client = open(1);
        begin(client, 1);
        assertThat(loop.halfReceived().bytesHeld()).isGreaterThanOrEqualTo(PIECE);
        client.kill();
        broker.loops.settle();
        assertThat(loop.halfReceived().bytesHeld()).isZero();
    }

    @Test
    void aMessageThatIsTooLargeHoldsNothing() {
        SteppedClient client = open(1);
        client.send(1, new BasicMethod.Publish(ShortString.EMPTY, ShortString.of("q"), false, false));
        client.sendHeader(1, 2 << 20);
        client.feedAll();
        assertThat(client.read())
                .extracting(SteppedClient.Received::method)
                .singleElement()
                .isInstanceOf(ChannelMethod.Close.class);
        assertThat(loop.halfReceived().bytesHeld()).isZero();
    }
}
