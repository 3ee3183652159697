package io.leveret.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a configuration file says of definitions. */
class DefinitionsConfigTest {

    private static DefinitionsConfig resolved(String... lines) throws ConfigException {
        return DefinitionsConfig.resolve(RabbitConf.parse("test.conf", List.of(lines)));
    }

    @Test
    void importsNothingUnlessAsked() throws ConfigException {
        assertThat(resolved()).isEqualTo(new DefinitionsConfig(List.of(), false));
        assertThat(resolved("load_definitions = none").paths()).isEmpty();
    }

    @Test
    void importsWhatAllKeysNameThatOfTheManagementLast() throws ConfigException {
        assertThat(resolved(
                        "management.load_definitions = /c",
                        "definitions.import_backend = local_filesystem",
                        "definitions.local.path = /b",
                        "definitions.skip_if_unchanged = true",
                        "load_definitions = /a"))
                .isEqualTo(new DefinitionsConfig(List.of(Path.of("/a"), Path.of("/b"), Path.of("/c")), true));
    }

    @ParameterizedTest
    @CsvSource({
        "definitions.import_backend = https, \"https\" is not supported (expected: local_filesystem)",
        "definitions.import_backend = local_filesystem, definitions.local.path is missing",
        "definitions.local.path = /a, definitions.import_backend = local_filesystem is missing",
        "definitions.skip_if_unchanged = maybe, \"maybe\" is neither true nor false"
    })
    void refusesWhatItCannotDo(String line, String fault) {
        assertThatThrownBy(() -> resolved(line))
                .isInstanceOf(ConfigException.class)
                .hasMessage("test.conf:1: " + line.substring(0, line.indexOf(' ')) + ": " + fault);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "30000000, 30000000"})
    void takesAnotherLimitForBodies(String value, long bytes) throws ConfigException {
        RabbitConf conf = RabbitConf.parse("test.conf", List.of("management.http.max_body_size = " + value));
        assertThat(ManagementConfig.resolve(Flags.NONE, conf, List.of("::1"))
                        .http()
                        .bodyBytesMax())
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "x", "2000000000"})
    void refusesALimitForBodiesThatIsNone(String value) throws ConfigException {
        RabbitConf conf = RabbitConf.parse("test.conf", List.of("management.http.max_body_size = " + value));
        assertThatThrownBy(() -> ManagementConfig.resolve(Flags.NONE, conf, List.of("::1")))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("is not a number of bytes from 1 to 1073741824");
    }
}
