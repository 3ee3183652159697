package io.leveret.app.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.app.tool.Tools.Answer;
import io.leveret.broker.BrokerStartException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The process, health checks, plugins, and the tools' own command line. */
class NodeToolsTest {

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

    @Test
    void pings() {
        assertThat(tools.diagnostics("-q", "ping").out()).containsExactly("Ping succeeded");
        assertThat(tools.ctl("ping", "--formatter", "json").out()).containsExactly("{\"message\":\"Ping succeeded\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ping",
                "check_running",
                "is_running",
                "is_booting",
                "check_local_alarms",
                "check_alarms",
                "alarms",
                "check_port_connectivity",
                "check_protocol_listener amqp",
                "check_virtual_hosts",
                "check_certificate_expiration --within 2 --unit days",
                "listeners",
                "node_health_check",
                "status",
                "cluster_status",
                "environment",
                "report",
                "memory_breakdown",
                "server_version",
                "await_startup",
                "list_users",
                "list_queues"
            })
    void aHealthyBrokerPassesEveryCheckInEveryForm(String command) {
        for (String options : List.of("", " -q", " -s", " --formatter json")) {
            Answer answer = tools.diagnostics((command + options).split(" ", -1));
            assertThat(answer.err()).isEmpty();
            assertThat(answer.status()).isZero();
        }
    }

    @Test
    void saysOfWhomItIsShort() {
        tools.broker().operations().shortOfMemory(true);
        Answer answer = tools.diagnostics("-q", "check_local_alarms");
        assertThat(answer.status()).isEqualTo(69);
        assertThat(answer.err()).contains(" * memory alarm on node leveret@localhost");
        assertThat(tools.diagnostics("-q", "alarms").status()).isZero();
        assertThat(tools.ctl("-q", "status").out()).contains(" * memory alarm on node leveret@localhost");
    }

    @Test
    void findsListeners() {
        String port = Integer.toString(tools.broker().amqpPort());
        assertThat(tools.diagnostics("-q", "check_port_listener", port).out())
                .containsExactly("A listener for port " + port + " is running on node leveret@localhost.");
        Answer none = tools.diagnostics("-q", "check_port_listener", "1");
        assertThat(none.status()).isEqualTo(69);
        assertThat(none.err())
                .isEqualTo("No listener for port 1 is active on node leveret@localhost. Found listeners that use the"
                        + " following ports: " + port);
        assertThat(tools.diagnostics("check_port_listener", "x").status()).isEqualTo(65);
        assertThat(tools.diagnostics("check_protocol_listener", "mqtt").status())
                .isEqualTo(69);
        assertThat(tools.diagnostics("-q", "listeners").out())
                .containsExactly("Interface: 127.0.0.1, port: " + port + ", protocol: amqp, purpose: AMQP 0-9-1");
    }

    @Test
    void givesProgramsWhatRabbitMqsStatusHas() throws Refusal {
        String json = String.join("", tools.ctl("status", "--formatter", "json").out());
        assertThat(((Map<?, ?>) Objects.requireNonNull(Json.read(json)))
                        .keySet().stream().map(String::valueOf))
                .contains(
                        "pid",
                        "uptime",
                        "rabbitmq_version",
                        "alarms",
                        "listeners",
                        "memory",
                        "totals",
                        "disk_free",
                        "disk_free_limit",
                        "file_descriptors",
                        "active_plugins",
                        "data_directory");
    }

    @Test
    void stopsTheProcessAndRefusesToStopHalfOfIt() {
        assertThat(tools.ctl("stop_app").status()).isEqualTo(69);
        assertThat(tools.ctl("reset").err()).startsWith("Error:\nreset cannot be done with Leveret: ");
        assertThat(tools.stops.get()).isZero();
        assertThat(tools.ctl("stop").status()).isZero();
        assertThat(tools.stops.get()).isEqualTo(1);
    }

    @Test
    void allFeatureFlagsAreOn() {
        assertThat(tools.ctl("-s", "list_feature_flags").out())
                .isNotEmpty()
                .allMatch(line -> line.endsWith("\tenabled"));
        assertThat(tools.ctl("enable_feature_flag", "all").status()).isZero();
        assertThat(tools.ctl("enable_feature_flag", "quorum_queue").status()).isZero();
        assertThat(tools.ctl("enable_feature_flag", "bogus").status()).isEqualTo(64);
    }

    @Test
    void listsWhatIsBuiltIn() {
        assertThat(tools.plugins("list").out())
                .contains(" Configured: E = explicitly enabled; e = implicitly enabled")
                .anyMatch(line -> line.startsWith("[E*] rabbitmq_management     "))
                .anyMatch(line -> line.startsWith("[  ] rabbitmq_event_exchange "));
        assertThat(tools.plugins("-q", "list", "-e", "-m").out()).containsExactly("rabbitmq_management");
        assertThat(tools.plugins("list", "(").status()).isEqualTo(65);
    }

    @Test
    void enablesWhatIsOnAndRefusesTheRest() {
        assertThat(tools.plugins("-q", "enable", "rabbitmq_management").out())
                .containsExactly("Built in and on: nothing changes.");
        assertThat(tools.plugins("enable", "rabbitmq_management", "rabbitmq_shovel")
                        .err())
                .isEqualTo("Error:\nThe following plugins are not built in: [rabbitmq_shovel]");
        assertThat(tools.plugins("enable", "rabbitmq_event_exchange").err()).contains("event_exchange.vhost");
        assertThat(tools.plugins("disable", "rabbitmq_management").status()).isEqualTo(69);
        assertThat(tools.plugins("disable", "rabbitmq_event_exchange").status()).isZero();
        assertThat(tools.plugins("is_enabled", "rabbitmq_management").status()).isZero();
        assertThat(tools.plugins("is_enabled", "rabbitmq_mqtt").status()).isEqualTo(69);
    }

    @Test
    void helpsWithWhatIsUnknown() {
        Answer similar = tools.ctl("list_queu");
        assertThat(similar.err()).isEqualTo("\nCommand 'list_queu' not found. \nDid you mean 'list_queues'? \n");
        assertThat(similar.status()).isEqualTo(64);
        Answer other = tools.ctl("sing_a_song_of_sixpence");
        assertThat(other.err()).startsWith("\nCommand 'sing_a_song_of_sixpence' not found. \n\nUsage\n");
        assertThat(other.status()).isEqualTo(64);
        assertThat(tools.ctl().status()).isEqualTo(64);
        assertThat(tools.run("rabbitmq-streams", "", "x").status()).isEqualTo(64);
    }

    @Test
    void eachToolHasItsCommandsAndLeveretCtlHasAll() {
        assertThat(tools.diagnostics("add_user", "x", "y").status()).isEqualTo(64);
        assertThat(tools.plugins("status").status()).isEqualTo(64);
        for (String command : List.of("list_users", "check_running", "list")) {
            assertThat(tools.run("ctl", "", command).status()).isZero();
        }
    }

    @Test
    void helps() {
        assertThat(tools.ctl("help").out()).contains("Available commands:");
        assertThat(tools.ctl("help", "set_policy").out()).anyMatch(line -> line.contains("--apply-to <what>"));
        assertThat(tools.ctl("list_queues", "--help").out()).anyMatch(line -> line.contains("must be one of"));
        assertThat(tools.ctl("autocomplete", "list_q").out()).containsExactly("list_queues");
        assertThat(String.join("\n", tools.run("ctl", "", "completion").out()))
                .contains("leveret", "list_queues", "messages_ready");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "list_queues --nonsense",
                "list_queues --formatter erlang",
                "list_queues -t x",
                "list_queues -t -1",
                "add_user",
                "delete_user a b",
                "list_queues -p"
            })
    void aWrongCommandLineIsStatus64WithABrokerAndWithout(String words) {
        Answer with = tools.ctl(words.split(" ", -1));
        assertThat(with.status()).isEqualTo(64);
        assertThat(with.err()).startsWith("Error (argument validation): ");
        Answer without = Tools.run(ToolRunner.without("no broker is running"), "rabbitmqctl", "", words.split(" ", -1));
        assertThat(without).isEqualTo(with);
    }

    @Test
    void noPasswordComesBackInAnError() {
        assertThat(tools.ctl("add_user", "ann", "secret", "more").err()).doesNotContain("secret");
    }

    @Test
    void withoutABrokerOnlyHelpIsThere() {
        ToolRunner alone = ToolRunner.without("no broker is running on data directory x");
        Answer answer = Tools.run(alone, "rabbitmqctl", "", "list_queues");
        assertThat(answer.status()).isEqualTo(69);
        assertThat(answer.err())
                .isEqualTo("Error: unable to perform an operation: no broker is running on data directory x");
        assertThat(Tools.run(alone, "rabbitmqctl", "", "help").status()).isZero();
        assertThat(Tools.run(alone, "rabbitmqctl", "", "--version").status()).isZero();
    }
}
