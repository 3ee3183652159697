package io.leveret.benchmarks;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.Binding;
import io.leveret.routing.Destination;
import io.leveret.routing.Exchange;
import io.leveret.routing.ExchangeType;
import io.leveret.routing.QueueTarget;
import io.leveret.routing.Router;
import io.leveret.routing.Topology;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Routing one message through a topic exchange whose patterns are of four kinds in equal parts (as scenario S7 of the
 * side-by-side measuring), without any cache in front. Each key matches one binding. Nanoseconds per message.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class TopicRoutingBenchmark {

    private static final ShortString EXCHANGE = ShortString.of("logs");
    private static final int QUEUES = 10;

    /** Number of bindings. */
    @Param({"40", "1000", "100000"})
    int bindings;

    private Topology<BenchmarkQueue> topology = Topology.empty();
    private List<List<ShortString>> keys = List.of();
    private int turn;

    private record BenchmarkQueue(ShortString name) implements QueueTarget {}

    /** Builds the topology, and keys that match one binding each. */
    @Setup(Level.Trial)
    public void build() {
        topology = Topology.<BenchmarkQueue>empty()
                .withExchange(new Exchange(EXCHANGE, ExchangeType.TOPIC, false, false, false, FieldTable.EMPTY));
        List<BenchmarkQueue> queues = IntStream.range(0, QUEUES)
                .mapToObj(n -> new BenchmarkQueue(ShortString.of("queue-" + n)))
                .toList();
        for (BenchmarkQueue queue : queues) {
            topology = topology.withQueue(queue);
        }
        for (int n = 0; n < bindings; n++) {
            topology = topology.withBinding(binding(n, queues.get(n % QUEUES)));
        }
        keys = List.of(key("a0.m.x"), key("a1.m.n.o"), key("m.b2.n"), key("m.n.c3"));
        turn = 0;
    }

    /** Routes the next of the four keys. */
    @Benchmark
    public int route() {
        List<ShortString> key = keys.get(turn++ & 3);
        return Router.route(topology, EXCHANGE, key, () -> FieldTable.EMPTY).size();
    }

    private static Binding<BenchmarkQueue> binding(int n, BenchmarkQueue queue) {
        return new Binding<>(EXCHANGE, new Destination.ToQueue<>(queue), ShortString.of(pattern(n)), FieldTable.EMPTY);
    }

    private static String pattern(int n) {
        return switch (n & 3) {
            case 0 -> "a" + n + ".*.x";
            case 1 -> "a" + n + ".#";
            case 2 -> "*.b" + n + ".*";
            default -> "#.c" + n;
        };
    }

    private static List<ShortString> key(String text) {
        return List.of(ShortString.of(text));
    }
}
