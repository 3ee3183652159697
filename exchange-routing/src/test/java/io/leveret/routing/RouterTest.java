package io.leveret.routing;

import static io.leveret.routing.ExchangeType.DIRECT;
import static io.leveret.routing.ExchangeType.FANOUT;
import static io.leveret.routing.ExchangeType.HEADERS;
import static io.leveret.routing.ExchangeType.TOPIC;
import static io.leveret.routing.House.exchange;
import static io.leveret.routing.House.name;
import static io.leveret.routing.House.withAlternate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.codec.value.FieldTable;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RouterTest {

    private final House house = new House();

    @Test
    void defaultExchangeRoutesToTheQueueOfThatName() {
        TestQueue queue = house.addQueue("q");

        assertThat(house.route("", "q").queues()).containsExactly(queue);
        assertThat(house.route("", "other").isEmpty()).isTrue();
    }

    @Test
    void defaultExchangeRoutesByAllKeysAndToEveryQueueOnce() {
        house.addQueue("a");
        house.addQueue("b");

        assertThat(house.namesOf("", "a", "b", "a", "none")).containsExactly("a", "b");
    }

    @Test
    void unknownExchangeRoutesNowhere() {
        house.addQueue("q");

        assertThat(house.route("none", "q").isEmpty()).isTrue();
    }

    @Test
    void eachTypeMatchesInItsWay() {
        house.add(exchange("d", DIRECT), exchange("f", FANOUT), exchange("t", TOPIC), exchange("h", HEADERS))
                .bind("d", "direct", "a.b")
                .bind("f", "fanout", "x")
                .bind("t", "topic", "a.#")
                .bind("h", "headers", "x");

        assertThat(house.namesOf("d", "a.b")).containsExactly("direct");
        assertThat(house.namesOf("d", "a.#")).isEmpty();
        assertThat(house.namesOf("f", "a.b")).containsExactly("fanout");
        assertThat(house.namesOf("t", "a.b")).containsExactly("topic");
        assertThat(house.namesOf("h", "a.b")).containsExactly("headers");
    }

    @Test
    void queueBoundSeveralTimesGetsTheMessageOnce() {
        house.add(exchange("t", TOPIC))
                .bind("t", "q", "#")
                .bind("t", "q", "a.*")
                .bind("t", "q", "a.b");

        assertThat(house.namesOf("t", "a.b")).containsExactly("q");
    }

    @Test
    void severalKeysReachEveryQueueOnce() {
        house.add(exchange("d", DIRECT))
                .bind("d", "q1", "a")
                .bind("d", "q1", "b")
                .bind("d", "q2", "b");

        assertThat(house.namesOf("d", "a", "b", "c")).containsExactlyInAnyOrder("q1", "q2");
    }

    @Test
    void manyQueuesAreReachedOnceEach() {
        house.add(exchange("f", FANOUT));
        for (int i = 0; i < 100; i++) {
            house.bind("f", "q" + i % 50, "key" + i);
        }

        assertThat(house.namesOf("f", "")).hasSize(50).doesNotHaveDuplicates();
    }

    @Test
    void messagePassesThroughBoundExchanges() {
        house.add(exchange("a", DIRECT), exchange("b", TOPIC), exchange("c", FANOUT))
                .bindExchange("a", "b", "x.y")
                .bindExchange("b", "c", "x.*")
                .bind("c", "q", "");

        assertThat(house.namesOf("a", "x.y")).containsExactly("q");
        assertThat(house.namesOf("a", "x.z")).isEmpty();
    }

    @Test
    void circleOfExchangesEnds() {
        house.add(exchange("a", FANOUT), exchange("b", FANOUT))
                .bindExchange("a", "b", "")
                .bindExchange("b", "a", "")
                .bindExchange("a", "a", "")
                .bind("a", "qa", "")
                .bind("b", "qb", "");

        assertThat(house.namesOf("b", "")).containsExactlyInAnyOrder("qa", "qb");
    }

    @Test
    void queueReachedOverTwoExchangesGetsTheMessageOnce() {
        house.add(exchange("a", FANOUT), exchange("b", FANOUT), exchange("c", FANOUT))
                .bindExchange("a", "b", "")
                .bindExchange("a", "c", "")
                .bind("b", "q", "")
                .bind("c", "q", "");

        assertThat(house.namesOf("a", "")).containsExactly("q");
    }

    @Test
    void unmatchedMessageGoesToTheAlternateExchange() {
        house.add(withAlternate("a", DIRECT, "b"), exchange("b", FANOUT))
                .bind("a", "matched", "key")
                .bind("b", "rest", "");

        assertThat(house.namesOf("a", "key")).containsExactly("matched");
        assertThat(house.namesOf("a", "other")).containsExactly("rest");
    }

    @Test
    void alternateExchangeRoutesWithTheSameKey() {
        house.add(withAlternate("a", DIRECT, "b"), exchange("b", DIRECT)).bind("b", "q", "key");

        assertThat(house.namesOf("a", "key")).containsExactly("q");
        assertThat(house.namesOf("a", "other")).isEmpty();
    }

    @Test
    void alternateExchangesFormAChain() {
        house.add(withAlternate("a", DIRECT, "b"), withAlternate("b", DIRECT, "c"), exchange("c", FANOUT))
                .bind("c", "q", "");

        assertThat(house.namesOf("a", "key")).containsExactly("q");
    }

    @Test
    void circleOfAlternateExchangesEnds() {
        house.add(withAlternate("a", DIRECT, "b"), withAlternate("b", DIRECT, "a"), withAlternate("c", DIRECT, "c"));

        assertThat(house.route("a", "key").isEmpty()).isTrue();
        assertThat(house.route("c", "key").isEmpty()).isTrue();
    }

    @Test
    void alternateExchangeThatIsMissingDropsTheMessage() {
        house.add(withAlternate("a", DIRECT, "none"));

        assertThat(house.route("a", "key").isEmpty()).isTrue();
    }

    @Test
    void defaultExchangeIsNoAlternate() {
        house.add(withAlternate("a", DIRECT, ""), exchange("", DIRECT)).addQueue("q");

        assertThat(house.route("a", "q").isEmpty()).isTrue();
    }

    @Test
    void oneMatchingKeyKeepsTheMessageFromTheAlternate() {
        house.add(withAlternate("a", DIRECT, "b"), exchange("b", FANOUT))
                .bind("a", "matched", "key")
                .bind("b", "rest", "");

        assertThat(house.namesOf("a", "other", "key")).containsExactly("matched");
    }

    @Test
    void boundExchangeThatLeadsNowhereIsAMatch() {
        house.add(withAlternate("a", DIRECT, "b"), exchange("b", FANOUT), exchange("dead end", DIRECT))
                .bindExchange("a", "dead end", "key")
                .bind("b", "rest", "");

        assertThat(house.route("a", "key").isEmpty()).isTrue();
    }

    @Test
    void exchangeBoundToItselfHasMatched() {
        house.add(withAlternate("a", FANOUT, "b"), exchange("b", FANOUT))
                .bindExchange("a", "a", "")
                .bind("b", "rest", "");

        assertThat(house.route("a", "key").isEmpty()).isTrue();
    }

    @Test
    void boundExchangeUsesItsOwnAlternate() {
        house.add(exchange("a", FANOUT), withAlternate("b", DIRECT, "c"), exchange("c", FANOUT))
                .bindExchange("a", "b", "")
                .bind("a", "qa", "")
                .bind("c", "qc", "");

        assertThat(house.namesOf("a", "key")).containsExactlyInAnyOrder("qa", "qc");
    }

    @Test
    void internalExchangeRoutesLikeAnyOther() {
        house.add(exchange("a", FANOUT), new Exchange(name("b"), FANOUT, true, false, true, FieldTable.EMPTY))
                .bindExchange("a", "b", "")
                .bind("b", "q", "");

        assertThat(house.namesOf("a", "")).containsExactly("q");
    }

    @Test
    void saysWhetherHeadersWereAsked() {
        house.add(exchange("f", FANOUT), exchange("h", HEADERS), withAlternate("d", DIRECT, "h"))
                .bind("f", "q", "")
                .bind("d", "q", "key");

        assertThat(house.route("f", "").dependsOnHeaders()).isFalse();
        assertThat(house.route("", "q").dependsOnHeaders()).isFalse();
        assertThat(house.route("h", "").dependsOnHeaders()).isTrue();
        assertThat(house.route("d", "key").dependsOnHeaders()).isFalse();
        assertThat(house.route("d", "other").dependsOnHeaders())
                .as("by the alternate exchange")
                .isTrue();
    }

    @Test
    void headersAreDecodedOnlyForAHeadersExchange() {
        house.add(exchange("t", TOPIC)).bind("t", "q", "#");

        Route<TestQueue> route = Router.route(house.topology(), name("t"), List.of(name("a")), () -> {
            throw new AssertionError("no headers exchange is on the way");
        });

        assertThat(route.size()).isEqualTo(1);
    }

    @Test
    void headersAreDecodedOnceForSeveralHeadersExchanges() {
        house.add(exchange("h1", HEADERS), exchange("h2", HEADERS))
                .bindExchange("h1", "h2", "")
                .bind("h1", "q1", "")
                .bind("h2", "q2", "");
        AtomicInteger asked = new AtomicInteger();

        Route<TestQueue> route = Router.route(house.topology(), name("h1"), List.of(name("a")), () -> {
            asked.incrementAndGet();
            return FieldTable.EMPTY;
        });

        assertThat(route.size()).isEqualTo(2);
        assertThat(asked).hasValue(1);
    }

    @Test
    void headersChooseTheQueue() {
        FieldTable red = FieldTable.builder().put("colour", "red").build();
        FieldTable blue = FieldTable.builder().put("colour", "blue").build();
        house.add(exchange("h", HEADERS)).bind("h", "red", "", red).bind("h", "blue", "", blue);

        Route<TestQueue> route = Router.route(house.topology(), name("h"), List.of(name("")), () -> blue);

        assertThat(route.queues()).extracting(TestQueue::toString).containsExactly("blue");
    }

    @Test
    void orderDoesNotDependOnTheHistory() {
        house.add(exchange("f", FANOUT));
        House other = new House().add(exchange("f", FANOUT)).bind("f", "passing", "");
        for (int i = 0; i < 60; i++) {
            house.bind("f", "q" + i, "");
            other.bind("f", "q" + (59 - i), "");
        }
        TestQueue passing = other.route("", "passing").get(0);
        List<String> expected = house.namesOf("f", "");

        assertThat(Router.route(
                                other.topology().withoutQueue(passing),
                                name("f"),
                                List.of(name("")),
                                () -> FieldTable.EMPTY)
                        .queues())
                .extracting(TestQueue::toString)
                .isEqualTo(expected);
    }

    @Test
    void routeCannotBeChanged() {
        house.add(exchange("f", FANOUT)).bind("f", "q1", "").bind("f", "q2", "");
        List<TestQueue> queues = house.route("f", "").queues();

        assertThatThrownBy(queues::clear).isInstanceOf(UnsupportedOperationException.class);
    }
}
