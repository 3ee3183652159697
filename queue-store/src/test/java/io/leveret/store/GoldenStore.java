package io.leveret.store;

import io.leveret.codec.value.ShortString;
import io.leveret.store.disk.CrashingDisk;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.StoredBody;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes a small store with one of everything that this release writes, for {@link GoldenTest}. Run by hand when a format
 * is about to be released, and never again for that format:
 *
 * <pre>
 *  java -cp ... io.leveret.store.GoldenStore queue-store/src/test/resources/golden format-2
 * </pre>
 */
final class GoldenStore {

    static final String FILES = ".zip";
    static final String LISTING = ".txt";

    private static final StoreConfig CONFIG = StoreFixture.SMALL;
    private static final long RETAINING = 9;

    private GoldenStore() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        CrashingDisk disk = make();
        // Checkpoints are zeros mostly.
        Path files = directory.resolve(arguments[1] + FILES);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(files, StandardOpenOption.CREATE_NEW))) {
            for (String name : disk.list()) {
                if (!name.startsWith("spare-")) {
                    zip.putNextEntry(new ZipEntry(name));
                    zip.write(disk.read(name));
                }
            }
        }
        try (StoreFixture fixture = new StoreFixture(disk, CONFIG)) {
            Files.writeString(directory.resolve(arguments[1] + LISTING), describe(fixture));
        }
    }

    /** What a start finds, with a checksum of each content. */
    static String describe(StoreFixture fixture) throws IOException {
        StringBuilder text = new StringBuilder();
        Recovered recovered = fixture.recovered;
        text.append("queueIdMax ").append(recovered.queueIdMax()).append(" txIdMax ");
        text.append(recovered.txIdMax()).append('\n');
        recovered
                .catalogue()
                .forEach((key, value) -> text.append(new String(key, StandardCharsets.UTF_8))
                        .append(" = ")
                        .append(new String(value, StandardCharsets.UTF_8))
                        .append('\n'));
        for (RecoveredQueue queue : recovered.queues()) {
            text.append("queue ").append(queue.queueId()).append(" seqMax ").append(queue.seqMax());
            text.append(" deliveredUpTo ").append(queue.deliveredUpTo()).append(" liveBytes ");
            text.append(queue.liveBytes()).append('\n');
            for (RecoveredMessage entry : Backlogs.all(fixture.store, queue.queueId())) {
                var message = entry.message();
                CRC32C crc = new CRC32C();
                crc.update(message.content());
                text.append(" %d %s %d %d '%s' '%s' %d+%d+%d %s priority %d crc %08x%n"
                        .formatted(
                                entry.seq(),
                                entry.redelivered() ? "redelivered" : "new",
                                entry.enqueuedAtMs(),
                                entry.expiresAtMs(),
                                message.exchange(),
                                message.routingKey(),
                                message.propertiesLength(),
                                message.content().length - message.propertiesLength() - message.annexLength(),
                                message.annexLength(),
                                message.isPersistent() ? "persistent" : "transient",
                                message.priority(),
                                crc.getValue()));
            }
        }
        return text.append("retained ")
                .append(Backlogs.retained(fixture.store, RETAINING))
                .append('\n')
                .toString();
    }

    private static CrashingDisk make() throws IOException {
        CrashingDisk disk = new CrashingDisk();
        recycleSomething(disk);
        moveSomething(disk);
        StoreFixture fixture = new StoreFixture(disk, CONFIG);
        JournalWriter writer = fixture.writer;
        putAll(writer, Map.of("exchange", "fan", "queue", "orders", "gone", "soon"));
        writer.delete(octets("gone"));
        for (long seq = 1; seq <= 20; seq++) {
            writer.message(
                    2, seq, JournalWriter.NO_TX, 1_000 + seq, seq % 3 == 0 ? 9_000 : JournalWriter.NEVER, plain(seq));
        }
        StoredBody shared = writer.body(plain(100));
        for (long queueId = 3; queueId <= 5; queueId++) {
            writer.enqueue(queueId, 1, JournalWriter.NO_TX, 2_000, JournalWriter.NEVER, shared);
        }
        fixture.commit();
        fixture.store.checkpoint();
        // Out of order, a range, and all of a queue.
        writer.settled(2, 7, JournalWriter.NO_TX, length(7));
        writer.settled(2, 2, JournalWriter.NO_TX, length(2));
        writer.settledRange(2, 11, 3, length(11) + length(12) + length(13), JournalWriter.NO_TX);
        writer.settledRange(5, 1, 1, length(100), JournalWriter.NO_TX);
        writer.delivered(2, 9);
        writer.message(6, 1, JournalWriter.NO_TX, 1, JournalWriter.NEVER, plain(6));
        writer.queueGone(6);
        fixture.commit();
        transactions(fixture);
        fixture.store.checkpoint();
        // A body in the segment before.
        fixture.message(7, 1, 9_000);
        fixture.commit();
        StoredBody before = writer.body(plain(8));
        fixture.commit();
        fixture.message(7, 2, 9_000);
        writer.enqueue(3, 9, JournalWriter.NO_TX, 3_000, 4_000, before);
        writer.enqueue(4, 5, JournalWriter.NO_TX, 3_000, 4_000, before);
        putAll(writer, Map.of("queue", "orders, changed"));
        fixture.commit();
        writer.message(2, 30, JournalWriter.NO_TX, 5, JournalWriter.NEVER, plain(300));
        fixture.commit();
        CrashingDisk killed = fixture.kill();
        String last = StoreFixture.lastJournal(killed);
        // In the middle of the last group.
        killed.truncate(last, (int) (fixture.store.durableLsn() - lastBase(killed, last) - 100));
        return killed;
    }

    /** One that commits, one that aborts, one that the checkpoint finds open and that commits, and one that never ends. */
    private static void transactions(StoreFixture fixture) throws IOException {
        JournalWriter writer = fixture.writer;
        for (long txId = 1; txId <= 4; txId++) {
            writer.message(2, 20 + txId, txId, 1_500, JournalWriter.NEVER, plain(20 + txId));
            writer.message(3, 1 + txId, txId, 1_500, JournalWriter.NEVER, plain(30 + txId));
            writer.settled(2, 14 + txId, txId, length(14 + txId));
        }
        writer.commit(1);
        writer.abort(2);
        fixture.commit();
        fixture.store.checkpoint();
        writer.commit(3);
        fixture.commit();
    }

    /** A life whose segments are used again, so that what comes later has stale octets behind it. */
    private static void recycleSomething(CrashingDisk disk) throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk, CONFIG)) {
            for (long seq = 1; seq <= 40; seq++) {
                fixture.message(1, seq, 1_500);
                fixture.commit();
                fixture.settled(1, seq);
                fixture.commit();
                if (seq % 10 == 0) {
                    fixture.store.checkpoint();
                }
            }
        }
    }

    /** A life in which the little that lives or is retained in an old segment moves. */
    private static void moveSomething(CrashingDisk disk) throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk, CONFIG)) {
            JournalWriter writer = fixture.writer;
            writer.retain(RETAINING, JournalWriter.NEVER, 1_000_000);
            for (long seq = 1; seq <= 3; seq++) {
                writer.message(8, seq, JournalWriter.NO_TX, 10 + seq, JournalWriter.NEVER, plain(40 + seq));
                writer.message(RETAINING, seq, JournalWriter.NO_TX, 10 + seq, JournalWriter.NEVER, plain(50 + seq));
            }
            writer.settledRange(RETAINING, 1, 2, length(51) + length(52), JournalWriter.NO_TX);
            fixture.commit();
            long first = fixture.store.footprint().durableLsn();
            for (long seq = 101; seq <= 115; seq++) {
                fixture.message(1, seq, 12_000);
                fixture.settled(1, seq);
                fixture.commit();
            }
            fixture.owner.runUntil(() -> {
                fixture.nowMs.addAndGet(1_000);
                return fixture.store.footprint().segments() <= 3
                        && fixture.store.footprint().durableLsn() > first;
            });
        }
    }

    private static long lastBase(CrashingDisk disk, String name) {
        return ByteBuffer.wrap(disk.read(name)).order(ByteOrder.LITTLE_ENDIAN).getLong(24);
    }

    private static void putAll(JournalWriter writer, Map<String, String> entries) {
        new TreeMap<>(entries).forEach((key, value) -> writer.put(octets(key), octets(value)));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Octets of the body that {@link #plain} gives this number. */
    private static long length(long number) {
        LoadedMessage message = plain(number);
        return (long) message.content().length - message.propertiesLength() - message.annexLength();
    }

    private static LoadedMessage plain(long number) {
        byte[] content = octets(("message " + number + ", ").repeat(2 + (int) (number % 5) * 4));
        return new LoadedMessage(
                ShortString.of(number % 2 == 0 ? "" : "amq.topic"),
                ShortString.of("key." + number),
                content,
                (int) (number % 7),
                (int) (number % 3),
                number % 4 != 3,
                (int) (number % 10));
    }
}
