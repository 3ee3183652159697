package io.leveret.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random sequences of declares, deletes, binds, unbinds and messages, on a {@link Topology} and on a {@link NaiveHouse}
 * side by side. Snapshots kept on the way must still answer at the end as they did when they were made.
 *
 * <p>{@code -Dleveret.model.sequences} says how many sequences to run (default 2,000), {@code -Dleveret.model.seed} the
 * seed of the first (default 1); each further one has the next seed. A failure names its seed.
 */
class RoutingModelTest {

    private static final int SEQUENCES = Integer.getInteger("leveret.model.sequences", 2_000);
    private static final long FIRST_SEED = Long.getLong("leveret.model.seed", 1L);
    private static final int STEPS = 80;

    @Test
    void topologyBehavesLikeTheModel() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEQUENCES; seed++) {
            Sequence sequence = new Sequence(seed);
            try {
                sequence.run();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "with -Dleveret.model.sequences=1 -Dleveret.model.seed=" + seed + ", step " + sequence.step, e);
            }
        }
    }

    /** One message and the answer that was right for it. */
    private record Probe(ShortString exchange, List<ShortString> keys, FieldTable headers, List<TestQueue> answer) {}

    /** A snapshot with what was true of it when it was made. */
    private record Kept(Topology<TestQueue> topology, NaiveHouse model, List<Probe> probes) {}

    private static final class Sequence {

        private final RoutingChances chances;
        private final NaiveHouse model = new NaiveHouse();
        private final List<Kept> kept = new ArrayList<>();
        private Topology<TestQueue> topology = Topology.empty();
        private List<Probe> probes = new ArrayList<>();
        private int step;

        Sequence(long seed) {
            chances = new RoutingChances(new Random(seed));
        }

        void run() {
            for (step = 0; step < STEPS; step++) {
                change();
                probes = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    probes.add(probe());
                }
                if (chances.oneIn(20)) {
                    kept.add(new Kept(topology, new NaiveHouse(model), probes));
                }
            }
            kept.add(new Kept(topology, model, probes));
            kept.forEach(Sequence::verify);
        }

        private void change() {
            switch (chances.below(16)) {
                case 0, 1, 2 -> declareExchange();
                case 3, 4 -> declareQueue();
                case 5 -> deleteExchange();
                case 6 -> deleteQueue();
                case 7, 8 -> unbind();
                case 9 -> setPolicy();
                default -> bind();
            }
        }

        private void declareExchange() {
            Exchange exchange = chances.exchange(chances.exchangeName());
            Exchange known = model.exchanges.get(exchange.name());
            if (known == null || known.type() == exchange.type()) {
                model.exchanges.put(exchange.name(), exchange);
                topology = topology.withExchange(exchange);
            }
        }

        private void declareQueue() {
            ShortString name = chances.queueName();
            if (model.queue(name) == null) {
                TestQueue queue = new TestQueue(name.toString());
                model.queues.add(queue);
                topology = topology.withQueue(queue);
            }
        }

        private void deleteExchange() {
            ShortString name = chances.exchangeName();
            model.removeExchange(name);
            topology = topology.withoutExchange(name);
        }

        private void deleteQueue() {
            TestQueue queue = model.queue(chances.queueName());
            if (queue != null) {
                topology = topology.withoutQueue(new TestQueue(queue.name().toString()));
                model.removeQueue(queue);
                topology = topology.withoutQueue(queue);
            }
        }

        private void setPolicy() {
            ShortString name = chances.exchangeName();
            ShortString alternate = chances.oneIn(3) ? null : chances.exchangeName();
            topology = topology.withPolicyAlternate(name, alternate);
            if (alternate == null) {
                model.policyAlternates.remove(name);
            } else if (model.exchanges.containsKey(name)) {
                model.policyAlternates.put(name, alternate);
            }
        }

        private void bind() {
            if (model.exchanges.isEmpty()) {
                return;
            }
            Binding<TestQueue> binding = randomBinding();
            boolean isNew = !model.bindings.contains(binding);
            assertThat(topology.hasBinding(binding)).isEqualTo(!isNew);
            Topology<TestQueue> next = topology.withBinding(binding);
            assertThat(next == topology).isEqualTo(!isNew);
            model.bind(binding);
            topology = next;
        }

        /** Of what is bound in most cases, and sometimes of anything. */
        private void unbind() {
            if (model.exchanges.isEmpty()) {
                return;
            }
            Binding<TestQueue> binding =
                    model.bindings.isEmpty() || chances.oneIn(4) ? randomBinding() : chances.oneOf(model.bindings);
            model.unbind(binding);
            topology = topology.withoutBinding(binding);
        }

        private Binding<TestQueue> randomBinding() {
            List<ShortString> names = List.copyOf(model.exchanges.keySet());
            Destination<TestQueue> destination = model.queues.isEmpty() || chances.oneIn(3)
                    ? new Destination.ToExchange<>(chances.oneOf(names))
                    : new Destination.ToQueue<>(chances.oneOf(model.queues));
            return new Binding<>(chances.oneOf(names), destination, chances.bindingKey(), chances.bindingArguments());
        }

        private Probe probe() {
            ShortString exchange = chances.oneIn(8) ? ShortString.EMPTY : chances.exchangeName();
            List<ShortString> keys = chances.routingKeys();
            FieldTable headers = chances.headers();
            List<TestQueue> answer = routed(topology, exchange, keys, headers);
            assertSameMembers(answer, model.route(exchange, keys, headers));
            return new Probe(exchange, keys, headers, answer);
        }

        private static void verify(Kept kept) {
            NaiveHouse model = kept.model();
            Topology<TestQueue> topology = kept.topology();
            assertSameMembers(topology.exchanges(), model.exchanges.values());
            assertSameMembers(topology.queues(), model.queues);
            for (ShortString name : model.exchanges.keySet()) {
                assertSameMembers(topology.bindingsFrom(name), model.from(name));
                assertSameMembers(topology.bindingsToExchange(name), model.to(name));
                assertThat(topology.hasBindingsFrom(name))
                        .isEqualTo(!model.from(name).isEmpty());
            }
            for (TestQueue queue : model.queues) {
                assertThat(topology.queue(queue.name())).isSameAs(queue);
                assertSameMembers(topology.bindingsTo(queue), model.to(queue));
            }
            for (Probe probe : kept.probes()) {
                assertThat(routed(topology, probe.exchange(), probe.keys(), probe.headers()))
                        .isEqualTo(probe.answer());
            }
        }

        private static List<TestQueue> routed(
                Topology<TestQueue> topology, ShortString exchange, List<ShortString> keys, FieldTable headers) {
            return Router.route(topology, exchange, keys, () -> headers).queues();
        }

        /** Without order, but every member as often here as there; both sides hold each member once. */
        private static <T> void assertSameMembers(Collection<T> actual, Collection<T> expected) {
            if (actual.size() != expected.size() || !new HashSet<>(actual).equals(new HashSet<>(expected))) {
                assertThat(actual).containsExactlyInAnyOrderElementsOf(expected);
            }
        }
    }
}
