package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.testing.ErrorLog;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.ConfirmMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.method.QueueMethod;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits and dead letters as a client meets them, with queues on several loops. */
class DeadLetterChannelTest {

    private final SteppedBroker broker = new SteppedBroker(2, 1 << 20, 1);
    private final SteppedClient client = broker.open(0);

    @BeforeEach
    void openChannel() {
        ErrorLog.clear();
        client.openChannel(1);
        client.feedAll();
        client.read();
    }

    @AfterEach
    void nothingFailed() {
        ErrorLog.requireEmpty();
    }

    /** Exclusive queues live on the client's loop, others in turn on all. */
    private void declare(String name, boolean exclusive, FieldTable arguments) {
        client.send(1, new QueueMethod.Declare(ShortString.of(name), false, false, exclusive, false, false, arguments));
        client.feedAll();
        client.read();
    }

    private static FieldTable deadLettersTo(String queue) {
        return FieldTable.builder()
                .put("x-dead-letter-exchange", "")
                .put("x-dead-letter-routing-key", queue)
                .build();
    }

    private List<String> drained(String queue) {
        client.send(
                1,
                new BasicMethod.Consume(
                        ShortString.of(queue), ShortString.EMPTY, false, true, false, false, FieldTable.EMPTY));
        client.feedAll();
        return client.read().stream()
                .filter(received -> received.method() instanceof BasicMethod.Deliver)
                .map(SteppedClient.Received::body)
                .toList();
    }

    private List<Method> answers() {
        client.feedAll();
        return client.read().stream().map(SteppedClient.Received::method).toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNackOfThousandsMovesThemAllInOrder(boolean sameLoop) {
        int count = 10_000;
        declare("elsewhere", false, FieldTable.EMPTY);
        declare("q", true, deadLettersTo("dead"));
        declare("dead", sameLoop, FieldTable.EMPTY);
        for (int i = 0; i < count; i++) {
            client.publish(1, "", "q", Integer.toString(i));
        }
        client.send(
                1,
                new BasicMethod.Consume(
                        ShortString.of("q"), ShortString.of("tag"), false, false, false, false, FieldTable.EMPTY));
        client.feedAll();
        client.read();
        client.send(1, new BasicMethod.Nack(0, true, false));
        client.feedAll();
        client.read();
        assertThat(drained("dead"))
                .isEqualTo(IntStream.range(0, count).mapToObj(Integer::toString).toList());
    }

    @Test
    void whatIsRefusedIsNackedToThoseWhoAskForConfirms() {
        declare("elsewhere", false, FieldTable.EMPTY);
        declare(
                "full",
                false,
                FieldTable.builder()
                        .put("x-max-length", 1)
                        .put("x-overflow", "reject-publish")
                        .build());
        client.publish(1, "", "full", "kept");
        client.publish(1, "", "full", "silently dropped");
        assertThat(answers()).isEmpty();
        client.send(1, new ConfirmMethod.Select(true));
        client.publish(1, "", "full", "refused");
        assertThat(answers()).containsExactly(new BasicMethod.Nack(1, false, false));
        assertThat(drained("full")).containsExactly("kept");
    }

    @Test
    void aDeadLetterTakesNoAdmission() {
        declare(
                "q",
                true,
                FieldTable.builder()
                        .put("x-max-length", 0)
                        .put("x-dead-letter-exchange", "")
                        .put("x-dead-letter-routing-key", "dead")
                        .build());
        declare("elsewhere", false, FieldTable.EMPTY);
        declare("dead", false, FieldTable.EMPTY);
        client.publish(1, "", "q", "body");
        client.feed(1 << 16);
        assertThat(broker.isAdmissionWhole(client.loop)).isTrue();
        assertThat(drained("dead")).containsExactly("body");
    }
}
