package io.leveret.broker.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.broker.testing.ErrorLog;
import io.leveret.broker.testing.SteppedLoops;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoopTest {

    private final SteppedLoops loops = new SteppedLoops(3);
    private final Loop here = loops.loop(0);
    private final Loop there = loops.loop(1);
    private final Loop elsewhere = loops.loop(2);
    private final List<String> log = new ArrayList<>();

    @BeforeEach
    void forgetErrors() {
        ErrorLog.clear();
    }

    @Test
    void runsACommandToItselfAtOnce() {
        loops.on(here, () -> {
            here.send(here, () -> log.add("command"));
            log.add("after");
        });
        assertThat(log).containsExactly("command", "after");
    }

    @Test
    void handsCommandsToAnotherLoopOverWhenTheTurnEnds() {
        loops.on(here, () -> {
            here.send(there, () -> log.add("command"));
            assertThat(loops.step(there)).isFalse();
            here.endTurn();
        });
        assertThat(loops.step(there)).isTrue();
        assertThat(log).containsExactly("command");
    }

    @Test
    void keepsTheOrderOfCommandsAcrossTurns() {
        for (int turn = 0; turn < 3; turn++) {
            int number = turn;
            loops.turn(here, () -> {
                here.send(there, () -> log.add(number + "a"));
                here.send(there, () -> log.add(number + "b"));
            });
        }
        loops.settle();
        assertThat(log).containsExactly("0a", "0b", "1a", "1b", "2a", "2b");
    }

    /** As a failing flush does: it closes its socket, and a closed socket ends a turn. */
    @Test
    void servesEverybodyAlthoughOneEndsTheTurnFromWithin() {
        loops.turn(here, () -> {
            here.flushAtTurnEnd(() -> {
                log.add("first");
                here.endTurn();
            });
            here.flushAtTurnEnd(() -> log.add("second"));
            here.send(there, () -> log.add("handed over"));
        });
        loops.settle();
        assertThat(log).containsExactly("first", "second", "handed over");
        ErrorLog.requireEmpty();
    }

    private void read(int octets, String name) {
        loops.on(here, () -> {
            here.arrived(octets);
            here.dispatchAtTurnEnd(() -> log.add(name));
            here.endTurnAfterReads();
        });
    }

    @Test
    void readsOfSocketsThatAreReadyTogetherAreOneTurn() {
        read(100, "first");
        read(100, "second");
        assertThat(log).isEmpty();
        assertThat(loops.step(here)).isTrue();
        assertThat(log).containsExactly("first", "second");
        assertThat(loops.step(here)).isFalse();
    }

    @Test
    void whatReadsBringEndsTheTurnWhenItIsMuch() {
        read(400 << 10, "first");
        assertThat(log).isEmpty();
        read(400 << 10, "second");
        assertThat(log).containsExactly("first", "second");
        read(400 << 10, "third");
        assertThat(log).as("counted from the end of the turn").hasSize(2);
        loops.settle();
        assertThat(log).hasSize(3);
    }

    @Test
    void aTurnCostsTheOtherLoopOneTask() {
        loops.turn(here, () -> {
            for (int i = 0; i < 100; i++) {
                here.send(there, () -> log.add("x"));
            }
        });
        assertThat(loops.step(there)).isTrue();
        assertThat(log).hasSize(100);
        assertThat(loops.step(there)).isFalse();
    }

    @Test
    void servesQueuesBeforeConnectionsAndHandsOverLast() {
        loops.on(here, () -> {
            here.send(there, () -> log.add("there"));
            here.flushAtTurnEnd(() -> log.add("flush"));
            here.dispatchAtTurnEnd(() -> {
                log.add("dispatch");
                here.send(there, () -> log.add("delivery"));
            });
            here.endTurn();
        });
        loops.settle();
        assertThat(log).containsExactly("dispatch", "flush", "there", "delivery");
    }

    @Test
    void dispatchAndFlushMayCauseEachOtherWithinATurn() {
        loops.turn(
                here,
                () -> here.dispatchAtTurnEnd(() -> here.flushAtTurnEnd(
                        () -> here.dispatchAtTurnEnd(() -> here.flushAtTurnEnd(() -> log.add("second flush"))))));
        assertThat(log).containsExactly("second flush");
    }

    @Test
    void endsATurnAfterBoundedRoundsAndGoesOnInTheNext() {
        Loop.Participant restless = new Loop.Participant() {
            @Override
            public void endTurn() {
                log.add("round");
                if (log.size() < 100) {
                    here.dispatchAtTurnEnd(this);
                }
            }
        };
        loops.turn(here, () -> here.dispatchAtTurnEnd(restless));
        assertThat(log.size()).isLessThanOrEqualTo(8);
        assertThat(loops.step(here)).as("the next turn is due").isTrue();
        loops.settle();
        assertThat(log).hasSize(100);
    }

    @Test
    void boundsTheCommandsOfOneDrain() {
        for (int i = 0; i < 10_000; i++) {
            here.execute(() -> log.add("x"));
        }
        loops.step(here);
        assertThat(log).hasSize(4096);
        loops.settle();
        assertThat(log).hasSize(10_000);
    }

    @Test
    void aCommandThatFailsHarmsNoneBehindIt() {
        here.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        here.execute(() -> {
            throw new AssertionError("on purpose");
        });
        here.execute(() -> log.add("behind"));
        loops.settle();
        assertThat(log).containsExactly("behind");
        assertThat(ErrorLog.take()).hasSize(2);
    }

    @Test
    void aCommandOfALaneThatFailsHarmsNoneBehindIt() {
        loops.turn(here, () -> {
            here.send(there, () -> {
                throw new IllegalStateException("on purpose");
            });
            here.send(there, () -> log.add("behind"));
        });
        loops.settle();
        assertThat(log).containsExactly("behind");
        assertThat(ErrorLog.take()).hasSize(1);
    }

    @Test
    void aParticipantThatFailsHarmsNoOther() {
        loops.turn(here, () -> {
            here.dispatchAtTurnEnd(() -> {
                throw new AssertionError("on purpose");
            });
            here.dispatchAtTurnEnd(() -> log.add("queue"));
            here.flushAtTurnEnd(() -> log.add("connection"));
        });
        assertThat(log).containsExactly("queue", "connection");
        assertThat(ErrorLog.take()).hasSize(1);
    }

    @Test
    void aTurnHasOneTime() {
        loops.on(here, () -> {
            long begun = here.turnMs();
            loops.advance(5);
            assertThat(here.turnMs()).isEqualTo(begun);
            here.endTurn();
            assertThat(here.turnMs()).isEqualTo(begun + 5);
        });
    }

    @Test
    void aQuestionIsSeenBehindTheCommandsOfTheSameTurn() {
        loops.turn(here, () -> {
            here.send(there, () -> log.add("command"));
            Ask.<String>ask(
                    here,
                    there,
                    () -> {
                        log.add("question");
                        return "value";
                    },
                    (value, failure) -> log.add("answer " + value));
        });
        loops.settle();
        assertThat(log).containsExactly("command", "question", "answer value");
    }

    @Test
    void commandsToOtherOwnersAreHandedOverBeforeAQuestion() {
        loops.on(here, () -> {
            here.send(elsewhere, () -> log.add("command"));
            Ask.<String>ask(here, there, () -> "value", (value, failure) -> log.add("answer"));
            assertThat(loops.step(elsewhere)).as("elsewhere has its command").isTrue();
            here.endTurn();
        });
        loops.settle();
        assertThat(log).containsExactly("command", "answer");
    }

    @Test
    void aQuestionToItselfIsAnsweredAtOnce() {
        loops.on(here, () -> {
            Ask.<Integer>ask(here, here, () -> 7, (value, failure) -> log.add("answer " + value));
            log.add("after");
        });
        assertThat(log).containsExactly("answer 7", "after");
    }

    @Test
    void theExceptionOfAQuestionComesBackToTheAsker() {
        List<@Nullable RuntimeException> failures = new ArrayList<>();
        loops.turn(
                here,
                () -> Ask.<String>ask(
                        here,
                        there,
                        () -> {
                            throw new IllegalArgumentException("on purpose");
                        },
                        (value, failure) -> failures.add(failure)));
        loops.settle();
        assertThat(failures).singleElement().isInstanceOf(IllegalArgumentException.class);
        ErrorLog.requireEmpty();
    }

    @Test
    void laneGrowsItsLastCommandOnlyWhileItIsThere() {
        final class Growing implements Runnable {
            private int count;

            @Override
            public void run() {
                log.add("ran " + count);
            }
        }
        loops.on(here, () -> {
            Lane lane = here.lane(there);
            assertThat(lane.last(Growing.class)).isNull();
            Growing growing = new Growing();
            lane.add(growing);
            assertThat(lane.last(Growing.class)).isSameAs(growing);
            growing.count++;
            lane.add(() -> log.add("other"));
            assertThat(lane.last(Growing.class)).as("not the last any more").isNull();
            here.endTurn();
            assertThat(lane.last(Growing.class)).as("handed over").isNull();
        });
        loops.settle();
        assertThat(log).containsExactly("ran 1", "other");
    }

    @Test
    void onlyTheOwnThreadMayUseALoop() {
        assertThatThrownBy(here::endTurn).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> here.send(here, () -> {})).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> here.dispatchAtTurnEnd(() -> {})).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> here.flushAtTurnEnd(() -> {})).isInstanceOf(AssertionError.class);
        loops.on(there, () -> {
            assertThatThrownBy(here::handOver).isInstanceOf(AssertionError.class);
            assertThatThrownBy(() -> here.lane(elsewhere)).isInstanceOf(AssertionError.class);
        });
        loops.on(here, () -> assertThatThrownBy(() -> here.lane(here)).isInstanceOf(AssertionError.class));
    }
}
