package io.leveret.routing;

import static io.leveret.routing.ExchangeType.DIRECT;
import static io.leveret.routing.ExchangeType.FANOUT;
import static io.leveret.routing.ExchangeType.HEADERS;
import static io.leveret.routing.ExchangeType.TOPIC;
import static io.leveret.routing.House.autoDelete;
import static io.leveret.routing.House.exchange;
import static io.leveret.routing.House.name;
import static io.leveret.routing.House.toExchange;
import static io.leveret.routing.House.toQueue;
import static io.leveret.routing.House.withAlternate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.leveret.codec.ChannelException;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TopologyTest {

    private final House house = new House();
    private final TestQueue queue = house.addQueue("q");

    @Test
    void emptyTopologyHasNothing() {
        Topology<TestQueue> topology = Topology.empty();

        assertThat(topology.exchangeCount()).isZero();
        assertThat(topology.queueCount()).isZero();
        assertThat(topology.exchange(name("x"))).isNull();
        assertThat(topology.queue(name("q"))).isNull();
        assertThat(topology.bindingsFrom(name("x"))).isEmpty();
        assertThat(topology.bindingsTo(queue)).isEmpty();
        assertThat(topology.bindingsToExchange(name("x"))).isEmpty();
    }

    @Test
    void findsAndListsWhatWasDeclared() {
        Exchange x = exchange("x", TOPIC);
        Exchange y = exchange("y", DIRECT);
        Topology<TestQueue> topology = house.add(x, y).topology();

        assertThat(topology.exchange(name("x"))).isSameAs(x);
        assertThat(topology.queue(name("q"))).isSameAs(queue);
        assertThat(topology.exchanges()).containsExactlyInAnyOrder(x, y);
        assertThat(topology.queues()).containsExactly(queue);
        assertThat(topology.exchangeCount()).isEqualTo(2);
        assertThat(topology.queueCount()).isEqualTo(1);
    }

    @Test
    void declaringTheSameAgainChangesNothing() {
        Topology<TestQueue> topology = house.add(exchange("x", TOPIC)).topology();

        assertThat(topology.withExchange(exchange("x", TOPIC))).isSameAs(topology);
        assertThat(topology.withQueue(queue)).isSameAs(topology);
    }

    @Test
    void newDefinitionOfAnExchangeKeepsItsBindings() {
        house.add(exchange("x", DIRECT)).bind("x", "q", "key").add(withAlternate("x", DIRECT, "alternate"));

        assertThat(house.namesOf("x", "key")).containsExactly("q");
        assertThat(house.topology().exchange(name("x"))).isEqualTo(withAlternate("x", DIRECT, "alternate"));
    }

    @Test
    void exchangeCannotChangeItsType() {
        house.add(exchange("x", DIRECT));

        assertThatIllegalArgumentException().isThrownBy(() -> house.add(exchange("x", TOPIC)));
    }

    @Test
    void nameOfAQueueCannotBeTakenByAnother() {
        assertThatIllegalArgumentException().isThrownBy(() -> house.addQueue("q"));
    }

    @Test
    void bothEndsKnowABinding() {
        house.add(exchange("x", DIRECT), exchange("y", DIRECT))
                .bind("x", "q", "a")
                .bindExchange("x", "y", "b");
        Topology<TestQueue> topology = house.topology();

        assertThat(topology.bindingsFrom(name("x")))
                .containsExactlyInAnyOrder(toQueue("x", queue, "a"), toExchange("x", "y", "b"));
        assertThat(topology.bindingsTo(queue)).containsExactly(toQueue("x", queue, "a"));
        assertThat(topology.bindingsToExchange(name("y"))).containsExactly(toExchange("x", "y", "b"));
        assertThat(topology.hasBindingsFrom(name("x"))).isTrue();
        assertThat(topology.hasBindingsFrom(name("y"))).isFalse();
    }

    @Test
    void queueAndExchangeOfOneNameAreDifferentDestinations() {
        house.add(exchange("x", DIRECT), exchange("q", FANOUT))
                .bind("x", "q", "key")
                .bindExchange("x", "q", "key");

        assertThat(house.topology().bindingsFrom(name("x"))).hasSize(2);
        assertThat(house.topology().bindingsTo(queue)).hasSize(1);
        assertThat(house.topology().bindingsToExchange(name("q"))).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void sameBindingTwiceIsOne(ExchangeType type) {
        Topology<TestQueue> once =
                house.add(exchange("x", type)).bind("x", "q", "key").topology();

        assertThat(once.withBinding(toQueue("x", queue, "key"))).isSameAs(once);
        assertThat(once.withoutBinding(toQueue("x", queue, "key")).bindingsFrom(name("x")))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void otherArgumentsMakeAnotherBinding(ExchangeType type) {
        FieldTable arguments = FieldTable.builder().put("x-note", 1).build();
        house.add(exchange("x", type)).bind("x", "q", "key").bind("x", "q", "key", arguments);

        assertThat(house.topology().bindingsFrom(name("x"))).hasSize(2);
        Topology<TestQueue> left = house.topology().withoutBinding(toQueue("x", queue, "key"));
        assertThat(left.bindingsFrom(name("x"))).extracting(Binding::arguments).containsExactly(arguments);
        assertThat(left.bindingsTo(queue)).hasSize(1);
    }

    @Test
    void otherTypeOfAnArgumentMakesAnotherBinding() {
        house.add(exchange("x", HEADERS))
                .bind(
                        "x",
                        "q",
                        "",
                        FieldTable.builder().put("a", new FieldValue.Int16(1)).build())
                .bind(
                        "x",
                        "q",
                        "",
                        FieldTable.builder().put("a", new FieldValue.Int32(1)).build());

        assertThat(house.topology().bindingsTo(queue)).hasSize(2);
    }

    @Test
    void orderOfArgumentsMakesNoOtherBinding() {
        house.add(exchange("x", HEADERS))
                .bind("x", "q", "", FieldTable.builder().put("a", 1).put("b", 2).build())
                .bind("x", "q", "", FieldTable.builder().put("b", 2).put("a", 1).build());

        assertThat(house.topology().bindingsTo(queue)).hasSize(1);
    }

    @Test
    void unbindingWhatIsNotBoundChangesNothing() {
        Topology<TestQueue> topology =
                house.add(exchange("x", DIRECT)).bind("x", "q", "key").topology();

        assertThat(topology.withoutBinding(toQueue("x", queue, "other"))).isSameAs(topology);
        assertThat(topology.withoutBinding(toQueue("none", queue, "key"))).isSameAs(topology);
        assertThat(topology.withoutBinding(toQueue("x", new TestQueue("q"), "key")))
                .isSameAs(topology);
        assertThat(topology.withoutBinding(toExchange("x", "none", "key"))).isSameAs(topology);
    }

    @Test
    void bindingNeedsBothEnds() {
        house.add(exchange("x", DIRECT));

        assertThatIllegalArgumentException().isThrownBy(() -> house.bind("none", "q", ""));
        assertThatIllegalArgumentException().isThrownBy(() -> house.bindExchange("x", "none", ""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> house.topology().withBinding(toQueue("x", new TestQueue("q"), "")));
    }

    @Test
    void defaultExchangeTakesNoBindings() {
        house.add(exchange("", DIRECT), exchange("x", DIRECT));

        assertThatIllegalArgumentException().isThrownBy(() -> house.bind("", "q", "key"));
        assertThatIllegalArgumentException().isThrownBy(() -> house.bindExchange("x", "", "key"));
    }

    @Test
    void refusedArgumentsLeaveEverythingAsItWas() {
        house.add(exchange("x", HEADERS));
        FieldTable wrong = FieldTable.builder().put("x-match", "some").build();

        assertThatExceptionOfType(ChannelException.class).isThrownBy(() -> house.bind("x", "q", "", wrong));
        assertThat(house.topology().bindingsTo(queue)).isEmpty();
    }

    @Test
    void removedQueueTakesItsBindingsAlong() {
        house.add(exchange("x", DIRECT)).bind("x", "q", "a").bind("x", "q", "b").bind("x", "other", "a");
        Topology<TestQueue> topology = house.topology().withoutQueue(queue);

        assertThat(topology.queue(name("q"))).isNull();
        assertThat(topology.bindingsFrom(name("x"))).hasSize(1);
        assertThat(topology.bindingsTo(queue)).isEmpty();
    }

    @Test
    void onlyTheRegisteredQueueItselfCanBeRemoved() {
        assertThat(house.topology().withoutQueue(new TestQueue("q"))).isSameAs(house.topology());
        assertThat(house.topology().withoutQueue(new TestQueue("none"))).isSameAs(house.topology());
    }

    @Test
    void queueDeclaredAgainHasNoBindings() {
        house.add(exchange("x", DIRECT)).bind("x", "q", "key");
        TestQueue again = new TestQueue("q");
        Topology<TestQueue> topology = house.topology().withoutQueue(queue).withQueue(again);

        assertThat(topology.bindingsTo(again)).isEmpty();
        assertThat(topology.hasBinding(toQueue("x", queue, "key"))).isFalse();
        assertThat(topology.bindingsFrom(name("x"))).isEmpty();
    }

    @Test
    void removedExchangeTakesBindingsOnBothSidesAlong() {
        house.add(exchange("x", DIRECT), exchange("y", DIRECT))
                .bindExchange("x", "y", "key")
                .bindExchange("y", "y", "key")
                .bind("y", "q", "key");
        Topology<TestQueue> topology = house.topology().withoutExchange(name("y"));

        assertThat(topology.exchange(name("y"))).isNull();
        assertThat(topology.bindingsFrom(name("x"))).isEmpty();
        assertThat(topology.bindingsFrom(name("y"))).isEmpty();
        assertThat(topology.bindingsTo(queue)).isEmpty();
        assertThat(topology.withoutExchange(name("none"))).isSameAs(topology);
    }

    @Test
    void autoDeleteExchangeStaysWhileItHasABinding() {
        house.add(autoDelete("x")).bind("x", "q", "a").bind("x", "q", "b");
        Topology<TestQueue> topology = house.topology().withoutBinding(toQueue("x", queue, "a"));

        assertThat(topology.exchange(name("x"))).isNotNull();
        assertThat(topology.withoutBinding(toQueue("x", queue, "b")).exchange(name("x")))
                .isNull();
    }

    @Test
    void autoDeleteExchangeThatWasNeverBoundStays() {
        assertThat(house.add(autoDelete("x"), autoDelete("y"))
                        .topology()
                        .withoutExchange(name("y"))
                        .withoutQueue(queue)
                        .exchange(name("x")))
                .isNotNull();
    }

    @Test
    void autoDeleteExchangeGoesWithItsLastQueue() {
        house.add(autoDelete("x"), exchange("y", FANOUT))
                .bind("x", "q", "a")
                .bind("x", "q", "b")
                .bind("y", "q", "");
        Topology<TestQueue> topology = house.topology().withoutQueue(queue);

        assertThat(topology.exchange(name("x"))).isNull();
        assertThat(topology.exchange(name("y"))).isNotNull();
    }

    @Test
    void autoDeleteExchangeDoesNotGoWithTheLastBindingToIt() {
        house.add(exchange("x", FANOUT), autoDelete("y")).bindExchange("x", "y", "");

        assertThat(house.topology().withoutBinding(toExchange("x", "y", "")).exchange(name("y")))
                .isNotNull();
    }

    @Test
    void autoDeleteRunsAlongAChain() {
        house.add(autoDelete("a"), autoDelete("b"), autoDelete("c"), exchange("keep", FANOUT))
                .bindExchange("a", "b", "")
                .bindExchange("b", "c", "")
                .bindExchange("keep", "a", "")
                .bind("c", "q", "");
        Topology<TestQueue> topology = house.topology().withoutQueue(queue);

        assertThat(topology.exchanges()).containsExactly(exchange("keep", FANOUT));
        assertThat(topology.bindingsFrom(name("keep"))).isEmpty();
    }

    @Test
    void autoDeleteRunsAlongAVeryLongChain() {
        house.add(autoDelete("0"));
        for (int i = 1; i < 20_000; i++) {
            house.add(autoDelete("" + i)).bindExchange("" + (i - 1), "" + i, "");
        }
        house.bind("19999", "q", "");

        assertThat(house.topology().withoutQueue(queue).exchangeCount()).isZero();
    }

    @Test
    void autoDeleteExchangeBoundToItselfStays() {
        house.add(autoDelete("x")).bindExchange("x", "x", "").bind("x", "q", "");
        Topology<TestQueue> topology = house.topology().withoutQueue(queue);

        assertThat(topology.exchange(name("x"))).isNotNull();
        assertThat(topology.withoutBinding(toExchange("x", "x", "")).exchange(name("x")))
                .isNull();
    }

    @Test
    void changeLeavesTheOldSnapshotAsItWas() {
        house.add(exchange("x", DIRECT)).bind("x", "q", "key");
        Topology<TestQueue> old = house.topology();
        house.bind("x", "other", "key");
        house.topology().withoutQueue(queue).withoutExchange(name("x"));

        assertThat(old.queues()).containsExactly(queue);
        assertThat(old.bindingsFrom(name("x"))).containsExactly(toQueue("x", queue, "key"));
        assertThat(old.bindingsTo(queue)).hasSize(1);
    }

    @Test
    void policyGivesAnAlternateExchange() {
        house.add(exchange("x", DIRECT), exchange("y", FANOUT)).bind("y", "q", "");
        Topology<TestQueue> topology = house.topology().withPolicyAlternate(name("x"), name("y"));

        assertThat(routed(topology)).containsExactly(queue);
        assertThat(topology.withPolicyAlternate(name("x"), name("y"))).isSameAs(topology);
        assertThat(routed(topology.withExchange(exchange("x", DIRECT)))).containsExactly(queue);
        assertThat(routed(topology.withPolicyAlternate(name("x"), null))).isEmpty();
    }

    @Test
    void argumentOverrulesThePolicysAlternate() {
        house.add(withAlternate("x", DIRECT, "y"), exchange("y", FANOUT), exchange("z", FANOUT))
                .bind("y", "q", "");
        Topology<TestQueue> topology = house.topology().withPolicyAlternate(name("x"), name("z"));

        assertThat(routed(topology)).containsExactly(queue);
        assertThat(topology.withPolicyAlternate(name("none"), name("z"))).isSameAs(topology);
    }

    private static Iterable<TestQueue> routed(Topology<TestQueue> topology) {
        return Router.route(topology, name("x"), List.of(name("key")), () -> FieldTable.EMPTY)
                .queues();
    }
}
