package io.leveret.conformance.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A small real workload, the same with every client library: a work queue with retries through dead letters (see
 * {@code client/workload/work_queue.md}), publish and subscribe, RPC, topic routing, and a round trip of what the library
 * can say. The programs in {@code client/workload} assert; their last line tells what they did.
 */
class WorkloadTest {

    private static final Duration LIMIT = Duration.ofSeconds(55);

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "work_queue        | 190 done, 10 parked, 40 retries",
                "publish_subscribe | 3 subscribers, 50 news each",
                "rpc               | 20 calls by reply queue, 20 by direct reply-to",
                "topics            | 10 keys over 7 patterns",
                "transactions      | 2 commits, 2 rollbacks, 1 left open"
            })
    void pika(String program, String result) {
        assertThat(run("pika", ClientTools.python("pika"), program + ".py")).isEqualTo(result);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "work_queue        | 190 done, 10 parked, 40 retries",
                "publish_subscribe | 3 subscribers, 50 news each",
                "rpc               | 20 calls by reply queue, 20 by direct reply-to",
                "topics            | 10 keys over 7 patterns",
                "round_trip        | 13 properties, 12 headers, 1 return, 1 commit"
            })
    void kombu(String program, String result) {
        assertThat(run("kombu", ClientTools.python("kombu"), program + ".py")).isEqualTo(result);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "work_queue        | 190 done, 10 parked, 40 retries",
                "publish_subscribe | 3 subscribers, 50 news each",
                "rpc               | 20 calls by reply queue, 20 by direct reply-to",
                "topics            | 10 keys over 7 patterns",
                "round_trip        | 12 properties, 18 headers"
            })
    void amqplib(String program, String result) {
        assertThat(run("node", ClientTools.tool("node"), program + ".js")).isEqualTo(result);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "work_queue        | 190 done, 10 parked, 40 retries",
                "publish_subscribe | 3 subscribers, 50 news each",
                "rpc               | 20 calls by reply queue, 20 by direct reply-to",
                "topics            | 10 keys over 7 patterns",
                "round_trip        | 12 properties, 11 headers, 100 confirms, 1 return, 2 commits, 2 rollbacks"
            })
    void bunny(String program, String result) {
        assertThat(run("ruby", ClientTools.ruby("bunny"), program + ".rb")).isEqualTo(result);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "work_queue        | 190 done, 10 parked, 40 retries",
                "publish_subscribe | 3 subscribers, 50 news each",
                "rpc               | 20 calls by reply queue, 20 by direct reply-to",
                "topics            | 10 keys over 7 patterns",
                "round_trip        | 12 properties, 14 headers, 101 confirms, 1 return, 2 commits, 2 rollbacks"
            })
    void phpAmqplib(String program, String result) {
        assertThat(run("php", ClientTools.php(), program + ".php")).isEqualTo(result);
    }

    private static String run(String folder, String interpreter, String program) {
        BrokerAddress broker = BrokerAddress.current();
        Map<String, String> environment = folder.equals("node")
                ? Map.of("NODE_PATH", ClientTools.nodeModules("amqplib").toString())
                : Map.of("PYTHONDONTWRITEBYTECODE", "1");
        String prefix = folder + "." + UUID.randomUUID();
        List<String> command =
                new ArrayList<>(List.of(interpreter, program, broker.host(), Integer.toString(broker.port()), prefix));
        return ClientProcess.run(LIMIT, ClientTools.scripts("workload/" + folder), environment, command);
    }
}
