package io.leveret.store;

import io.leveret.store.disk.FileDisk;
import io.leveret.store.journal.JournalWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** Measures appending and recovery on a real disk: {@code java -cp ... io.leveret.store.Speed <directory> <messages>}. */
final class Speed {

    private Speed() {}

    public static void main(String[] args) throws Exception {
        Path directory = Files.createDirectories(Path.of(args[0]));
        int messages = Integer.parseInt(args[1]);
        int bytes = args.length > 2 ? Integer.parseInt(args[2]) : 1024;
        int window = args.length > 3 ? Integer.parseInt(args[3]) : 64 << 10;
        int perTurn = args.length > 4 ? Integer.parseInt(args[4]) : 256;
        FileDisk disk = new FileDisk(directory);
        TestMessage message = TestMessage.of("key", bytes, 1);
        ExecutorService owner = Executors.newSingleThreadExecutor();
        long from = System.nanoTime();
        MessageStore store = MessageStore.open(disk, StoreConfig.defaults(), System::currentTimeMillis);
        System.out.printf("open empty: %d ms%n", (System.nanoTime() - from) / 1_000_000);
        from = System.nanoTime();
        owner.submit(() -> {
                    JournalWriter writer = store.writer(Runnable::run, () -> true);
                    Semaphore open = new Semaphore(window);
                    for (int seq = 1; seq <= messages; ) {
                        int count = Math.min(perTurn, messages - seq + 1);
                        open.acquireUninterruptibly(count);
                        for (int i = 0; i < count; i++) {
                            writer.message(1, seq++, 0, 0, JournalWriter.NEVER, message);
                        }
                        writer.whenDurable(() -> open.release(count));
                        writer.submit();
                    }
                    open.acquireUninterruptibly(window);
                })
                .get();
        double seconds = (System.nanoTime() - from) / 1e9;
        StoreFootprint footprint = store.footprint();
        System.out.printf(
                "append: %d x %d B in %.2f s = %.0f/s, %.0f MB/s, %d groups, %.0f us per group%n",
                messages,
                bytes,
                seconds,
                messages / seconds,
                footprint.writtenBytes() / seconds / 1e6,
                footprint.groups(),
                seconds * 1e6 / footprint.groups());
        if (args.length > 5) {
            // As after a crash: no checkpoint at the end.
            reopen(disk);
        } else {
            from = System.nanoTime();
            store.close();
            System.out.printf("close: %d ms%n", (System.nanoTime() - from) / 1_000_000);
            reopen(disk);
        }
        System.exit(0);
    }

    private static void reopen(FileDisk disk) throws Exception {
        for (int i = 0; i < 2; i++) {
            long from = System.nanoTime();
            MessageStore store = MessageStore.open(disk, StoreConfig.defaults(), System::currentTimeMillis);
            Recovered recovered = store.recovered();
            System.out.printf("open: %d ms; %s%n", (System.nanoTime() - from) / 1_000_000, recovered.summary());
            from = System.nanoTime();
            long found = 0;
            RecoveredQueue queue = recovered.queues().get(0);
            for (long seq = 1; seq <= queue.seqMax(); ) {
                CompletableFuture<Backlog> answer = new CompletableFuture<>();
                store.backlog()
                        .read(queue.queueId(), seq, queue.seqMax(), 10_000, 4 << 20, Runnable::run, answer::complete);
                found += answer.get().messages().size();
                seq = answer.get().nextSeq();
            }
            double seconds = (System.nanoTime() - from) / 1e9;
            System.out.printf("read back %d in %.2f s = %.0f/s%n", found, seconds, found / seconds);
            store.close();
        }
    }
}
