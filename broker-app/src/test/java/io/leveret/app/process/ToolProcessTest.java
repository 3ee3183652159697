package io.leveret.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.app.process.Command.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tools as processes of their own, and a broker as another. */
class ToolProcessTest {

    @TempDir
    Path directory;

    private Outcome tool(String name, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(name, "--data-dir", "data"));
        all.addAll(Arrays.asList(arguments));
        return Command.java("io.leveret.app.Main", all.toArray(String[]::new))
                .in(directory)
                .run();
    }

    @Test
    void commandABrokerThatRunsUntilTheyStopIt() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("data"))) {
            Outcome ping = tool("rabbitmq-diagnostics", "-q", "ping");
            assertThat(ping).isEqualTo(new Outcome(0, "Ping succeeded\n", ""));
            assertThat(tool("rabbitmqctl", "add_vhost", "ü").status()).isZero();
            assertThat(tool("rabbitmqctl", "-s", "list_vhosts").out()).isEqualTo("/\nü\n");
            assertThat(tool("ctl", "status").out()).contains("port: " + broker.amqpPort() + ", protocol: amqp");
            assertThat(tool("rabbitmqctl", "delete_vhost", "no"))
                    .isEqualTo(new Outcome(65, "Deleting vhost \"no\" ...\n", "Virtual host 'no' does not exist\n"));
            assertThat(tool("rabbitmq-plugins", "list", "-m", "-q").out()).contains("rabbitmq_management\n");

            assertThat(tool("rabbitmqctl", "stop").status()).isZero();
            assertThat(broker.hasEnded()).isTrue();
            assertThat(broker.wholeLog()).last().asString().endsWith("stopped");
        }
        Outcome none = tool("rabbitmqctl", "list_queues");
        assertThat(none.status()).isEqualTo(69);
        assertThat(none.onlyErrorLine())
                .isEqualTo("Error: unable to perform an operation: no broker is running on data directory "
                        + directory.resolve("data").toRealPath());
        assertThat(tool("rabbitmqctl", "list_queues", "--nonsense").status()).isEqualTo(64);
        assertThat(tool("rabbitmqctl", "-t", "1", "await_startup").status()).isEqualTo(75);
    }
}
