package io.leveret.broker.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.catalogue.CatalogueLog;
import io.leveret.broker.event.Events;
import io.leveret.broker.limit.BrokerLimits;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.testing.ErrorLog;
import io.leveret.broker.testing.SteppedLoops;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.Exchange;
import io.leveret.routing.ExchangeType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlTest {

    private static final Exchange EXCHANGE =
            new Exchange(ShortString.of("x"), ExchangeType.FANOUT, false, false, false, FieldTable.EMPTY);

    private final SteppedLoops loops = new SteppedLoops(2);
    private final Loop here = loops.loop(0);
    private final Loop there = loops.loop(1);
    private final Control control = new Control(loops.controlThread(), CatalogueLog.none(), Events.NONE);
    private final Asker asker = new Asker(here, "guest");
    private final VirtualHost virtualHost = new VirtualHost("/");
    private final TopologyEditor editor =
            new TopologyEditor(virtualHost, control, new Capacity(BrokerLimits.NONE, new Placement(List.of())));
    private final List<String> log = new ArrayList<>();

    private boolean isPublished() {
        return virtualHost.topology().exchange(EXCHANGE.name()) != null;
    }

    @Test
    void whatTheTurnHasGatheredGoesOutBeforeTheChange() {
        loops.on(here, () -> {
            here.send(there, () -> log.add("command"));
            control.change(asker, () -> log.add("change"), (value, failure) -> log.add("answer"));
            assertThat(loops.step(there)).isTrue();
            assertThat(loops.stepControl()).isTrue();
            here.endTurn();
        });
        loops.settle();
        assertThat(log).containsExactly("command", "change", "answer");
    }

    @Test
    void whoeverIsAnsweredSeesTheChange() {
        loops.turn(
                here,
                () -> control.<Boolean>change(
                        asker,
                        () -> {
                            editor.add(EXCHANGE);
                            return isPublished();
                        },
                        (early, failure) -> log.add(early + " then " + isPublished())));
        assertThat(isPublished()).isFalse();
        loops.settle();
        assertThat(log).containsExactly("false then true");
    }

    @Test
    void changesOfOneBatchSeeEachOtherAndShareASnapshot() {
        loops.turn(here, () -> {
            control.change(() -> editor.add(EXCHANGE), () -> {});
            control.<Boolean>change(
                    asker,
                    () -> editor.draft().exchange(EXCHANGE.name()) != null,
                    (seen, failure) -> log.add("seen " + seen));
        });
        assertThat(loops.stepControl()).isTrue();
        assertThat(loops.stepControl()).isFalse();
        assertThat(isPublished()).isTrue();
        loops.settle();
        assertThat(log).containsExactly("seen true");
    }

    @Test
    void aChangeThatFailsIsAnsweredAndHarmsNoOther() {
        ErrorLog.clear();
        loops.turn(here, () -> {
            control.<String>change(
                    asker,
                    () -> {
                        throw new IllegalArgumentException("on purpose");
                    },
                    (value, failure) -> log.add(value + " " + failure));
            control.change(asker, () -> "second", (value, failure) -> log.add(value + " " + failure));
        });
        loops.settle();
        assertThat(log).containsExactly("null java.lang.IllegalArgumentException: on purpose", "second null");
        ErrorLog.requireEmpty();
    }

    @Test
    void changesAreMadeInOrderHoweverMany() {
        List<Integer> made = new ArrayList<>();
        loops.turn(here, () -> {
            for (int i = 0; i < 3_000; i++) {
                int number = i;
                control.change(() -> made.add(number), () -> log.add("published"));
            }
        });
        loops.stepControl();
        assertThat(made).hasSizeLessThan(3_000);
        loops.settle();
        assertThat(made).hasSize(3_000).isSorted();
        assertThat(log).hasSize(3_000);
    }
}
