package io.leveret.broker;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.stats.DeathStats;
import io.leveret.broker.stats.MessageSizes;
import io.leveret.broker.stats.MessageStats;
import io.leveret.broker.stats.Reading;
import io.leveret.broker.stats.Sampler;
import io.leveret.broker.stats.Stat;
import io.leveret.broker.stats.Total;
import io.leveret.broker.stats.Window;
import io.leveret.broker.vhost.TopologyControl;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.Exchange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Shows what is counted of messages. Any thread; loops are asked by message, and futures complete on one. */
public final class StatsOperations {

    private static final Map<Total, String> QUEUE_TYPES =
            new EnumMap<>(Map.of(Total.CLASSIC_QUEUES, "classic", Total.QUORUM_QUEUES, "quorum"));

    private final List<Loop> loops;
    private final VirtualHosts virtualHosts;

    StatsOperations(List<Loop> loops, VirtualHosts virtualHosts) {
        this.loops = loops;
        this.virtualHosts = virtualHosts;
    }

    /** What clients have done with messages, in all. */
    public CompletableFuture<StatsInfo> overall(@Nullable SampleWindow window) {
        Window wanted = window(window);
        return onEach(loop -> loop.sampler().total(Total.CHANNELS).read(wanted))
                .thenApply(readings -> StatsInfo.ofChannels(Reading.sum(readings), wallMs()));
    }

    /**
     * What was published to the exchanges of some virtual hosts, by these and the exchanges' names; those to which nothing was
     * are left out.
     */
    public CompletableFuture<Map<String, Map<String, StatsInfo>>> exchanges(
            Set<String> wantedHosts, @Nullable SampleWindow window) {
        Window wanted = window(window);
        forgetExchanges();
        CompletableFuture<Map<String, Map<String, StatsInfo>>> all = CompletableFuture.completedFuture(new HashMap<>());
        for (String name : wantedHosts) {
            TopologyControl control = virtualHosts.get(name);
            if (control != null) {
                Iterable<Exchange> exchanges = control.virtualHost().topology().exchanges();
                all = all.thenCombine(onEach(loop -> known(loop, exchanges, wanted)), (byHost, ofLoops) -> {
                    byHost.put(name, byName(ofLoops));
                    return byHost;
                });
            }
        }
        return all;
    }

    private static Map<ShortString, Reading> known(Loop loop, Iterable<Exchange> exchanges, @Nullable Window wanted) {
        Map<ShortString, Reading> known = new HashMap<>();
        for (Exchange exchange : exchanges) {
            MessageStats stats = loop.exchangeStats().known(exchange);
            if (stats != null) {
                known.put(exchange.name(), stats.read(wanted));
            }
        }
        return known;
    }

    private Map<String, StatsInfo> byName(List<Map<ShortString, Reading>> ofLoops) {
        Map<ShortString, List<Reading>> all = new HashMap<>();
        ofLoops.forEach(known -> known.forEach((name, reading) ->
                all.computeIfAbsent(name, added -> new ArrayList<>()).add(reading)));
        Map<String, StatsInfo> byName = new TreeMap<>();
        all.forEach(
                (name, readings) -> byName.put(name.toString(), StatsInfo.ofExchange(Reading.sum(readings), wallMs())));
        return byName;
    }

    /** Who looks pays for what is not there any more. */
    private void forgetExchanges() {
        Set<Object> there = Collections.newSetFromMap(new IdentityHashMap<>());
        for (TopologyControl control : virtualHosts.all()) {
            control.virtualHost().topology().exchanges().forEach(there::add);
        }
        loops.forEach(loop -> loop.execute(() -> loop.exchangeStats().retain(there)));
    }

    /** The counts of one queue with samples; none if there is no such queue. */
    public CompletableFuture<StatsInfo> queue(String virtualHost, String name, SampleWindow window) {
        TopologyControl control = virtualHosts.get(virtualHost);
        Queue queue = control == null || name.getBytes(StandardCharsets.UTF_8).length > ShortString.BYTES_MAX
                ? null
                : control.virtualHost().topology().queue(ShortString.of(name));
        return queue == null
                ? CompletableFuture.completedFuture(StatsInfo.NOTHING)
                : Owners.ask(
                        queue.home(),
                        () -> StatsInfo.ofQueue(queue.stats().read(window.window()), queue.home()::wallMs));
    }

    /** What the broker has done with messages since it started. */
    public CompletableFuture<TrafficInfo> traffic() {
        return onEach(this::ofLoop).thenApply(StatsOperations::sum);
    }

    /** What one loop says. */
    private record OfLoop(
            Map<Total, Reading> totals, List<TrafficInfo.Deaths> deaths, TrafficInfo.Sizes sizes, long confirmed) {}

    private OfLoop ofLoop(Loop loop) {
        Sampler sampler = loop.sampler();
        Map<Total, Reading> totals = new EnumMap<>(Total.class);
        for (Total total : Total.values()) {
            totals.put(total, sampler.total(total).read(null));
        }
        List<TrafficInfo.Deaths> deaths = new ArrayList<>();
        sampler.deaths().forEach((of, strategy, reason, count) -> deaths.add(deaths(of, strategy, reason, count)));
        return new OfLoop(
                totals, deaths, sizes(sampler.sizes()), sampler.deaths().confirmed());
    }

    private static TrafficInfo.Sizes sizes(MessageSizes sizes) {
        return new TrafficInfo.Sizes(
                Arrays.stream(MessageSizes.bounds()).boxed().toList(),
                Arrays.stream(sizes.counts()).boxed().toList(),
                sizes.sum());
    }

    private static TrafficInfo.Sizes add(TrafficInfo.Sizes one, TrafficInfo.Sizes other) {
        List<Long> counts = new ArrayList<>();
        for (int i = 0; i < one.counts().size(); i++) {
            counts.add(one.counts().get(i) + other.counts().get(i));
        }
        return new TrafficInfo.Sizes(one.bounds(), counts, one.sum() + other.sum());
    }

    private static TrafficInfo.Deaths deaths(Total of, DeathStats.Strategy strategy, String reason, long count) {
        return new TrafficInfo.Deaths(
                QUEUE_TYPES.getOrDefault(of, ""), strategy.name().toLowerCase(Locale.ROOT), reason, count);
    }

    private static TrafficInfo sum(List<OfLoop> loops) {
        Reading channels = sum(loops, Total.CHANNELS);
        List<TrafficInfo.Delivered> delivered = new ArrayList<>();
        QUEUE_TYPES.forEach((total, type) -> delivered.add(delivered(type, sum(loops, total))));
        Map<TrafficInfo.Deaths, Long> deaths = new HashMap<>();
        for (OfLoop loop : loops) {
            for (TrafficInfo.Deaths some : loop.deaths) {
                deaths.merge(
                        new TrafficInfo.Deaths(some.queueType(), some.strategy(), some.reason(), 0),
                        some.count(),
                        Long::sum);
            }
        }
        return new TrafficInfo(
                channels.count(Stat.PUBLISH),
                channels.count(Stat.PUBLISH_CONFIRM),
                channels.count(Stat.CONFIRM),
                channels.count(Stat.ROUTED),
                channels.count(Stat.DROP_UNROUTABLE),
                channels.count(Stat.RETURN_UNROUTABLE),
                delivered,
                deaths.entrySet().stream()
                        .map(entry -> new TrafficInfo.Deaths(
                                entry.getKey().queueType(),
                                entry.getKey().strategy(),
                                entry.getKey().reason(),
                                entry.getValue()))
                        .toList(),
                loops.stream().map(OfLoop::sizes).reduce(StatsOperations::add).orElseThrow(),
                loops.stream().mapToLong(OfLoop::confirmed).sum());
    }

    private static TrafficInfo.Delivered delivered(String type, Reading queues) {
        return new TrafficInfo.Delivered(
                type,
                queues.count(Stat.DELIVER),
                queues.count(Stat.DELIVER_NO_ACK),
                queues.count(Stat.GET),
                queues.count(Stat.GET_NO_ACK),
                queues.count(Stat.REDELIVER),
                queues.count(Stat.ACK),
                queues.count(Stat.GET_EMPTY));
    }

    private static Reading sum(List<OfLoop> loops, Total total) {
        return Reading.sum(loops.stream()
                .map(loop -> loop.totals.getOrDefault(total, Reading.NOTHING))
                .toList());
    }

    private LongUnaryOperator wallMs() {
        return loops.get(0)::wallMs;
    }

    private static @Nullable Window window(@Nullable SampleWindow window) {
        return window == null ? null : window.window();
    }

    private <T> CompletableFuture<List<T>> onEach(Function<Loop, T> question) {
        List<CompletableFuture<T>> answers = new ArrayList<>();
        for (Loop loop : loops) {
            answers.add(Owners.ask(loop, () -> question.apply(loop)));
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
    }
}
