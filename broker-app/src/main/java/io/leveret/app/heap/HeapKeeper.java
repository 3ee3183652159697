package io.leveret.app.heap;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the process small, whatever the heap may grow to: the serial collector looks for garbage in the old generation only
 * when there is no room left to grow, and a broker through which a backlog goes leaves much of it there. Here it is looked
 * for when there is twice as much as was in use the last time. And when what is really in use comes near the
 * maximum, publishers have to wait.
 *
 * <p>Owner of all state: the thread {@code leveret-heap}.
 */
public final class HeapKeeper implements AutoCloseable {

    /** Less than this is not worth a collection, in bytes. */
    static final long BYTES_MIN = 128L << 20;

    private static final long LOOK_AGAIN_S = 10;

    private final OldGeneration oldGeneration;
    private final Consumer<Boolean> shortage;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "leveret-heap");
        made.setDaemon(true);
        return made;
    });
    private boolean isShort;

    HeapKeeper(OldGeneration oldGeneration, Consumer<Boolean> shortage) {
        this.oldGeneration = oldGeneration;
        this.shortage = shortage;
    }

    /**
     * Begins to watch this JVM's heap; null if its collector does so itself.
     *
     * @param shortage told, on a thread of this, when three quarters of the heap are in use, and when it is less than
     *     half again
     */
    public static @Nullable HeapKeeper start(Consumer<Boolean> shortage) {
        TenuredGeneration tenured = TenuredGeneration.find().orElse(null);
        if (tenured == null) {
            return null;
        }
        HeapKeeper keeper = new HeapKeeper(tenured, shortage);
        tenured.whenTooFull(keeper::tooFull);
        tenured.watch(Math.min(BYTES_MIN, tenured.max()));
        return keeper;
    }

    /** There is more than was to be watched for; any thread. */
    void tooFull() {
        if (!thread.isShutdown()) {
            thread.execute(this::collect);
        }
    }

    /** Looks what is in use. */
    void collect() {
        oldGeneration.collect();
        long inUse = oldGeneration.used();
        long max = oldGeneration.max();
        oldGeneration.watch(Math.min(max, Math.max(BYTES_MIN, 2 * inUse)));
        if (isShort ? inUse < max / 2 : inUse > max / 4 * 3) {
            isShort = !isShort;
            shortage.accept(isShort);
        }
        if (isShort) {
            // Nothing may be allocated any more that has the JVM collect.
            thread.schedule(this::collect, LOOK_AGAIN_S, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
