package io.leveret.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RabbitConfTest {

    @Test
    void readsKeysAndValuesWithTheirPlace() throws ConfigException {
        RabbitConf conf = parse("# a comment", "", "  listeners.tcp.default=5673  ", "data_dir = /var/lib/x");

        assertThat(conf.get("listeners.tcp.default"))
                .isEqualTo(new RabbitConf.Entry("listeners.tcp.default", "5673", "test.conf:3"));
        assertThat(conf.get("data_dir")).isEqualTo(new RabbitConf.Entry("data_dir", "/var/lib/x", "test.conf:4"));
        assertThat(conf.get("other")).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            k = v # comment       | v
            k = v#comment         | v
            k = 'v # no comment'  | v # no comment
            k = ' v ' # comment   | " v "
            k = a = b             | a = b
            k = a b               | a b
            """)
    void endsAValueAtTheCommentUnlessItIsQuoted(String line, String value) throws ConfigException {
        assertThat(parse(line).get("k")).extracting(RabbitConf.Entry::value).isEqualTo(value);
    }

    @Test
    void theLaterOfTwoLinesWins() throws ConfigException {
        assertThat(parse("k = 1", "k = 2").get("k")).isEqualTo(new RabbitConf.Entry("k", "2", "test.conf:2"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            no equals sign | test.conf:2: expected "key = value", got "no equals sign"
            k =            | test.conf:2: k has no value
            k = # comment  | test.conf:2: k has no value
            = v            | test.conf:2: "" is not a key
            a key = v      | test.conf:2: "a key" is not a key
            k = 'v         | test.conf:2: the quote is not closed
            k = 'v' w      | test.conf:2: "w" stands after the closing quote
            """)
    void saysFileAndLineOfAMalformedLine(String line, String message) {
        assertThatThrownBy(() -> parse("# first", line))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void saysThatAFileIsMissing(@TempDir Path directory) {
        Path missing = directory.resolve("missing.conf");
        assertThatThrownBy(() -> RabbitConf.read(missing))
                .isInstanceOf(ConfigException.class)
                .hasMessage("configuration file " + missing + " does not exist");
    }

    @Test
    void saysThatAFileIsNotText(@TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("binary.conf"), "k = ä".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> RabbitConf.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessage("configuration file " + file + " is not UTF-8 text");
    }

    private static RabbitConf parse(String... lines) throws ConfigException {
        return RabbitConf.parse("test.conf", List.of(lines));
    }
}
