package io.leveret.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DestinationTest {

    private final TestQueue queue = new TestQueue("name");

    @Test
    void queuesAreComparedByReference() {
        assertThat(new Destination.ToQueue<>(queue)).isEqualTo(new Destination.ToQueue<>(queue));
        assertThat(new Destination.ToQueue<>(queue)).isNotEqualTo(new Destination.ToQueue<>(new TestQueue("name")));
    }

    @Test
    void hashOfAQueueIsTheSameInEveryProcess() {
        assertThat(new Destination.ToQueue<>(queue))
                .hasSameHashCodeAs(new Destination.ToQueue<>(new TestQueue("name")));
    }

    @Test
    void exchangesAreComparedByName() {
        assertThat(new Destination.ToExchange<>(House.name("name")))
                .isEqualTo(new Destination.ToExchange<>(House.name("name")))
                .isNotEqualTo(new Destination.ToExchange<>(House.name("other")));
    }

    @Test
    void queueIsNoExchangeOfItsName() {
        Destination<TestQueue> exchange = new Destination.ToExchange<>(queue.name());

        assertThat(exchange).isNotEqualTo(new Destination.ToQueue<>(queue));
        assertThat(exchange.name()).isEqualTo(new Destination.ToQueue<>(queue).name());
    }
}
