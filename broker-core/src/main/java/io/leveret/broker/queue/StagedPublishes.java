package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.loop.LoopJournal;
import java.util.Arrays;
import java.util.Objects;

/**
 * Publishes that queues of the publisher's own loop have accepted and that are answered once the journal is forced; one
 * object for all of a batch. Owned by the loop.
 */
final class StagedPublishes implements Runnable {

    private static final int INITIAL = 16;

    private final Loop loop;
    private Publisher[] publishers = new Publisher[INITIAL];
    private long[] tags = new long[INITIAL];
    private int size;
    private long bytes;

    private StagedPublishes(Loop loop) {
        this.loop = loop;
    }

    /** Adds a publish to those of the batch; its bytes count as under way until it is answered. */
    static void add(Loop loop, Publisher publisher, long tag, long bytes) {
        LoopJournal journal = Objects.requireNonNull(loop.journal());
        StagedPublishes staged = journal.lastWaiting(StagedPublishes.class);
        if (staged == null) {
            staged = new StagedPublishes(loop);
            journal.whenDurable(staged);
        }
        loop.admission().take(bytes);
        staged.bytes += bytes;
        if (tag != 0) {
            staged.add(publisher, tag);
        }
    }

    private void add(Publisher publisher, long tag) {
        if (size == tags.length) {
            publishers = Arrays.copyOf(publishers, size * 2);
            tags = Arrays.copyOf(tags, size * 2);
        }
        publishers[size] = publisher;
        tags[size++] = tag;
    }

    @Override
    public void run() {
        loop.admission().giveBack(bytes);
        for (int i = 0; i < size; i++) {
            publishers[i].answered(tags[i], PublishOutcome.ACCEPTED);
        }
    }
}
