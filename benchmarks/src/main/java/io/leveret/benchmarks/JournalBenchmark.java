package io.leveret.benchmarks;

import io.leveret.codec.value.ShortString;
import io.leveret.store.MessageStore;
import io.leveret.store.StoreConfig;
import io.leveret.store.disk.FileDisk;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.StoredMessage;
import io.leveret.store.journal.SyncPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one message costs the journal when a turn brings several: encoded, handed to the committer, written, told, and
 * acknowledged. Nanoseconds per message, the threads' sleeps included. Files are in the directory for temporary ones.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class JournalBenchmark {

    private static final int MESSAGES = 64;
    private static final long QUEUE_ID = 1;

    private static final class Content implements StoredMessage {
        private final byte[] content;

        Content(int length) {
            content = new byte[length];
        }

        @Override
        public byte[] content() {
            return content;
        }

        @Override
        public ShortString exchange() {
            return ShortString.EMPTY;
        }

        @Override
        public ShortString routingKey() {
            return ShortString.EMPTY;
        }

        @Override
        public int propertiesLength() {
            return 0;
        }

        @Override
        public boolean isPersistent() {
            return true;
        }

        @Override
        public int priority() {
            return 0;
        }
    }

    /** Body size in bytes. */
    @Param({"16", "1024"})
    int bodySize;

    /** What the committer waits for. */
    @Param({"OS", "ALWAYS"})
    SyncPolicy sync = SyncPolicy.OS;

    private Path directory = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private MessageStore store;

    @SuppressWarnings("NullAway.Init")
    private JournalWriter writer;

    private StoredMessage message = new Content(0);
    private long seq;

    /** Opens an empty store. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        directory = Files.createTempDirectory("journal-benchmark");
        store = MessageStore.open(
                new FileDisk(directory), StoreConfig.defaults().withSync(sync), System::currentTimeMillis);
        writer = store.writer(Runnable::run, () -> true);
        message = new Content(bodySize);
        seq = 0;
    }

    /** Deletes it. */
    @TearDown(Level.Trial)
    public void delete() throws IOException {
        store.close();
        List<Path> files;
        try (Stream<Path> found = Files.walk(directory)) {
            files = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }

    /** One batch of messages, until its owner is told, and the acknowledgement of the batch before. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void append() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        if (seq > 0) {
            writer.settledRange(
                    QUEUE_ID, seq - MESSAGES + 1, MESSAGES, (long) MESSAGES * bodySize, JournalWriter.NO_TX);
        }
        for (int i = 0; i < MESSAGES; i++) {
            writer.message(QUEUE_ID, ++seq, JournalWriter.NO_TX, 0, JournalWriter.NEVER, message);
        }
        writer.whenDurable(told::countDown);
        writer.submit();
        told.await();
    }
}
