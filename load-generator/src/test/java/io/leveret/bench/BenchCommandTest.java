package io.leveret.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

class BenchCommandTest {

    static BenchOptions parse(String arguments) {
        CommandSpec spec = CommandSpec.create();
        BenchCommand.addOptions(spec);
        String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" ");
        return BenchCommand.options(new CommandLine(spec).parseArgs(words));
    }

    @Test
    void hasDefaults() {
        assertThat(parse(""))
                .isEqualTo(new BenchOptions(
                        Target.DEFAULT,
                        new BenchOptions.Publishing(1, 16, -1, -1, 0, false, false, -1),
                        new BenchOptions.Consuming(1, -1, 0, 1, false),
                        new BenchOptions.Places("", "direct", null, List.of(), false),
                        new BenchOptions.Run(-1, 0, 1, null, null)));
    }

    @Test
    void readsShortNames() {
        assertThat(parse("-x 2 -y 3 -s 100 -r 50 -z 9 -C 7 -D 8 -c 5 -q 60 -A 6 -e ex -t topic -k a.# -u q"
                        + " -f persistent -f mandatory -p -i 4"))
                .isEqualTo(new BenchOptions(
                        Target.DEFAULT,
                        new BenchOptions.Publishing(2, 100, 50, 7, 5, true, true, -1),
                        new BenchOptions.Consuming(3, 8, 60, 6, false),
                        new BenchOptions.Places("ex", "topic", "a.#", List.of("q"), true),
                        new BenchOptions.Run(9, 0, 4, null, null)));
    }

    @Test
    void readsLongNames() {
        assertThat(parse("--uri amqp://u:p@h:1/v --producers 2 --consumers 3 --size 100 --rate -1 --time 9 --warmup 2"
                        + " --autoack --exchange ex --type fanout --flag persistent --flush-every 1"
                        + " --interval 4 --histogram /h --json /j"))
                .isEqualTo(new BenchOptions(
                        new Target("h", 1, "u", "p", "v"),
                        new BenchOptions.Publishing(2, 100, -1, -1, 0, true, false, 1),
                        new BenchOptions.Consuming(3, -1, 0, 1, true),
                        new BenchOptions.Places("ex", "fanout", null, List.of(), false),
                        new BenchOptions.Run(9, 2, 4, Path.of("/h"), Path.of("/j"))));
    }

    @Test
    void countsQueuesByPattern() {
        assertThat(parse("--queue-pattern q-%d --queue-pattern-from 8 --queue-pattern-to 10")
                        .places()
                        .queues())
                .containsExactly("q-8", "q-9", "q-10");
        assertThat(parse("--queue-pattern %d --queue-pattern-to 1").places().queues())
                .containsExactly("1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -x -1                 | --producers
            -x 10001              | --producers
            -y x                  | --consumers
            -s -1                 | --size
            -s 134217729          | --size
            -r 0                  | --rate
            -r -2                 | --rate
            -r 1.5                | --rate
            -z 0                  | --time
            --warmup -1           | --warmup
            -C 0                  | --pmessages
            -D 0                  | --cmessages
            -c 0                  | --confirm
            -c 1000001            | --confirm
            -q 65536              | --qos
            -A 0                  | --multi-ack-every
            -f durable            | --flag
            --flush-every 0       | --flush-every
            -i 0                  | --interval
            --uri amqps://h       | amqp://
            --queue-pattern q     | --queue-pattern
            --queue-pattern %d%d  | --queue-pattern
            --queue-pattern %s    | --queue-pattern
            -z 1 -z 2             | --time
            --xyz                 | --xyz
            stray                 | stray
            """)
    void namesTheOptionWhoseValueIsImpossible(String arguments, String named) {
        assertRefused(arguments, named);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -x 0 -y 0                                   | --producers
            --json f --histogram ./f                    | a file each
            --json=                                     | --json needs
            --histogram=                                | --histogram needs
            -x 0 -r 5                                   | --rate
            -x 0 -C 5                                   | --pmessages
            -x 0 -c 5                                   | --confirm
            -x 0 -f mandatory                           | mandatory
            -x 0 --flush-every 1                        | --flush-every
            -y 0 -D 5                                   | --cmessages
            -y 0 -q 5                                   | --qos
            -y 0 -A 5                                   | --multi-ack-every
            -y 0 -a                                     | --autoack
            -a -A 5                                     | --multi-ack-every
            -a -q 5                                     | --qos
            -q 5 -A 6                                   | --multi-ack-every
            -k key                                      | --exchange
            -t topic                                    | --exchange
            -p                                          | --queue
            -p -e ex                                    | --queue
            -p -e ex -y 0                               | --routing-key
            --warmup 1 -C 5                             | --warmup
            --warmup 1 -D 5                             | --warmup
            --histogram h -s 7                          | --histogram
            --histogram h -y 0                          | --histogram
            --histogram h -x 0                          | --histogram
            -u q --queue-pattern %d --queue-pattern-to 1 | --queue
            --queue-pattern %d                          | --queue-pattern-to
            --queue-pattern-to 5                        | --queue-pattern
            --queue-pattern %d --queue-pattern-to 0     | --queue-pattern-to
            --queue-pattern %d --queue-pattern-to 100001 | --queue-pattern-to
            """)
    void namesTheOptionsThatDoNotGoTogether(String arguments, String named) {
        assertRefused(arguments, named);
    }

    private static void assertRefused(String arguments, String named) {
        assertThatThrownBy(() -> parse(arguments))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining(named)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-s 0", "-s 7", "-a -s 8", "-q 6 -A 6", "-x 0 -u q", "-y 0 -c 1 --histogram h"})
    void takesWhatIsUnusualButPossible(String arguments) {
        assertThat(parse(arguments)).isNotNull();
    }
}
