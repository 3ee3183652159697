package io.leveret.store.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A budget that is smaller than what cannot be spilled. */
class IndexBudgetTest {

    private static final int QUEUES = 20_000;
    private static final int PER_TRIM = 10;

    private int searches;

    /** Counts who looks at all of them. */
    private Collection<QueueIndex> counting(List<QueueIndex> queues) {
        return new AbstractCollection<>() {
            @Override
            public Iterator<QueueIndex> iterator() {
                searches++;
                return queues.iterator();
            }

            @Override
            public int size() {
                return queues.size();
            }
        };
    }

    @Test
    void allQueuesAreLookedAtMoreSeldomTheMoreThereAreInVain() {
        Shared shared = new Shared(new HeapSpill());
        IndexBudget budget = new IndexBudget(shared, 10_000);
        List<QueueIndex> queues = new ArrayList<>();
        for (int id = 1; id <= QUEUES; id++) {
            QueueIndex queue = new QueueIndex(id, shared);
            queues.add(queue);
            budget.touch(queue);
            if (id % PER_TRIM == 0) {
                budget.trim(counting(queues));
            }
        }
        assertThat(budget.bytes()).isGreaterThan(1_000_000);
        assertThat(searches).as("of %d", QUEUES / PER_TRIM).isBetween(1, 200);
    }
}
