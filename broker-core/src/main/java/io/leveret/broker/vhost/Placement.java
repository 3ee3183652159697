package io.leveret.broker.vhost;

import io.leveret.broker.loop.Loop;
import java.util.List;

/** Where the queues of all virtual hosts live, and which incarnations were given. Owned by the control thread. */
public final class Placement {

    private final List<Loop> loops;
    private final int[] queuesOnLoop;
    private long incarnations;

    public Placement(List<Loop> loops) {
        this.loops = List.copyOf(loops);
        this.queuesOnLoop = new int[loops.size()];
    }

    /** An incarnation that no queue has had. */
    long nextIncarnation() {
        return ++incarnations;
    }

    /** New queues get incarnations above this one. */
    void continueAbove(long incarnation) {
        incarnations = Math.max(incarnations, incarnation);
    }

    /** Queues in all virtual hosts. */
    long queues() {
        long queues = 0;
        for (int onLoop : queuesOnLoop) {
            queues += onLoop;
        }
        return queues;
    }

    /** The loop with fewest queues. */
    Loop leastLoaded() {
        Loop least = loops.get(0);
        for (Loop loop : loops) {
            if (queuesOnLoop[loop.index()] < queuesOnLoop[least.index()]) {
                least = loop;
            }
        }
        return least;
    }

    void added(Loop home) {
        queuesOnLoop[home.index()]++;
    }

    void removed(Loop home) {
        queuesOnLoop[home.index()]--;
    }
}
