package io.leveret.routing;

import static io.leveret.routing.ExchangeType.FANOUT;
import static io.leveret.routing.House.autoDelete;
import static io.leveret.routing.House.exchange;
import static io.leveret.routing.House.name;
import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.value.FieldTable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemovalsTest {

    private final House house = new House();
    private final TestQueue queue = house.addQueue("q");
    private final List<String> removed = new ArrayList<>();
    private final Removals<TestQueue> removals = new Removals<>() {
        @Override
        public void exchangeRemoved(Exchange exchange) {
            removed.add("exchange " + exchange.name());
        }

        @Override
        public void bindingRemoved(Binding<TestQueue> binding) {
            removed.add(binding.source() + "->" + binding.destination().name());
        }
    };

    @Test
    void queueTakesItsBindingsAndTheExchangesThatLiveByThemAlong() {
        house.add(exchange("in", FANOUT), autoDelete("auto"), exchange("keep", FANOUT))
                .bindExchange("in", "auto", "")
                .bind("auto", "q", "")
                .bind("keep", "q", "");

        house.topology().withoutQueue(queue, removals);

        assertThat(removed).containsExactlyInAnyOrder("auto->q", "keep->q", "in->auto", "exchange auto");
    }

    @Test
    void exchangeTakesTheBindingsOnBothOfItsSidesAlong() {
        house.add(exchange("in", FANOUT), exchange("x", FANOUT))
                .bindExchange("in", "x", "")
                .bind("x", "q", "");

        house.topology().withoutExchange(name("x"), removals);

        assertThat(removed).containsExactlyInAnyOrder("in->x", "x->q", "exchange x");
    }

    @Test
    void lastBindingTakesAnAutoDeleteExchangeAlong() {
        house.add(autoDelete("auto")).bind("auto", "q", "k");

        house.topology()
                .withoutBinding(
                        new Binding<>(name("auto"), new Destination.ToQueue<>(queue), name("k"), FieldTable.EMPTY),
                        removals);

        assertThat(removed).containsExactlyInAnyOrder("auto->q", "exchange auto");
    }

    @Test
    void whatIsNotThereIsNotTold() {
        house.topology().withoutExchange(name("nowhere"), removals);

        assertThat(removed).isEmpty();
    }
}
