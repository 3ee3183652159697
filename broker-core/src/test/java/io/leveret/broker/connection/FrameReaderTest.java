package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.testing.ErrorLog;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.ConfirmMethod;
import io.leveret.codec.method.ConnectionMethod;
import io.leveret.codec.method.QueueMethod;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One session, fed to the broker in every possible cut: the answers are the same and no buffer stays behind. */
class FrameReaderTest {

    private static final ShortString QUEUE = ShortString.of("q");
    private static final ConnectionMethod.Close CLOSE = new ConnectionMethod.Close(200, ShortString.of("bye"), 0, 0);

    @BeforeEach
    void forgetErrors() {
        ErrorLog.clear();
    }

    @AfterEach
    void nothingFailed() {
        ErrorLog.requireEmpty();
    }

    @Test
    void aSessionFedOctetByOctetIsTheSameSession() {
        assertThat(answers(() -> 1)).isEqualTo(answers(() -> Integer.MAX_VALUE));
    }

    @Test
    void aSessionCutAnywhereIsTheSameSession() {
        List<String> whole = answers(() -> Integer.MAX_VALUE);
        int length = session(new SteppedBroker(1, 1 << 20, 1)).unsent();
        for (int cut = 1; cut < length; cut++) {
            int first = cut;
            int[] pieces = {0};
            List<String> answers = answers(() -> pieces[0]++ == 0 ? first : Integer.MAX_VALUE);
            assertThat(answers).as("cut at octet %s", cut).isEqualTo(whole);
        }
    }

    @Test
    void aSessionFedInPiecesOfAnySizeIsTheSameSession() {
        List<String> whole = answers(() -> Integer.MAX_VALUE);
        for (int size = 2; size < 64; size++) {
            int octets = size;
            assertThat(answers(() -> octets)).as("pieces of %s octets", size).isEqualTo(whole);
        }
    }

    @Test
    void aSocketThatClosesAnywhereLeavesNoBuffer() {
        int length = session(new SteppedBroker(1, 1 << 20, 1)).unsent();
        for (int cut = 0; cut < length; cut += 7) {
            SteppedBroker broker = new SteppedBroker(1, 1 << 20, 1);
            SteppedClient client = session(broker);
            client.feed(Math.max(1, cut));
            client.kill();
            broker.loops.settle();
            client.read();
            assertThat(client.socket.bytesInBuffers())
                    .as("closed after octet %s", cut)
                    .isZero();
            assertThat(broker.connections.count()).isZero();
        }
    }

    /** What the broker answers to the session when each piece is as long as the supplier says. */
    private static List<String> answers(IntSupplier pieces) {
        SteppedBroker broker = new SteppedBroker(1, 1 << 20, 1);
        SteppedClient client = session(broker);
        List<String> answers = new ArrayList<>();
        long confirmedUpTo = 0;
        boolean closing = false;
        while (client.unsent() > 0 || !closing) {
            client.feed(pieces.getAsInt());
            broker.loops.settle();
            if (client.unsent() == 0 && !closing) {
                closing = true;
                client.send(0, CLOSE);
            }
            for (SteppedClient.Received answer : client.read()) {
                if (answer.method() instanceof BasicMethod.Ack ack) {
                    // How many confirms come as one depends on the cut, what they confirm does not.
                    confirmedUpTo = ack.deliveryTag();
                } else {
                    answers.add(answer.toString());
                }
            }
        }
        answers.add("confirmed up to " + confirmedUpTo);
        assertThat(client.socket.isOpen()).isFalse();
        assertThat(client.socket.bytesInBuffers()).isZero();
        return answers;
    }

    private static SteppedClient session(SteppedBroker broker) {
        SteppedClient client = broker.connect(0);
        client.sendHandshake();
        client.openChannel(1);
        client.send(1, new ConfirmMethod.Select(false));
        client.send(1, new QueueMethod.Declare(QUEUE, false, false, false, false, false, FieldTable.EMPTY));
        client.publish(1, "", "q", "");
        client.publish(1, "", "q", "a short body");
        client.publish(1, "", "q", "a longer body ".repeat(20));
        client.send(1, new BasicMethod.Get(QUEUE, false));
        client.send(1, new BasicMethod.Nack(1, false, true));
        client.send(1, new BasicMethod.Get(QUEUE, true));
        client.send(1, new BasicMethod.Get(ShortString.EMPTY, true));
        client.send(1, new QueueMethod.Purge(QUEUE, false));
        client.send(1, new QueueMethod.Delete(QUEUE, false, false, false));
        return client;
    }
}
