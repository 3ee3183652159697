package io.leveret.broker;

import io.leveret.broker.alarm.Alarms;
import io.leveret.broker.alarm.DiskWatch;
import io.leveret.broker.catalogue.CatalogueLog;
import io.leveret.broker.catalogue.JournalledCatalogue;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.loop.LoopJournal;
import io.leveret.broker.time.Clock;
import io.leveret.broker.time.Deadlines;
import io.leveret.store.MessageStore;
import io.leveret.store.Recovered;
import io.leveret.store.StoreConfig;
import io.leveret.store.StoreFootprint;
import io.leveret.store.backup.BackupReport;
import io.leveret.store.disk.Disk;
import io.leveret.store.disk.FileDisk;
import io.leveret.store.scratch.Scratch;
import io.leveret.store.space.DiskSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The files of a broker that keeps what it has: the store, and scratch pages beside it. Opened and closed by the thread that
 * does so with the broker.
 */
final class Storage implements AutoCloseable {

    /** Where the store is, below the data directory; so a backup is a data directory too. */
    static final String STORE_DIRECTORY = "store";

    private static final String SCRATCH_DIRECTORY = "scratch";

    private final StoreLock lock;
    private final MessageStore store;
    private final Scratch scratch;
    private final Recovered recovered;
    private final CompletableFuture<Throwable> failure;

    private Storage(StoreLock lock, MessageStore store, Scratch scratch, CompletableFuture<Throwable> failure) {
        this.lock = lock;
        this.store = store;
        this.scratch = scratch;
        this.failure = failure;
        this.recovered = store.recovered();
        store.failure().thenAccept(failure::complete);
    }

    /**
     * Opens what the configuration names; null if it names nothing.
     *
     * @throws BrokerStartException if that is damaged, or of a newer release, or the device fails
     */
    static @Nullable Storage open(BrokerConfig config) throws BrokerStartException {
        StoreConfig how = config.store();
        if (how == null) {
            return null;
        }
        Path directory = config.dataDirectory().resolve(STORE_DIRECTORY);
        Path pages = config.dataDirectory().resolve(SCRATCH_DIRECTORY);
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        StoreLock lock = StoreLock.acquire(config.dataDirectory());
        MessageStore store = null;
        try {
            StoreSalvage.finish(config.dataDirectory());
            Files.createDirectories(directory);
            Files.createDirectories(pages);
            // Whatever is forced below it, the store is lost when its directory is.
            new FileDisk(config.dataDirectory()).forceNames();
            store = MessageStore.open(new FileDisk(directory), how, steady(config.clock()));
            Scratch scratch = Scratch.open(new FileDisk(pages), store.space().limitBytes(), failure::complete);
            return new Storage(lock, store, scratch, failure);
        } catch (IOException | RuntimeException e) {
            if (store != null) {
                store.close();
            }
            lock.close();
            throw new BrokerStartException("cannot open the store in " + directory + ": " + e.getMessage(), e);
        }
    }

    /** The wall clock as it is now, and goes on however it is set: nothing is to grow old by that. */
    private static LongSupplier steady(Clock clock) {
        long offsetMs = clock.wallMs() - clock.monotonicMs();
        return () -> clock.monotonicMs() + offsetMs;
    }

    /** What an earlier life of the broker has left. */
    Recovered recovered() {
        return recovered;
    }

    /** Completes when nothing can be kept any more. */
    CompletionStage<Throwable> failure() {
        return failure;
    }

    /** The room on the device. */
    DiskSpace space() {
        return store.space();
    }

    /** How sure a message is when it is confirmed. */
    String syncPolicy() {
        return store.sync().name().toLowerCase(Locale.ROOT);
    }

    /** Has an alarm raised while there is too little room, from now on. */
    void watch(Alarms alarms, Deadlines deadlines, Clock clock) {
        new DiskWatch(store, alarms, deadlines, clock).start();
    }

    /** Gives every loop its way in, before anything else happens on it. */
    void attachTo(List<Loop> loops) {
        for (Loop loop : loops) {
            loop.attach(new LoopJournal(
                    store.writer(loop, loop::inLoop),
                    store.backlog(),
                    scratch,
                    loop.index(),
                    loops.size(),
                    recovered.txIdMax()));
        }
    }

    /** The control thread's way in. */
    CatalogueLog catalogue(ControlThread controlThread) {
        return new JournalledCatalogue(store.writer(controlThread, controlThread::isCurrent));
    }

    /** What takes how much. */
    StoreFootprint footprint() {
        return store.footprint();
    }

    /** Copies the store while it is used; see {@link MessageStore#backup}. */
    BackupReport backup(Disk target) throws IOException {
        return store.backup(target);
    }

    @Override
    public void close() {
        store.close();
        scratch.close();
        lock.close();
    }
}
