package io.leveret.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.app.process.Command.Outcome;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The broker as a process of its own: what it says, and with which status it ends. */
class MainProcessTest {

    @TempDir
    Path directory;

    @Test
    void servesUntilSigtermAndEndsWithStatus0() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("data"))) {
            assertThat(broker.startLog())
                    .last()
                    .asString()
                    .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ \\[INFO] Server startup complete");
            assertThat(overviewOf(broker)).contains("\"rabbitmq_version\":", "\"port\":" + broker.amqpPort());

            assertThat(broker.terminate()).isZero();
            assertThat(broker.wholeLog()).last().asString().endsWith("stopped");
        }
    }

    private static String overviewOf(BrokerProcess broker) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + broker.managementPort() + "/api/overview");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Basic Z3Vlc3Q6Z3Vlc3Q=")
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void aSecondOneOnTheSamePortSaysSoInOneLine() throws Exception {
        try (BrokerProcess first = BrokerProcess.start(directory.resolve("first"))) {
            String port = Integer.toString(first.amqpPort());
            Outcome second =
                    leveret("--bind", "127.0.0.1", "--port", port, "--management-port", "-1", "--data-dir", "second");
            assertThat(second.status()).isEqualTo(69);
            assertThat(second.onlyErrorLine()).contains("127.0.0.1", port);
        }
    }

    @Test
    void aSecondOneOnTheSameManagementPortSaysSoInOneLine() throws Exception {
        try (BrokerProcess first = BrokerProcess.start(directory.resolve("first"))) {
            String port = Integer.toString(first.managementPort());
            Outcome second = leveret("--port", "0", "--management-port", port, "--data-dir", "second");
            assertThat(second.status()).isEqualTo(69);
            assertThat(second.onlyErrorLine()).contains("management", port);
        }
    }

    @Test
    void aSecondOneOnTheSameDataDirectorySaysSoInOneLine() throws Exception {
        try (BrokerProcess first = BrokerProcess.start(directory.resolve("data"))) {
            Outcome second = leveret("--port", "0", "--management-port", "0", "--data-dir", "data");
            assertThat(second.status()).isEqualTo(69);
            assertThat(second.onlyErrorLine()).contains("data directory", "in use by another broker");
            assertThat(first.terminate()).isZero();
        }
        try (BrokerProcess third = BrokerProcess.start(directory.resolve("data"))) {
            assertThat(third.amqpPort()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--prot=1", "--port=x", "stray"})
    void aWrongOptionEndsWithStatus64(String option) throws Exception {
        Outcome outcome = leveret(option);
        assertThat(outcome.status()).isEqualTo(64);
        assertThat(outcome.onlyErrorLine()).contains(option.replaceAll("=.*", ""));
    }

    @Test
    void aWrongConfigurationFileEndsWithStatus78() throws Exception {
        Files.writeString(directory.resolve("wrong.conf"), "ssl_options.verify = verify_peer\n");
        Outcome outcome = leveret("--config", "wrong.conf");
        assertThat(outcome.status()).isEqualTo(78);
        assertThat(outcome.onlyErrorLine()).startsWith("leveret: wrong.conf:1: ssl_options.verify");
    }

    @Test
    void takesPortsFromTheConfigurationFileAndWarnsOfTheRest() throws Exception {
        Path file = Files.writeString(directory.resolve("some.conf"), "management.tcp.ip = 127.0.0.1\nheartbeat = 5\n");
        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("data"), "--config", file.toString())) {
            assertThat(broker.startLog()).anyMatch(line -> line.contains("[WARN] " + file + ":2: heartbeat"));
        }
    }

    @Test
    void answersVersionAndHelpWithoutStarting() throws Exception {
        Outcome version = leveret("--version");
        assertThat(version.status()).isZero();
        assertThat(version.out()).matches("leveret \\d+\\.\\d+\\.\\d+\\S* \\(Java .*\\)\\R");

        Outcome help = leveret("--help");
        assertThat(help.status()).isZero();
        assertThat(help.out()).startsWith("Usage: leveret").contains("--data-dir");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aRehearsalServesItselfAndEndsWithStatus0() throws Exception {
        Outcome outcome = leveret(
                "--rehearse", "--bind", "127.0.0.1", "--port", "0", "--management-port", "0", "--data-dir", "data");
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertThat(outcome.err()).isEmpty();
    }

    private Outcome leveret(String... arguments) throws Exception {
        return Command.java("io.leveret.app.Main", arguments).in(directory).run();
    }
}
