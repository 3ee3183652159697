package io.leveret.store.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class WorkQueueTest {

    private final List<String> done = new CopyOnWriteArrayList<>();

    @Test
    void doesWhatIsUrgentBeforeWhatWasGivenEarlier() {
        WorkQueue queue = new WorkQueue(Threads.real(), "test-work", failure -> done.add(failure.toString()));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        queue.start();
        queue.execute(() -> {
            begun.countDown();
            awaits(goOn);
        });
        awaits(begun);
        queue.execute(() -> done.add("first"));
        queue.execute(() -> done.add("second"));
        queue.urgently().execute(() -> done.add("urgent"));
        queue.urgently().execute(() -> done.add("urgent, too"));
        goOn.countDown();
        queue.end();
        assertThat(done).containsExactly("urgent", "urgent, too", "first", "second");
    }

    private static void awaits(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
