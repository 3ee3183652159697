package io.leveret.broker.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.leveret.broker.time.DeadlineQueue;
import io.leveret.broker.time.Deadlines;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SamplerTest {

    private static final Offset<Double> ROUNDED = within(0.001);

    private final DeadlineQueue due = new DeadlineQueue();
    private long nowMs = 1_000_000;
    private final Sampler sampler = new Sampler(Runnable::run, () -> nowMs);

    SamplerTest() {
        sampler.attach(new Deadlines() {
            @Override
            public Pending at(long atMs, Executor owner, Runnable task) {
                return due.add(atMs, owner, task);
            }

            @Override
            public void close() {}
        });
    }

    private void advance(long ms) {
        long untilMs = nowMs + ms;
        while (due.nextMs() <= untilMs) {
            nowMs = due.nextMs();
            due.runDue(nowMs);
        }
        nowMs = untilMs;
    }

    @Test
    void whatIsCountedIsReadAtOnce() {
        MessageStats stats = MessageStats.of(sampler);
        stats.count(Stat.ACK, 3);
        stats.count(Stat.ACK);
        assertThat(stats.read(null).count(Stat.ACK)).isEqualTo(4);
        assertThat(stats.read(null).count(Stat.GET)).isZero();
    }

    @Test
    void whoHasCountedNothingHasNoCounts() {
        assertThat(MessageStats.of(sampler).read(null)).isSameAs(Reading.NOTHING);
        assertThat(due.size()).isZero();
    }

    @Test
    void aBurstIsSpreadOverFiveSecondsAndThenOver() {
        MessageStats stats = MessageStats.of(sampler);
        stats.count(Stat.PUBLISH, 100);
        advance(10);
        assertThat(stats.read(null).rate(Stat.PUBLISH)).isCloseTo(20, ROUNDED);
        advance(60_000);
        assertThat(stats.read(null).rate(Stat.PUBLISH)).isZero();
    }

    @Test
    void aSteadyRateIsSeenAtAnyTime() {
        MessageStats stats = MessageStats.of(sampler);
        for (int tenth = 0; tenth < 600; tenth++) {
            stats.count(Stat.PUBLISH, 50);
            advance(100);
            if (tenth > 100) {
                assertThat(stats.read(null).rate(Stat.PUBLISH)).isBetween(495.0, 505.0);
            }
        }
    }

    @Test
    void lengthsHaveRatesThatMayBeNegative() {
        long[] length = {0};
        MessageStats stats = MessageStats.of(sampler, () -> length[0]);
        stats.count(Stat.PUBLISH);
        length[0] = 100;
        advance(5_000);
        length[0] = 50;
        advance(5_000);
        double[] rates = stats.read(null).rates();
        assertThat(rates[Stat.COUNT]).isCloseTo(-10, ROUNDED);
    }

    @Test
    void samplesGoBackAsFarAsIsWantedNewestFirst() {
        MessageStats stats = MessageStats.of(sampler);
        for (int i = 0; i < 60; i++) {
            stats.count(Stat.PUBLISH, 10);
            advance(5_000);
        }
        List<Reading.Sample> samples = stats.read(new Window(60_000, 5_000)).samples();
        assertThat(samples).hasSize(13);
        List<Long> counts = new ArrayList<>();
        samples.forEach(sample -> counts.add(sample.counts()[Stat.PUBLISH.index()]));
        assertThat(counts).isSortedAccordingTo((one, other) -> Long.compare(other, one));
        assertThat(counts.get(0)).isEqualTo(600);
        assertThat(counts.get(12)).isEqualTo(480);
        assertThat(samples.get(12).atMs()).isEqualTo(nowMs - 60_000);
    }

    @Test
    void anHourIsSeenInSteps() {
        MessageStats stats = MessageStats.of(sampler);
        for (int i = 0; i < 720; i++) {
            stats.count(Stat.PUBLISH);
            advance(5_000);
        }
        List<Reading.Sample> samples = stats.read(new Window(3_000_000, 60_000)).samples();
        assertThat(samples).hasSize(51);
        assertThat(samples.get(50).counts()[Stat.PUBLISH.index()]).isBetween(105L, 121L);
    }

    @Test
    void nothingIsSampledWhereNothingHappens() {
        MessageStats stats = MessageStats.of(sampler);
        stats.count(Stat.PUBLISH);
        advance(3_600_000);
        assertThat(due.size()).isZero();
        assertThat(stats.read(new Window(60_000, 5_000)).count(Stat.PUBLISH)).isEqualTo(1);
        stats.count(Stat.PUBLISH, 10);
        assertThat(due.size()).isEqualTo(1);
        assertThat(stats.read(null).rate(Stat.PUBLISH)).isCloseTo(2, ROUNDED);
    }

    @Test
    void allHaveWhatChannelsCountedThoughTheyAreGone() {
        MessageStats one = MessageStats.of(sampler, Total.CHANNELS);
        MessageStats other = MessageStats.of(sampler, Total.CHANNELS);
        MessageStats queue = MessageStats.of(sampler, Total.CLASSIC_QUEUES);
        one.count(Stat.PUBLISH, 5);
        other.count(Stat.PUBLISH, 7);
        queue.count(Stat.PUBLISH, 100);
        assertThat(sampler.total(Total.CHANNELS).read(null).count(Stat.PUBLISH)).isEqualTo(12);
        one.close();
        advance(5_000);
        other.count(Stat.PUBLISH);
        assertThat(sampler.total(Total.CHANNELS).read(null).count(Stat.PUBLISH)).isEqualTo(13);
        other.close();
        other.close();
        advance(3_600_000);
        assertThat(sampler.total(Total.CHANNELS).read(null).count(Stat.PUBLISH)).isEqualTo(13);
    }

    @Test
    void moreThanAThousandHaveRatesAndNoMore() {
        List<MessageStats> many = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            MessageStats stats = MessageStats.of(sampler);
            many.add(stats);
        }
        for (int i = 0; i < 20; i++) {
            many.forEach(stats -> stats.count(Stat.PUBLISH, 10));
            advance(5_000);
        }
        MessageStats first = many.get(0);
        MessageStats last = many.get(1_499);
        assertThat(last.read(null).rate(Stat.PUBLISH)).isCloseTo(2, ROUNDED);
        Window minute = new Window(60_000, 5_000);
        assertThat(first.read(minute).samples()).hasSize(13);
        assertThat(last.read(minute).samples()).hasSizeLessThan(5);
        many.forEach(MessageStats::close);
        advance(5_000);
        assertThat(due.size()).isZero();
    }

    @Test
    void exchangesThatAreGoneAreForgotten() {
        ExchangeStats exchanges = new ExchangeStats(sampler);
        Object kept = new Object();
        Object gone = new Object();
        exchanges.of(kept).count(Stat.PUBLISH_IN);
        exchanges.of(gone).count(Stat.PUBLISH_IN);
        exchanges.retain(Set.of(kept));
        assertThat(exchanges.known(gone)).isNull();
        assertThat(exchanges.of(kept).read(null).count(Stat.PUBLISH_IN)).isEqualTo(1);
    }

    @Test
    void readingsOfSeveralLoopsAddUp() {
        MessageStats one = MessageStats.of(sampler);
        MessageStats other = MessageStats.of(sampler);
        one.count(Stat.ACK, 10);
        advance(10_000);
        one.count(Stat.ACK, 10);
        other.count(Stat.ACK, 5);
        Window window = new Window(60_000, 5_000);
        Reading sum = Reading.sum(List.of(Reading.NOTHING, one.read(window), other.read(window)));
        assertThat(sum.count(Stat.ACK)).isEqualTo(25);
        assertThat(sum.rate(Stat.ACK)).isCloseTo(3, ROUNDED);
        assertThat(sum.samples())
                .extracting(sample -> sample.counts()[Stat.ACK.index()])
                .containsExactly(25L, 15L, 5L);
    }
}
