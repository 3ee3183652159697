package io.leveret.broker.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.auth.Access;
import io.leveret.broker.auth.AccessTable;
import io.leveret.broker.auth.Permissions;
import io.leveret.broker.compat.Compat;
import io.leveret.broker.event.Events;
import io.leveret.broker.limit.BrokerLimits;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.queue.QueueType;
import io.leveret.broker.testing.SteppedLoops;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.ExchangeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DurableTopologyTest {

    private static final Access.Held EVERYTHING = new Access.Held(
            AccessTable.NONE.with(new AccessTable.Member("/", "guest"), Permissions.of(".*", ".*", ".*")),
            "guest",
            "/",
            false);

    private final SteppedLoops loops = new SteppedLoops(2);
    private final Loop here = loops.loop(0);
    private final RecordingCatalogue catalogue = new RecordingCatalogue();
    private final Control control = new Control(loops.controlThread(), catalogue, Events.NONE);
    private final VirtualHost virtualHost = new VirtualHost("/");
    private final TopologyControl topology = new TopologyControl(
            virtualHost,
            control,
            loops.loops(),
            loops.deadlines(),
            new RandomNames(1),
            new Capacity(BrokerLimits.NONE, new Placement(loops.loops())),
            QueueDefaults.of(QueueType.CLASSIC, Compat.DEFAULT));
    private final List<String> answers = new ArrayList<>();

    private void exchange(String name, boolean durable, boolean autoDelete) {
        loops.turn(
                here,
                () -> topology.declareExchange(
                        new Asker(here, "guest"),
                        new ExchangeDeclarations.Request(
                                ShortString.of(name),
                                ExchangeType.FANOUT,
                                durable,
                                autoDelete,
                                false,
                                FieldTable.EMPTY,
                                EVERYTHING),
                        (done, failure) -> answers.add("declared " + name)));
        loops.settle();
    }

    private void queue(String name, boolean durable, boolean exclusive) {
        loops.turn(
                here,
                () -> topology.declareQueue(
                        new QueueDeclarations.Request(
                                ShortString.of(name),
                                durable,
                                exclusive,
                                false,
                                FieldTable.EMPTY,
                                this,
                                here,
                                EVERYTHING),
                        (done, failure) -> answers.add("declared " + name)));
        loops.settle();
    }

    private void bind(String source, String queue) {
        loops.turn(
                here,
                () -> topology.bindQueue(
                        new Asker(here, "guest"),
                        ShortString.of(queue),
                        ShortString.of(source),
                        ShortString.EMPTY,
                        FieldTable.EMPTY,
                        this,
                        (done, failure) -> answers.add("bound")));
        loops.settle();
    }

    private Queue queue(String name) {
        return Objects.requireNonNull(virtualHost.topology().queue(ShortString.of(name)));
    }

    @Test
    void recordsDurableThingsAndBindingsBetweenThem() {
        exchange("durable", true, false);
        exchange("transient", false, false);
        queue("kept", true, false);
        queue("lost", false, false);
        queue("exclusive", true, true);
        for (String exchange : List.of("durable", "transient")) {
            bind(exchange, "kept");
            bind(exchange, "lost");
        }

        assertThat(catalogue.recorded).containsExactly("put exchange durable", "put queue kept", "put durable->kept");
    }

    @Test
    void recordsNothingAgainForWhatIsThere() {
        exchange("x", true, false);
        queue("q", true, false);
        bind("x", "q");
        catalogue.recorded.clear();

        exchange("x", true, false);
        queue("q", true, false);
        bind("x", "q");

        assertThat(catalogue.recorded).isEmpty();
    }

    @Test
    void recordsWhatGoesAlongWithAQueue() {
        exchange("auto", true, true);
        queue("q", true, false);
        bind("auto", "q");
        catalogue.recorded.clear();

        loops.turn(
                here,
                () -> topology.deleteQueue(new Asker(here, "guest"), queue("q"), false, false, (ready, failure) -> {}));
        loops.settle();

        assertThat(catalogue.recorded)
                .containsExactlyInAnyOrder("remove auto->q", "remove exchange auto", "remove queue q");
    }

    @Test
    void keepsADurableExchangeThatATransientBindingHolds() {
        exchange("auto", true, true);
        queue("kept", true, false);
        queue("lost", false, false);
        bind("auto", "kept");
        bind("auto", "lost");
        catalogue.recorded.clear();

        loops.turn(
                here,
                () -> topology.deleteQueue(
                        new Asker(here, "guest"), queue("kept"), false, false, (ready, failure) -> {}));
        loops.settle();

        assertThat(catalogue.recorded).containsExactlyInAnyOrder("remove auto->kept", "remove queue kept");
    }

    @Test
    void answersADurableDeclareOnlyOnceItIsForced() {
        queue("q", true, false);
        assertThat(answers).isEmpty();

        catalogue.force();
        loops.settle();

        assertThat(answers).containsExactly("declared q");
    }

    @Test
    void answersARedeclareNotBeforeTheDeclareIsForced() {
        queue("q", true, false);
        queue("q", true, false);
        assertThat(answers).isEmpty();

        catalogue.force();
        loops.settle();

        assertThat(answers).hasSize(2);
    }

    @Test
    void answersTransientDeclaresAtOnce() {
        queue("q", false, false);
        exchange("x", false, false);

        assertThat(answers).containsExactly("declared q", "declared x");
    }
}
