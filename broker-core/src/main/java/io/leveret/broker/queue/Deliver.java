package io.leveret.broker.queue;

import io.leveret.broker.loop.Lane;
import io.leveret.broker.loop.Loop;
import java.util.Arrays;

/** Deliveries from queues of one loop to consumers on another, in order. */
final class Deliver implements Runnable {

    private static final int INITIAL = 16;

    private Consumer[] consumers = new Consumer[INITIAL];
    private QueueEntry[] entries = new QueueEntry[INITIAL];
    private int size;

    private Deliver() {}

    /** Sends an entry to a consumer: at once if it is on the queue's loop, else with this turn's batch. */
    static void send(Loop home, Consumer consumer, QueueEntry entry) {
        Loop target = consumer.session().loop();
        if (target == home) {
            consumer.sink().deliver(entry);
            return;
        }
        Lane lane = home.lane(target);
        Deliver batch = lane.last(Deliver.class);
        if (batch == null) {
            batch = new Deliver();
            lane.add(batch);
        }
        batch.add(consumer, entry);
    }

    private void add(Consumer consumer, QueueEntry entry) {
        if (size == entries.length) {
            consumers = Arrays.copyOf(consumers, size * 2);
            entries = Arrays.copyOf(entries, size * 2);
        }
        consumers[size] = consumer;
        entries[size++] = entry;
    }

    @Override
    public void run() {
        for (int i = 0; i < size; i++) {
            consumers[i].sink().deliver(entries[i]);
        }
    }
}
