package io.leveret.store;

import io.leveret.store.disk.FileDisk;
import io.leveret.store.journal.JournalWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures an index of many runs on a real disk: {@code java -cp ... io.leveret.store.ManyQueues <directory> <queues>
 * <segments> [<indexBytesMax>]}. Every segment, of 1 MiB, holds something of every queue.
 */
final class ManyQueues {

    private static final int SEGMENT_BYTES = 1 << 20;

    private ManyQueues() {}

    public static void main(String[] args) throws Exception {
        Path directory = Files.createDirectories(Path.of(args[0]));
        int queues = Integer.parseInt(args[1]);
        int segments = Integer.parseInt(args[2]);
        StoreConfig config = StoreConfig.defaults().withSegmentBytes(SEGMENT_BYTES);
        if (args.length > 3) {
            config = config.withIndexBytesMax(Long.parseLong(args[3]));
        }
        FileDisk disk = new FileDisk(directory);
        TestMessage message = TestMessage.of("key", SEGMENT_BYTES / queues - 100, 1);
        MessageStore store = MessageStore.open(disk, config, System::currentTimeMillis);
        AtomicBoolean ended = new AtomicBoolean();
        AtomicLong slowestNs = new AtomicLong();
        Thread prober = new Thread(() -> probe(store, ended, slowestNs));
        prober.start();
        JournalWriter writer = store.writer(Runnable::run, () -> true);
        Semaphore open = new Semaphore(queues);
        long from = System.nanoTime();
        for (int seq = 1; seq <= segments; seq++) {
            open.acquire(queues);
            for (int queueId = 1; queueId <= queues; queueId++) {
                writer.message(queueId, seq, 0, 0, JournalWriter.NEVER, message);
            }
            writer.whenDurable(() -> open.release(queues));
            writer.submit();
        }
        open.acquire(queues);
        System.out.printf("filled in %d ms%n", ms(from));
        from = System.nanoTime();
        store.checkpoint();
        System.out.printf("checkpoint behind it: %d ms%n", ms(from));
        print(store, slowestNs);
        for (int queueId = 1; queueId <= queues; queueId++) {
            writer.settledRange(queueId, 1, 1, 0, 0);
        }
        writer.submit();
        from = System.nanoTime();
        store.checkpoint();
        System.out.printf("checkpoint after one acknowledgement in each: %d ms%n", ms(from));
        print(store, slowestNs);
        ended.set(true);
        prober.join();
        store.close();
        from = System.nanoTime();
        MessageStore again = MessageStore.open(disk, config, System::currentTimeMillis);
        System.out.printf("open: %d ms; %s%n", ms(from), again.recovered().summary());
        from = System.nanoTime();
        System.out.printf("drained one: %d in ", Backlogs.all(again, queues / 2).size());
        System.out.printf("%d ms%n", ms(from));
        JournalWriter settler = again.writer(Runnable::run, () -> true);
        for (int queueId = 1; queueId <= queues; queueId++) {
            settler.settledRange(queueId, 1, segments, 0, 0);
        }
        settler.submit();
        from = System.nanoTime();
        again.checkpoint();
        System.out.printf("checkpoint after all is acknowledged: %d ms%n", ms(from));
        again.close();
    }

    private static void print(MessageStore store, AtomicLong slowestNs) {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        System.out.printf(
                "heap in use %d MiB, slowest read of one message %d ms, %s%n",
                (runtime.totalMemory() - runtime.freeMemory()) >> 20,
                slowestNs.getAndSet(0) / 1_000_000,
                store.footprint());
    }

    private static void probe(MessageStore store, AtomicBoolean ended, AtomicLong slowestNs) {
        while (!ended.get()) {
            long from = System.nanoTime();
            CompletableFuture<Backlog> answer = new CompletableFuture<>();
            store.backlog().read(1, 1, Long.MAX_VALUE, 1, 1, Runnable::run, answer::complete);
            answer.join();
            slowestNs.accumulateAndGet(System.nanoTime() - from, Math::max);
        }
    }

    private static long ms(long fromNs) {
        return (System.nanoTime() - fromNs) / 1_000_000;
    }
}
