package io.leveret.conformance.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Python's pika, blocking and callback-driven. The programs assert; their last line tells what they did. */
class PikaRoundTripTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "publish_and_consume | 500 messages in order",
                "properties_and_bodies | 5 bodies with 14 properties",
                "get_nack_reject | 3 messages settled",
                "confirms_and_returns | 101 confirms and 1 return",
                "exclusive_queue | locked, then gone",
                "topic | 5 keys over 7 patterns",
                "prefetch_and_cancel | 5 delivered, 1 cancelled",
                "heartbeat_keeps_an_idle_connection | alive after 4 s",
                "heartbeat_drops_a_silent_connection | dropped"
            })
    void blockingConnection(String scenario, String result) {
        assertThat(run("pika_blocking.py", scenario)).isEqualTo(result);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {"round_trip | 1000 messages in order, all confirmed", "channel_error | 406 on one channel only"})
    void selectConnection(String scenario, String result) {
        assertThat(run("pika_select.py", scenario)).isEqualTo(result);
    }

    private static String run(String program, String scenario) {
        BrokerAddress broker = BrokerAddress.current();
        String python = ClientTools.python("pika");
        Path scripts = ClientTools.scripts("python");
        List<String> command = List.of(python, "-u", program, broker.host(), Integer.toString(broker.port()), scenario);
        return ClientProcess.run(LIMIT, scripts, Map.of(), command);
    }
}
