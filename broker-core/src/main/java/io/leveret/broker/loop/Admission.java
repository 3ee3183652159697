package io.leveret.broker.loop;

import java.util.ArrayDeque;

/**
 * The bytes of publishes that one loop may have under way to queues on other loops.
 *
 * <p>Taken when a publish is handed over, given back when its queue has answered. While nothing is left, connections of
 * this loop that publish are not read; they resume in the order in which they stopped. Only what drains by itself counts
 * here (DESIGN section 5): a queue that grows gives its bytes back at once.
 *
 * <p>Owned by the loop.
 */
public final class Admission {

    private final long bytesMax;
    private long bytesTaken;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

    Admission(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Takes bytes; always succeeds, since the publish has been read already. */
    public void take(long bytes) {
        bytesTaken += bytes;
    }

    /** Whether the budget is used up, so that whoever publishes should not be read. */
    public boolean isExhausted() {
        return bytesTaken >= bytesMax;
    }

    /** Runs {@code resume} once there is room again. */
    public void whenRoom(Runnable resume) {
        waiting.add(resume);
    }

    /** Gives bytes back and resumes whoever waited. */
    public void giveBack(long bytes) {
        bytesTaken -= bytes;
        assert bytesTaken >= 0;
        while (!waiting.isEmpty() && !isExhausted()) {
            waiting.remove().run();
        }
    }
}
