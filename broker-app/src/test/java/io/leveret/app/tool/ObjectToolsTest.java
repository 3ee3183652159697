package io.leveret.app.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leveret.app.tool.Tools.Answer;
import io.leveret.broker.BrokerStartException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queues, exchanges, bindings, connections, policies and parameters, and how lists are written. */
class ObjectToolsTest {

    @TempDir
    Path directory;

    private Tools tools;

    @BeforeEach
    void start() throws BrokerStartException {
        tools = Tools.start(directory);
    }

    @AfterEach
    void stop() {
        tools.close();
    }

    private List<String> quietly(String... words) {
        Answer answer = tools.ctl(words);
        assertThat(answer.err()).isEmpty();
        assertThat(answer.status()).isZero();
        return answer.out();
    }

    private void declare(String name, Map<String, ?> arguments) {
        tools.guest().declareQueue(name, true, false, arguments).join();
    }

    @Test
    void listsQueuesAsATable() {
        declare("a", Map.of());
        declare("b", Map.of());
        tools.guest().publish("", "b", Map.of(), new byte[3]).join();
        assertThat(quietly("list_queues"))
                .containsExactly("Listing queues for vhost / ...", "name\tmessages", "a\t0", "b\t1");
        assertThat(quietly("-q", "list_queues", "message_bytes", "name", "durable"))
                .containsExactly("message_bytes\tname\tdurable", "0\ta\ttrue", "3\tb\ttrue");
        assertThat(quietly("-s", "list_queues", "name")).containsExactly("a", "b");
        assertThat(quietly("list_queues", "--no-table-headers", "name"))
                .containsExactly("Listing queues for vhost / ...", "a", "b");
    }

    @Test
    void anEmptyListHasNoHeader() {
        assertThat(quietly("list_queues")).containsExactly("Listing queues for vhost / ...");
        assertThat(quietly("list_queues", "-p", "no")).containsExactly("Listing queues for vhost no ...");
        assertThat(quietly("list_queues", "--formatter", "json")).containsExactly("[", "]");
        assertThat(quietly("list_queues", "--formatter", "csv")).isEmpty();
    }

    @Test
    void listsQueuesForPrograms() {
        declare("q\"", Map.<String, Object>of("x-max-length", 10, "x-dead-letter-exchange", "dlx"));
        assertThat(quietly("list_queues", "name", "policy", "arguments", "--formatter", "json"))
                .containsExactly(
                        "[",
                        "{\"name\":\"q\\\"\",\"policy\":\"\",\"arguments\":[[\"x-dead-letter-exchange\",\"longstr\","
                                + "\"dlx\"],[\"x-max-length\",\"long\",10]]}",
                        "]");
        assertThat(quietly("list_queues", "name", "arguments", "--formatter", "csv"))
                .containsExactly(
                        "\"name\",\"arguments\"",
                        "\"q\"\"\",\"[{\"\"x-dead-letter-exchange\"\",\"\"dlx\"\"},{\"\"x-max-length\"\",10}]\"");
        assertThat(quietly("-q", "list_queues", "name", "--formatter", "pretty_table"))
                .containsExactly("┌──────┐", "│ name │", "├──────┤", "│ q\"   │", "└──────┘");
    }

    @Test
    void aNameCannotCommandATerminalOrMakeALine() {
        declare("\u001b[2Jx\ty\u009bz", Map.of());
        assertThat(quietly("-s", "list_queues", "name")).containsExactly("\\033[2Jx\\011y\\233z");
    }

    @Test
    void listsMoreQueuesThanItAsksForAtOnce() {
        for (int i = 0; i < 1_500; i++) {
            declare("q" + i, Map.of());
        }
        assertThat(quietly("-s", "list_queues", "name")).hasSize(1_500).contains("q0", "q1499");
    }

    @Test
    void refusesColumnsThatAreNone() {
        Answer answer = tools.ctl("list_queues", "name", "nonsense");
        assertThat(answer.status()).isEqualTo(64);
        assertThat(answer.err()).startsWith("""
                        Error (argument validation): Info key(s) nonsense are not supported
                        Arguments given:
                        \tlist_queues name nonsense
                        """);
    }

    @Test
    void deletesAQueueUnderConditions() {
        declare("q", Map.of());
        tools.guest().publish("", "q", Map.of(), new byte[1]).join();
        Answer kept = tools.ctl("delete_queue", "q", "--if-empty");
        assertThat(kept.out()).containsExactly("Deleting queue 'q' on vhost '/' if queue is empty ...");
        assertThat(kept.err()).contains("not empty");
        assertThat(kept.status()).isEqualTo(69);
        assertThat(quietly("-q", "delete_queue", "q", "-u"))
                .containsExactly("Queue was successfully deleted with 1 ready messages");
        assertThat(tools.ctl("delete_queue", "q").status()).isEqualTo(64);
        assertThat(tools.ctl("purge_queue", "q").status()).isEqualTo(69);
    }

    @Test
    void listsExchangesAndBindings() {
        declare("q", Map.of());
        tools.guest().bind("amq.topic", "q", false, "a.*", Map.of("k", "v")).join();
        assertThat(quietly("-s", "list_exchanges", "name", "type")).contains("\tdirect", "amq.topic\ttopic");
        assertThat(quietly("-q", "list_bindings"))
                .containsExactly(
                        "source_name\tsource_kind\tdestination_name\tdestination_kind\trouting_key\targuments",
                        "\texchange\tq\tqueue\tq\t[]",
                        "amq.topic\texchange\tq\tqueue\ta.*\t[{\"k\",\"v\"}]");
    }

    private Socket connect() throws IOException {
        InetSocketAddress address = tools.broker().amqpPorts().get(0);
        return new Socket(address.getAddress(), address.getPort());
    }

    @Test
    void listsAndClosesConnections() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write("AMQP\0\0\11\1".getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            assertThat(in.read()).isPositive();
            List<String> names = quietly("-s", "list_connections", "name");
            assertThat(names).singleElement().asString().contains("127.0.0.1:" + socket.getLocalPort() + " -> ");
            quietly("-q", "close_connection", names.get(0), "enough");
            in.readAllBytes();
        }
        await().untilAsserted(
                        () -> assertThat(quietly("-q", "list_connections")).isEmpty());
        assertThat(quietly("-q", "list_channels")).isEmpty();
        assertThat(quietly("-q", "list_consumers")).isEmpty();
        assertThat(tools.ctl("close_connection", "no", "x").status()).isEqualTo(69);
        assertThat(quietly("-q", "close_all_connections", "--global", "bye")).containsExactly("Closed 0 connections");
    }

    @Test
    void setsListsAndClearsPolicies() {
        declare("ab", Map.of());
        quietly("-q", "set_policy", "p", "^a", "{\"max-length\": 5}", "--priority", "3", "--apply-to", "queues");
        assertThat(quietly("-q", "list_policies"))
                .containsExactly(
                        "vhost\tname\tpattern\tapply-to\tdefinition\tpriority",
                        "/\tp\t^a\tqueues\t{\"max-length\":5}\t3");
        assertThat(quietly("list_policies", "--formatter", "json"))
                .contains("{\"vhost\":\"/\",\"name\":\"p\",\"pattern\":\"^a\",\"apply-to\":\"queues\","
                        + "\"definition\":\"{\\\"max-length\\\":5}\",\"priority\":3}");
        assertThat(quietly("-s", "list_queues", "policy")).containsExactly("p");
        quietly("-q", "clear_policy", "p");
        assertThat(tools.ctl("clear_policy", "p").err()).isEqualTo("Error:\nParameter does not exist");
        quietly("-q", "set_operator_policy", "o", ".*", "{\"max-length\": 5}");
        assertThat(quietly("-s", "list_operator_policies")).containsExactly("/\to\t.*\tall\t{\"max-length\":5}\t0");
        quietly("-q", "clear_operator_policy", "o");
    }

    @Test
    void refusesPoliciesInRabbitMqsWords() {
        assertThat(tools.ctl("set_policy", "p", "a", "{\"bogus\": 5}").err())
                .isEqualTo("Error:\nValidation failed\n\n[{<<\"bogus\">>,5}] are not recognised policy settings\n");
        assertThat(tools.ctl("set_policy", "p", "a", "{}", "--priority", "x").status())
                .isEqualTo(64);
        assertThat(tools.ctl("set_policy", "-p", "no", "p", "a", "{\"max-length\": 5}")
                        .status())
                .isEqualTo(65);
    }

    @Test
    void setsListsAndClearsParameters() {
        quietly("-q", "set_parameter", "vhost-limits", "limits", "{\"max-queues\": 100}");
        assertThat(quietly("-s", "list_parameters")).containsExactly("vhost-limits\tlimits\t{\"max-queues\":100}");
        quietly("-q", "clear_parameter", "vhost-limits", "limits");
        assertThat(tools.ctl("set_parameter", "bogus", "x", "{}").err()).contains("component bogus not found");
        quietly("-q", "set_global_parameter", "g", "{\"a\":1}");
        assertThat(quietly("-s", "list_global_parameters")).contains("g\t{\"a\":1}");
        quietly("-q", "clear_global_parameter", "g");
        assertThat(tools.ctl("clear_global_parameter", "g").status()).isEqualTo(69);
        quietly("-q", "set_cluster_name", "mine");
        assertThat(quietly("-q", "cluster_status")).contains("Cluster name: mine");
    }
}
