package io.leveret.conformance.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Node's amqplib, with promises and with callbacks. The programs assert; their last line tells what they did. */
class AmqplibRoundTripTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "publishAndConsume | 500 messages in order",
                "getAndNack | 2 messages settled",
                "confirms | 300 confirms and 1 return",
                "topologyErrors | 404, 406, 406 and the connection lives",
                "exchangeToExchange | 3 of 4 keys"
            })
    void promiseChannels(String scenario, String result) {
        assertThat(run("promises.js", scenario)).isEqualTo(result);
    }

    @Test
    void callbackChannels() {
        assertThat(run("callbacks.js")).isEqualTo("200 messages in order");
    }

    private static String run(String program, String... scenario) {
        BrokerAddress broker = BrokerAddress.current();
        Map<String, String> environment =
                Map.of("NODE_PATH", ClientTools.nodeModules("amqplib").toString());
        List<String> command = new ArrayList<>(
                List.of(ClientTools.tool("node"), program, broker.host(), Integer.toString(broker.port())));
        command.addAll(List.of(scenario));
        return ClientProcess.run(LIMIT, ClientTools.scripts("node"), environment, command);
    }
}
