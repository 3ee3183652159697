package io.leveret.management.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.leveret.broker.StatInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is counted, as RabbitMQ writes it: each count, and beside it how fast it grows. */
public final class StatsBody {

    private static final String DETAILS = "_details";

    private StatsBody() {}

    /**
     * How fast a number grows.
     *
     * @param rate per second
     * @param samples the newest first; with what is behind them not written where nobody has asked for them
     * @param avgRate over all samples
     * @param avg of all samples
     */
    public record Rate(
            double rate,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<Sample> samples,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Double avgRate,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Double avg) {

        private static final double MS = 1_000;

        /** Of what has never been counted. */
        public static final Rate NONE = new Rate(0, null, null, null);

        static Rate of(@Nullable StatInfo stat) {
            if (stat == null) {
                return NONE;
            }
            List<StatInfo.Sample> samples = stat.samples();
            if (samples.isEmpty()) {
                return new Rate(stat.rate(), null, null, null);
            }
            StatInfo.Sample newest = samples.get(0);
            StatInfo.Sample oldest = samples.get(samples.size() - 1);
            double seconds = (newest.atMs() - oldest.atMs()) / MS;
            return new Rate(
                    stat.rate(),
                    samples.stream()
                            .map(sample -> new Sample(sample.count(), sample.atMs()))
                            .toList(),
                    seconds == 0 ? 0 : (newest.count() - oldest.count()) / seconds,
                    samples.stream().mapToLong(StatInfo.Sample::count).average().orElse(0));
        }
    }

    /**
     * What a number was.
     *
     * @param timestamp milliseconds since 1970
     */
    public record Sample(long sample, long timestamp) {}

    /** Several numbers together; null if there are none. */
    static @Nullable StatInfo sum(Map<String, StatInfo> stats) {
        StatInfo sum = null;
        for (StatInfo stat : stats.values()) {
            sum = sum == null ? stat : sum(sum, stat);
        }
        return sum;
    }

    private static StatInfo sum(StatInfo one, StatInfo other) {
        List<StatInfo.Sample> samples = new ArrayList<>();
        for (int i = 0; i < Math.min(one.samples().size(), other.samples().size()); i++) {
            StatInfo.Sample sample = one.samples().get(i);
            samples.add(new StatInfo.Sample(
                    sample.atMs(), sample.count() + other.samples().get(i).count()));
        }
        return new StatInfo(one.count() + other.count(), one.rate() + other.rate(), samples);
    }

    /** The fields of {@code message_stats}; null, and the field is not written, as long as nothing was counted. */
    public static @Nullable Map<String, Object> of(Map<String, StatInfo> stats) {
        if (stats.isEmpty()) {
            return null;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        stats.forEach((name, stat) -> {
            fields.put(name, stat.count());
            fields.put(name + DETAILS, Rate.of(stat));
        });
        return fields;
    }
}
