package io.leveret.broker;

import io.leveret.store.StoreConfig;
import io.leveret.store.disk.Disk;
import io.leveret.store.disk.DiskFile;
import io.leveret.store.disk.FileDisk;
import io.leveret.store.salvage.Salvage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a new store in the place of a damaged one, before a broker starts on it: what can be read is written into {@code
 * store-salvage}, the damaged store becomes {@code salvaged-<time>} as it is, and the new one takes its name. Nothing is
 * moved before the new store is complete, so a start that is interrupted can be repeated.
 *
 * <p>Used by the thread that starts the broker.
 */
public final class StoreSalvage {

    private static final Logger LOG = LoggerFactory.getLogger(StoreSalvage.class);

    private static final String FRESH = "store-salvage";
    private static final String ASIDE = "salvaged-";
    private static final String REPORT = "salvage-report";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private StoreSalvage() {}

    /**
     * Salvages the store, if that is damaged, and says in the log what is lost.
     *
     * @throws BrokerStartException when a newer release wrote it, or the disk fails; nothing was changed
     */
    public static void run(BrokerConfig config) throws BrokerStartException {
        StoreLock lock = StoreLock.acquire(config.dataDirectory());
        try {
            finish(config.dataDirectory());
            salvage(config);
        } catch (IOException | RuntimeException e) {
            throw new BrokerStartException(
                    "cannot salvage the store in " + config.dataDirectory() + ": " + e.getMessage(), e);
        } finally {
            lock.close();
        }
    }

    private static void salvage(BrokerConfig config) throws IOException {
        StoreConfig how = config.store();
        Path directory = config.dataDirectory().resolve(Storage.STORE_DIRECTORY);
        if (how == null || !Files.isDirectory(directory)) {
            LOG.info("salvage: there is no store, nothing was changed");
            return;
        }
        Salvage salvage = Salvage.survey(new FileDisk(directory));
        if (salvage.isNeeded()) {
            List<String> lines = new ArrayList<>(salvage.losses());
            lines.addAll(SalvagedQueues.define(salvage));
            lines.forEach(line -> LOG.warn("salvage: {}", line));
            replace(salvage, lines, how, config, directory);
        } else {
            LOG.info("salvage: nothing is damaged, nothing was changed; leave --salvage out");
        }
    }

    /** Goes on with what was interrupted between the two renames. */
    static void finish(Path dataDirectory) throws IOException {
        if (Files.isDirectory(dataDirectory.resolve(FRESH))
                && Files.notExists(dataDirectory.resolve(Storage.STORE_DIRECTORY))) {
            Disk names = new FileDisk(dataDirectory);
            names.rename(FRESH, Storage.STORE_DIRECTORY);
            names.forceNames();
        }
    }

    private static void replace(
            Salvage salvage, List<String> lines, StoreConfig how, BrokerConfig config, Path directory)
            throws IOException {
        Path fresh = config.dataDirectory().resolve(FRESH);
        delete(fresh);
        Files.createDirectory(fresh);
        boolean complete = false;
        try {
            salvage.into(new FileDisk(fresh), how, config.clock()::wallMs);
            complete = true;
        } finally {
            if (!complete) {
                delete(fresh);
            }
        }
        report(lines, new FileDisk(directory));
        String aside = ASIDE + TIME.format(Instant.ofEpochMilli(config.clock().wallMs()));
        Disk names = new FileDisk(config.dataDirectory());
        names.rename(Storage.STORE_DIRECTORY, aside);
        names.forceNames();
        names.rename(FRESH, Storage.STORE_DIRECTORY);
        names.forceNames();
        LOG.warn(
                "salvage: {} messages are saved; the damaged store is kept in {}",
                salvage.messages().values().stream().mapToLong(count -> count).sum(),
                config.dataDirectory().resolve(aside));
    }

    private static void report(List<String> lines, Disk damaged) throws IOException {
        if (damaged.list().contains(REPORT)) {
            damaged.delete(REPORT);
        }
        try (DiskFile file = damaged.open(REPORT, Disk.Mode.CREATE)) {
            String text = String.join("\n", lines) + "\n";
            file.writeAt(0, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            file.force();
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            FileDisk disk = new FileDisk(directory);
            for (String name : disk.list()) {
                disk.delete(name);
            }
            Files.delete(directory);
        }
    }
}
