package io.leveret.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.app.config.Flags;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineOptionsTest {

    @Test
    void readsEveryOption() throws StartException {
        CommandLineOptions options = CommandLineOptions.parse(
                "--port",
                "1",
                "--bind",
                "a,b",
                "--bind=c",
                "--management-port=-1",
                "--data-dir",
                "/d",
                "--config",
                "/c");

        assertThat(options.flags()).isEqualTo(new Flags(1, List.of("a", "b", "c"), -1, Path.of("/d"), null));
        assertThat(options.configFile()).isEqualTo(Path.of("/c"));
        assertThat(options.helpWanted()).isFalse();
        assertThat(options.versionWanted()).isFalse();
        assertThat(options.rehearsal()).isFalse();
    }

    @Test
    void leavesOutWhatWasNotSaid() throws StartException {
        CommandLineOptions options = CommandLineOptions.parse();
        assertThat(options.flags()).isEqualTo(Flags.NONE);
        assertThat(options.configFile()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --prot            | --prot
            --port x          | --port
            --port 65536      | --port
            --port -1         | --port
            --port            | --port
            --management-port -2 | --management-port
            --port 1 --port 2 | --port
            stray             | stray
            backup            | TO
            backup a b        | b
            status a          | a
            status --port 1   | --port
            bench -c 0        | --confirm
            bench -a -A 5     | --multi-ack-every
            bench --data-dir /d | --data-dir
            """)
    void namesTheOptionThatIsWrong(String arguments, String named) {
        assertThatThrownBy(() -> CommandLineOptions.parse(arguments.split(" ")))
                .isInstanceOfSatisfying(
                        StartException.class, e -> assertThat(e.status()).isEqualTo(ExitStatus.USAGE))
                .hasMessageContaining(named)
                .hasMessageNotContaining("\n");
    }

    @Test
    void helpNamesEveryOptionButTheLaunchersOwn() throws StartException {
        CommandLineOptions options = CommandLineOptions.parse("--help");
        assertThat(options.helpWanted()).isTrue();
        assertThat(options.helpText())
                .contains("--port", "--bind", "--management-port", "--data-dir", "--config", "--version")
                .doesNotContain("--rehearse");
    }

    @Test
    void readsCommandsForABrokerThatRuns() throws StartException {
        CommandLineOptions status = CommandLineOptions.parse("status", "--data-dir", "/d", "--config=/c");
        assertThat(status.command()).isEqualTo("status");
        assertThat(status.flags().dataDirectory()).isEqualTo(Path.of("/d"));
        assertThat(status.configFile()).isEqualTo(Path.of("/c"));

        CommandLineOptions backup = CommandLineOptions.parse("--data-dir", "/d", "backup", "/to");
        assertThat(backup.command()).isEqualTo("backup");
        assertThat(backup.backupDirectory()).isEqualTo(Path.of("/to"));
        assertThat(backup.flags().dataDirectory()).isEqualTo(Path.of("/d"));

        assertThat(CommandLineOptions.parse().command()).isNull();
    }

    @Test
    void readsABench() throws StartException {
        assertThat(CommandLineOptions.parse("bench", "-x", "2").bench()).isNotNull();
        assertThat(CommandLineOptions.parse().bench()).isNull();
        assertThat(CommandLineOptions.parse("status").bench()).isNull();

        CommandLineOptions help = CommandLineOptions.parse("bench", "--help");
        assertThat(help.helpWanted()).isTrue();
        assertThat(help.helpText()).startsWith("Usage: leveret bench").contains("--producers", "%d");
    }

    @Test
    void helpOfACommandIsAboutTheCommand() throws StartException {
        CommandLineOptions options = CommandLineOptions.parse("backup", "--help");
        assertThat(options.helpWanted()).isTrue();
        assertThat(options.helpText()).startsWith("Usage: leveret backup").contains("TO", "--data-dir");
    }
}
