package io.leveret.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.app.process.Command.Outcome;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
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
        Files.writeString(directory.resolve("wrong.conf"), "ssl_options.crl_check = true\n");
        Outcome outcome = leveret("--config", "wrong.conf");
        assertThat(outcome.status()).isEqualTo(78);
        assertThat(outcome.onlyErrorLine()).startsWith("leveret: wrong.conf:1: ssl_options.crl_check");
    }

    @Test
    void takesPortsFromTheConfigurationFileAndWarnsOfTheRest() throws Exception {
        Path file = Files.writeString(
                directory.resolve("some.conf"), "management.tcp.ip = 127.0.0.1\nnum_acceptors.tcp = 5\n");
        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("data"), "--config", file.toString())) {
            assertThat(broker.startLog()).anyMatch(line -> line.contains("[WARN] " + file + ":2: num_acceptors.tcp"));
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
    void saysHowABrokerDoesThatRuns() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("data"))) {
            Outcome status = leveret("status", "--data-dir", "data");
            assertThat(status.status()).as(status.toString()).isZero();
            assertThat(status.out())
                    .contains("AMQP: 127.0.0.1:" + broker.amqpPort() + "\n", "store: ", "uptime: ", "version: ");
            assertThat(broker.terminate()).isZero();
        }
        Outcome none = leveret("status", "--data-dir", "data");
        assertThat(none.status()).isEqualTo(69);
        assertThat(none.onlyErrorLine())
                .isEqualTo("leveret: no broker is running on data directory "
                        + directory.resolve("data").toRealPath());
    }

    @Test
    void backsUpABrokerThatRunsAndStartsOnTheCopy() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("data"))) {
            Outcome backup = leveret("backup", "copy", "--data-dir", "data");
            assertThat(backup.status()).as(backup.toString()).isZero();
            assertThat(backup.out()).contains(directory.resolve("copy").toString());
            assertThat(broker.terminate()).isZero();
        }
        try (BrokerProcess copy = BrokerProcess.start(directory.resolve("copy"))) {
            assertThat(copy.startLog()).anyMatch(line -> line.contains("Recovered "));
        }
    }

    @Test
    void aBackupThatCannotBeSaysWhyAndEndsWithStatus74() throws Exception {
        Files.createDirectories(directory.resolve("full/something"));
        Files.createFile(directory.resolve("file"));
        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("data"))) {
            assertRefused("full", "full is not empty");
            assertRefused("data/inside/deeper", "lies in the data directory");
            assertRefused("file", "NotDirectory");
            assertRefused("file/below", "cannot be used");
            assertThat(leveret("backup", "good", "--data-dir", "data").status()).isZero();
            assertRefused("good", "good is not empty");
            assertThat(broker.terminate()).isZero();
        }
        assertThat(directory.resolve("data/inside")).doesNotExist();
        assertThat(directory.resolve("full")).isDirectoryNotContaining("glob:**store");
    }

    private void assertRefused(String to, String why) throws Exception {
        Outcome outcome = leveret("backup", to, "--data-dir", "data");
        assertThat(outcome.onlyErrorLine()).startsWith("leveret: backup: ").contains(why);
        assertThat(outcome.status()).isEqualTo(74);
    }

    @Test
    void aKilledBrokerLeavesNothingThatKeepsTheNextFromStarting() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("data"))) {
            broker.kill();
        }
        assertThat(directory.resolve("data/control")).exists();
        assertThat(leveret("status", "--data-dir", "data").status()).isEqualTo(69);
        try (BrokerProcess next = BrokerProcess.start(directory.resolve("data"))) {
            assertThat(leveret("status", "--data-dir", "data").status()).isZero();
            assertThat(next.terminate()).isZero();
        }
    }

    @Test
    void aDamagedStoreIsRefusedAndServedAfterASalvage() throws Exception {
        Path journal = Files.createDirectories(directory.resolve("data/store")).resolve("journal-0000000000000001");
        Files.write(journal, new byte[8192]);
        Outcome refused = leveret("--port", "0", "--management-port", "-1", "--data-dir", "data");
        assertThat(refused.status()).isEqualTo(69);
        assertThat(refused.onlyErrorLine()).contains("journal-0000000000000001 at offset 0");

        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("data"), "--salvage")) {
            assertThat(broker.startLog())
                    .anyMatch(line -> line.contains("[WARN] salvage: journal-0000000000000001 at offset 0"))
                    .anyMatch(line ->
                            line.contains("the damaged store is kept in " + directory.resolve("data/salvaged-")));
            assertThat(broker.terminate()).isZero();
        }
        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("data"), "--salvage")) {
            assertThat(broker.startLog()).anyMatch(line -> line.contains("salvage: nothing is damaged"));
            assertThat(broker.terminate()).isZero();
        }
    }

    @Test
    void aNewerStoreIsRefusedInOneLineEvenForASalvage() throws Exception {
        Path store = Files.createDirectories(directory.resolve("data/store"));
        ByteBuffer header = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        header.put("Lvvtseg1".getBytes(StandardCharsets.US_ASCII)).putInt(99);
        CRC32C crc = new CRC32C();
        crc.update(header.array(), 0, 64);
        header.putInt(64, (int) crc.getValue());
        Files.write(store.resolve("journal-0000000000000001"), header.array());

        for (String option : List.of("--port=0", "--salvage")) {
            Outcome outcome = leveret(option, "--management-port", "-1", "--data-dir", "data");
            assertThat(outcome.status()).isEqualTo(69);
            assertThat(outcome.onlyErrorLine()).contains("has format 99", "written by a newer release");
        }
        assertThat(store).isDirectoryContaining("glob:**journal-0000000000000001");
    }

    @Test
    void anUnfinishedBackupIsRefusedInOneLine() throws Exception {
        Path store = Files.createDirectories(directory.resolve("data/store"));
        Files.createFile(store.resolve("backup-unfinished"));
        Outcome outcome = leveret("--port", "0", "--management-port", "-1", "--data-dir", "data");
        assertThat(outcome.status()).isEqualTo(69);
        assertThat(outcome.onlyErrorLine()).contains("a backup that was not finished");
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
