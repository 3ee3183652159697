package io.leveret.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person and a program are told. */
class ReportTest {

    private static final long SECOND = 1_000_000_000;

    @TempDir
    private Path directory;

    /** A thousand messages with latencies of 1 to 1000 microseconds, and as many confirms of twice that. */
    private static Sample thousand() {
        LoadStats stats = new LoadStats();
        stats.sent(1000, 5);
        for (int i = 1; i <= 1000; i++) {
            stats.received(6);
            stats.latency(i * 1000L);
            stats.confirmed(1, 7);
            stats.confirmLatency(i * 2000L);
        }
        stats.returned();
        stats.nacked(3, 8);
        return stats.take(9);
    }

    private static String line(String arguments, Sample sample) {
        return new IntervalReport(BenchCommandTest.parse(arguments)).line(false, 3 * SECOND, 2 * SECOND, sample);
    }

    @Test
    void anIntervalSaysWhatTheOptionsAskFor() {
        assertThat(line("", thousand()))
                .isEqualTo("time 3.0 s, sent: 500 msg/s, received: 500 msg/s,"
                        + " min/median/75th/95th/99th consumer latency: 1/500/750/950/990 µs");
        assertThat(line("-c 10 -f mandatory", thousand()))
                .isEqualTo("time 3.0 s, sent: 500 msg/s, returned: 1 msg/s, confirmed: 500 msg/s, nacked: 2 msg/s,"
                        + " received: 500 msg/s, min/median/75th/95th/99th consumer latency: 1/500/750/950/990 µs,"
                        + " confirm latency: 2/1000/1500/1901/1980 µs");
        assertThat(line("-y 0", thousand())).isEqualTo("time 3.0 s, sent: 500 msg/s");
        assertThat(line("-y 0 -c 10", thousand()))
                .contains("min/median/75th/95th/99th confirm latency: 2/1000/1500/1901/1980 µs");
        assertThat(line("-x 0 -u q", thousand())).isEqualTo("time 3.0 s, received: 500 msg/s");
        assertThat(line("-s 7", thousand())).isEqualTo("time 3.0 s, sent: 500 msg/s, received: 500 msg/s");
    }

    @Test
    void anIntervalWithoutMessagesHasNoLatency() {
        assertThat(line("", Sample.empty()))
                .isEqualTo("time 3.0 s, sent: 0 msg/s, received: 0 msg/s,"
                        + " min/median/75th/95th/99th consumer latency: none");
    }

    @Test
    void saysThatItIsWarmingUp() {
        String line = new IntervalReport(BenchCommandTest.parse("")).line(true, SECOND, SECOND, thousand());
        assertThat(line).startsWith("warm-up 1.0 s, sent: 1000 msg/s");
    }

    private static Summary summary(String arguments, long behind) {
        return new Summary(BenchCommandTest.parse(arguments), 2 * SECOND, thousand(), behind, 0.256);
    }

    @Test
    void theSummaryGoesToTheTail() {
        assertThat(summary("-c 10", 0).lines())
                .containsExactly(
                        "summary of 2.0 s",
                        "  sent       1,000 messages, 500 msg/s",
                        "  confirmed  1,000 messages, 500 msg/s",
                        "  nacked     3 messages, 2 msg/s",
                        "  received   1,000 messages, 500 msg/s",
                        "  latency    min 1, median 500, 75th 750, 95th 950, 99th 990, 99.9th 999, max 1,000 µs",
                        "  confirms   min 2, median 1,000, 75th 1,500, 95th 1,901, 99th 1,980, 99.9th 1,999, max 2,001"
                                + " µs",
                        "  generator  0.26 cores");
    }

    @Test
    void theSummarySaysWhyThereIsNoLatencyAndThatProducersWereBehind() {
        assertThat(summary("-s 3 -r 10", 1234).lines())
                .contains(
                        "  latency    not measured: bodies under 8 octets hold no time",
                        "  behind     1,234 messages were due and could not be sent in time");
    }

    @Test
    void jsonHasAllOfIt() {
        assertThat(summary("-c 10", 5).json())
                .isEqualTo("{\"seconds\":2.0,\"sent\":1000,\"sent_per_second\":500,\"returned\":1,"
                        + "\"returned_per_second\":1,\"confirmed\":1000,\"confirmed_per_second\":500,"
                        + "\"nacked\":3,\"nacked_per_second\":2,\"received\":1000,"
                        + "\"received_per_second\":500,\"behind\":5,\"generator_cores\":0.256,"
                        + "\"latency_us\":{\"count\":1000,\"min\":1,\"median\":500,\"p75\":750,"
                        + "\"p95\":950,\"p99\":990,\"p999\":999,\"max\":1000},"
                        + "\"confirm_latency_us\":{\"count\":1000,\"min\":2,\"median\":1000,\"p75\":1500,"
                        + "\"p95\":1901,\"p99\":1980,\"p999\":1999,\"max\":2001}}");
    }

    @Test
    void jsonOfALatencyThatWasNotMeasuredIsNull() {
        Summary nothing = new Summary(BenchCommandTest.parse(""), SECOND, Sample.empty(), 0, 0);
        assertThat(nothing.json()).contains("\"latency_us\":null,\"confirm_latency_us\":null}");
    }

    @Test
    void filesHoldTheSummaryAndThePercentiles() throws Exception {
        Path histogram = directory.resolve("h");
        Path json = directory.resolve("j");
        try (ResultFiles files = new ResultFiles(new BenchOptions.Run(1, 0, 1, histogram, json))) {
            files.write(summary("", 0));
        }
        assertThat(histogram).content().contains("Percentile", "#[Max     =     1000");
        assertThat(json).hasContent(summary("", 0).json());
    }

    @Test
    void aFileThatCannotBeWrittenIsSaidBeforeTheBenchBegins() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        Path below = file.resolve("json");
        assertThatThrownBy(() -> new ResultFiles(new BenchOptions.Run(1, 0, 1, null, below)))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining(below.toString());
    }

    @Test
    void aSampleIsTakenOnceAndSamplesAddUp() {
        LoadStats stats = new LoadStats();
        stats.sent(2, 10);
        Sample first = stats.take(9);
        stats.sent(3, 20);
        Sample sum = first.plus(stats.take(30)).plus(Sample.empty());
        assertThat(sum.sent()).isEqualTo(5);
        assertThat(sum.lastNanos()).isEqualTo(20);
        assertThat(sum.takenNanos()).isEqualTo(30);
        assertThat(stats.take(9).sent()).isZero();
    }
}
