package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EntryListTest {

    private final QueueFixture fixture = new QueueFixture(QueueTerms.UNSET, QueueTerms.UNSET);
    private final EntryList list = new EntryList();
    private long positions;

    private QueueEntry entry() {
        return new QueueEntry(fixture.queue, QueueFixture.message("m", 0), positions++, QueueEntry.NEVER);
    }

    @Test
    void hasNothingAtFirst() {
        assertThat(list.size()).isZero();
        assertThat(list.peek()).isNull();
        assertThat(list.poll()).isNull();
    }

    @Test
    void agreesWithADequeAtAnyDepth() {
        for (long seed = 1; seed <= 30; seed++) {
            compareWithADeque(seed);
        }
    }

    private void compareWithADeque(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        EntryList tested = new EntryList();
        ArrayDeque<QueueEntry> model = new ArrayDeque<>();
        for (int phase = 0; phase < 40; phase++) {
            int adds = random.nextInt(4);
            for (int step = random.nextInt(1_500); step > 0; step--) {
                if (random.nextInt(3) < adds) {
                    QueueEntry added = entry();
                    tested.add(added);
                    model.add(added);
                } else {
                    assertThat(tested.peek()).as("seed %s", seed).isSameAs(model.peek());
                    assertThat(tested.poll()).as("seed %s", seed).isSameAs(model.poll());
                }
            }
            assertThat(tested.size()).as("seed %s", seed).isEqualTo(model.size());
        }
    }
}
