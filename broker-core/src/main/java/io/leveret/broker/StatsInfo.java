package io.leveret.broker;

import io.leveret.broker.stats.Reading;
import io.leveret.broker.stats.Stat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import java.util.function.ToLongFunction;

/**
 * What was counted of the messages of one thing, by the names that RabbitMQ has for that. A group of counts is there once one
 * of them is not 0.
 *
 * @param messages {@code publish}, {@code deliver}, {@code ack} and so on
 * @param lengths of a queue: {@code messages_ready} and {@code messages_unacknowledged}
 */
public record StatsInfo(Map<String, StatInfo> messages, Map<String, StatInfo> lengths) {

    /** Nothing was counted. */
    public static final StatsInfo NOTHING = new StatsInfo(Map.of(), Map.of());

    private static final List<Stat> PUBLISHING =
            List.of(Stat.PUBLISH, Stat.CONFIRM, Stat.RETURN_UNROUTABLE, Stat.DROP_UNROUTABLE);
    private static final List<Stat> DELIVERING = List.of(
            Stat.ACK, Stat.DELIVER, Stat.DELIVER_NO_ACK, Stat.GET, Stat.GET_NO_ACK, Stat.GET_EMPTY, Stat.REDELIVER);
    private static final List<Stat> TAKEN = List.of(Stat.DELIVER, Stat.DELIVER_NO_ACK, Stat.GET, Stat.GET_NO_ACK);
    private static final List<Stat> OF_QUEUE = List.of(Stat.PUBLISH);
    private static final List<Stat> OF_EXCHANGE = List.of(Stat.PUBLISH_IN, Stat.PUBLISH_OUT);

    /** @param wallMs from the monotonic clock to milliseconds since 1970 */
    static StatsInfo ofQueue(Reading reading, LongUnaryOperator wallMs) {
        if (reading.counts().length == 0) {
            return NOTHING;
        }
        StatsInfo info = new StatsInfo(new LinkedHashMap<>(), new LinkedHashMap<>());
        Table table = new Table(reading, wallMs);
        table.addGroup(OF_QUEUE, info.messages);
        table.addGroup(DELIVERING, info.messages);
        table.addTaken(info.messages);
        info.lengths.put("messages_ready", table.length(0));
        info.lengths.put("messages_unacknowledged", table.length(1));
        return info;
    }

    /** The same of a channel, or of all. */
    static StatsInfo ofChannels(Reading reading, LongUnaryOperator wallMs) {
        Map<String, StatInfo> messages = new LinkedHashMap<>();
        Table table = new Table(reading, wallMs);
        table.addGroup(PUBLISHING, messages);
        table.addGroup(DELIVERING, messages);
        table.addTaken(messages);
        return new StatsInfo(messages, Map.of());
    }

    /** The same of an exchange. */
    static StatsInfo ofExchange(Reading reading, LongUnaryOperator wallMs) {
        Map<String, StatInfo> messages = new LinkedHashMap<>();
        new Table(reading, wallMs).addGroup(OF_EXCHANGE, messages);
        return new StatsInfo(messages, Map.of());
    }

    private record Table(Reading reading, LongUnaryOperator wallMs) {

        void addGroup(List<Stat> group, Map<String, StatInfo> into) {
            if (group.stream().anyMatch(stat -> reading.count(stat) != 0)) {
                group.forEach(stat -> into.put(stat.title(), of(stat)));
            }
        }

        /** Delivered and got, in whatever way. */
        void addTaken(Map<String, StatInfo> into) {
            if (into.containsKey(Stat.ACK.title())) {
                into.put(
                        "deliver_get",
                        info(
                                TAKEN.stream().mapToLong(reading::count).sum(),
                                TAKEN.stream().mapToDouble(reading::rate).sum(),
                                sample ->
                                        TAKEN.stream().mapToLong(sample::count).sum()));
            }
        }

        private StatInfo of(Stat stat) {
            return info(reading.count(stat), reading.rate(stat), sample -> sample.count(stat));
        }

        StatInfo length(int number) {
            return info(reading.length(number), reading.lengthRate(number), sample -> sample.length(number));
        }

        private StatInfo info(long count, double rate, ToLongFunction<Reading.Sample> of) {
            List<StatInfo.Sample> samples = new ArrayList<>(reading.samples().size());
            for (Reading.Sample sample : reading.samples()) {
                samples.add(new StatInfo.Sample(wallMs.applyAsLong(sample.atMs()), of.applyAsLong(sample)));
            }
            return new StatInfo(count, rate, samples);
        }
    }
}
