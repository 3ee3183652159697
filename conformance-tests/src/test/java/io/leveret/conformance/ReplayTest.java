package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.channel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.leveret.conformance.raw.CloseReason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Queues that keep what was acknowledged, for a cursor that consumes nothing. RabbitMQ's classic queues have no such thing. */
class ReplayTest extends ReplayFixture {

    @Test
    @Spec(section = "5.7", row = "replay: what is acknowledged stays readable in order")
    void replaysWhatWasAcknowledgedAndWhatWaitsInOrder() throws Exception {
        declare(Map.of("x-replay-max-age", "1h"));
        publish(1, 300);
        assertThat(consume()).isEqualTo(300);
        publish(301, 400);

        await().untilAsserted(() -> assertThat(replayed()).isEqualTo(messages(1, 400)));
        assertThat(consume())
                .as("still there, since the cursor consumes nothing")
                .isEqualTo(100);
    }

    @Test
    @Spec(section = "5.7", row = "replay: of a queue with priorities one after the other")
    void replaysOnePriorityAfterTheOther() throws Exception {
        declare(Map.of("x-replay-max-age", "1h", "x-max-priority", 2));
        publishWithPriority(0, "0 a");
        publishWithPriority(2, "2 a");
        publishWithPriority(1, "1 a");
        assertThat(consume()).isEqualTo(3);
        publishWithPriority(2, "2 b");
        publishWithPriority(0, "0 b");

        await().untilAsserted(() -> assertThat(replayed()).containsExactly("2 a", "2 b", "1 a", "0 a", "0 b"));
        restart();
        assertThat(replayed()).containsExactly("2 a", "2 b", "1 a", "0 a", "0 b");
    }

    @Test
    @Spec(section = "5.7", row = "replay: properties, exchange and routing key")
    void replaysPropertiesAndWhereAMessageWasPublished() throws Exception {
        declare(Map.of("x-replay-max-bytes", 1_000_000));
        publish(1, 1);
        consume();

        await().untilAsserted(() -> assertThat(broker.replay(QUEUE, 1).messages())
                .singleElement()
                .satisfies(message -> {
                    assertThat(message.position()).isEqualTo(1);
                    assertThat(message.exchange()).isEmpty();
                    assertThat(message.routingKey()).isEqualTo(QUEUE);
                    assertThat(message.properties().contentType()).hasToString("text/plain");
                    assertThat(message.enqueuedAtMs()).isPositive();
                }));
    }

    @Test
    @Spec(section = "5.7", row = "replay: only queues that ask for it")
    void keepsNothingWithoutAskedTo() throws Exception {
        declare(Map.of());
        publish(1, 10);
        consume();
        publish(11, 12);

        await().untilAsserted(() -> assertThat(replayed()).isEqualTo(messages(11, 12)));
    }

    @Test
    @Spec(section = "5.7", row = "replay: x-replay-max-bytes")
    void keepsNoMoreThanTheBytesThatWereAskedFor() throws Exception {
        declare(Map.of("x-replay-max-bytes", 5_000));
        publish(1, 500);
        consume();

        await().untilAsserted(() -> {
            List<String> kept = replayed();
            assertThat(kept).hasSizeBetween(20, 80);
            assertThat(kept).as("the youngest").isEqualTo(messages(501 - kept.size(), 500));
        });
    }

    @Test
    @Spec(section = "5.7", row = "replay: x-replay-max-age")
    void showsNothingThatIsOlderThanWasAskedFor() throws Exception {
        declare(Map.of("x-replay-max-age", "1s"));
        publish(1, 10);
        consume();
        publish(11, 12);

        // Nothing else is written, so no file of the journal is full.
        await().untilAsserted(() -> assertThat(replayed()).as("what waits").isEqualTo(messages(11, 12)));
    }

    @Test
    @Spec(section = "5.7", row = "replay: pages begin at 1")
    void refusesToBeginBeforeTheFirst() throws Exception {
        declare(Map.of("x-replay-max-age", "1h"));

        assertThatThrownBy(() -> broker.replay(QUEUE, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Spec(section = "5.7", row = "replay: survives a restart")
    void keepsItThroughARestart() throws Exception {
        declare(Map.of("x-replay-max-age", "1D", "x-replay-max-bytes", 10_000_000));
        publish(1, 200);
        consume();
        restart();
        assertThat(replayed()).isEqualTo(messages(1, 200));

        publish(201, 210);
        assertThat(consume()).isEqualTo(10);

        await().untilAsserted(() -> assertThat(replayed()).isEqualTo(messages(1, 210)));
    }

    @Test
    @Spec(section = "5.7", row = "replay: queue.purge empties it")
    void keepsNothingOfWhatWasPurged() throws Exception {
        declare(Map.of("x-replay-max-age", "1h"));
        publish(1, 10);
        consume();
        publish(11, 20);
        channel.queuePurge(QUEUE);
        await().untilAsserted(() -> assertThat(replayed()).isEmpty());

        publish(21, 25);
        consume();

        await().untilAsserted(() -> assertThat(replayed()).isEqualTo(messages(21, 25)));
    }

    @Test
    @Spec(section = "5.7", row = "replay: goes with the queue")
    void keepsNothingOfAQueueThatIsGone() throws Exception {
        declare(Map.of("x-replay-max-age", "1h"));
        publish(1, 10);
        consume();
        channel.queueDelete(QUEUE);
        declare(Map.of("x-replay-max-age", "1h"));

        assertThat(replayed()).isEmpty();
    }

    static List<Arguments> badArguments() {
        return List.of(
                Arguments.of("x-replay-max-age", 3600, "{unacceptable_type,signedint}"),
                Arguments.of("x-replay-max-age", "1 hour", "invalid_max_age"),
                Arguments.of("x-replay-max-age", "h", "invalid_max_age"),
                Arguments.of("x-replay-max-age", "-1h", "invalid_max_age"),
                Arguments.of("x-replay-max-age", "9999999999Y", "invalid_max_age"),
                Arguments.of("x-replay-max-bytes", -1, "{value_negative,-1}"),
                Arguments.of("x-replay-max-bytes", "1MB", "\"expected integer, got longstr\""));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource("badArguments")
    @Spec(section = "5.7", row = "replay: 406 bad x-arg value")
    void refusesBadValue(String argument, Object value, String reason) {
        assertThat(CloseReason.of(channel, () -> declare(Map.of(argument, value))))
                .isEqualTo(channel(
                        406,
                        "PRECONDITION_FAILED - invalid arg '%s' for queue 'kept' in vhost '/': %s"
                                .formatted(argument, reason),
                        "queue.declare"));
    }

    @Test
    @Spec(section = "5.7", row = "replay: 406 on a queue that is not durable")
    void refusesWhatATransientQueueCouldNotKeep() {
        assertThat(CloseReason.of(
                        channel,
                        () -> channel.queueDeclare(QUEUE, false, false, false, Map.of("x-replay-max-bytes", 1_000))))
                .isEqualTo(channel(
                        406,
                        "PRECONDITION_FAILED - invalid arg 'x-replay-max-bytes' for queue 'kept' in vhost '/':"
                                + " \"only durable queues keep messages\"",
                        "queue.declare"));
    }

    @Test
    @Spec(section = "5.7", row = "replay: 406 redeclare with other x-arg")
    void comparesTheArgumentsOfARedeclare() throws Exception {
        declare(Map.of("x-replay-max-age", "1h"));

        assertThat(CloseReason.of(channel, () -> declare(Map.of("x-replay-max-age", "2h"))))
                .isEqualTo(channel(
                        406,
                        "PRECONDITION_FAILED - inequivalent arg 'x-replay-max-age' for queue 'kept' in vhost '/':"
                                + " received '2h' but current is '1h'",
                        "queue.declare"));
    }
}
