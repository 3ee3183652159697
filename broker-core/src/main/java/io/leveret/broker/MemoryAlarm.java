package io.leveret.broker;

import io.leveret.broker.alarm.Alarms;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Raises the memory alarm while the messages of any loop take far more than their budget, or the heap is nearly full: what
 * cannot leave memory must not end in an error of the JVM. Told by each loop of its own, and by who watches the heap.
 */
final class MemoryAlarm implements Consumer<Boolean> {

    private final Alarms alarms;
    private final AtomicInteger exhausted = new AtomicInteger();

    MemoryAlarm(Alarms alarms) {
        this.alarms = alarms;
    }

    @Override
    public void accept(Boolean begins) {
        if (begins) {
            exhausted.incrementAndGet();
            raise();
        } else if (exhausted.decrementAndGet() == 0) {
            alarms.clear(Alarms.Resource.MEMORY, "there is room again");
            if (exhausted.get() > 0) {
                raise(); // another loop was in between
            }
        }
    }

    private void raise() {
        alarms.raise(Alarms.Resource.MEMORY, "what cannot leave memory takes too much");
    }
}
