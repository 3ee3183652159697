package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.store.disk.CrashingDisk;
import io.leveret.store.salvage.Salvage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Directories that earlier releases have written stay readable: each format has one, made by {@link GoldenStore}. */
class GoldenTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    static Stream<String> formats() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(GoldenStore.FILES))
                    .map(name -> name.substring(0, name.length() - GoldenStore.FILES.length()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static CrashingDisk copy(String format, boolean withSidecars) throws IOException {
        CrashingDisk disk = new CrashingDisk();
        try (ZipInputStream zip =
                new ZipInputStream(Files.newInputStream(GOLDEN.resolve(format + GoldenStore.FILES)))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (withSidecars || !entry.getName().startsWith("index-")) {
                    disk.put(entry.getName(), 0, zip.readAllBytes());
                }
            }
        }
        return disk;
    }

    private static String listing(String format) throws IOException {
        return Files.readString(GOLDEN.resolve(format + GoldenStore.LISTING));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void holdsWhatItsListingSays(String format) throws IOException {
        for (boolean withSidecars : List.of(true, false)) {
            try (StoreFixture fixture = new StoreFixture(copy(format, withSidecars))) {
                assertThat(GoldenStore.describe(fixture)).isEqualTo(listing(format));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void holdsTheSameAfterThisReleaseHasWrittenToIt(String format) throws IOException {
        CrashingDisk disk = copy(format, true);
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fixture.message(90, 1, 3_000);
            fixture.commit();
            fixture.writer.queueGone(90);
            fixture.commit();
            fixture.store.checkpoint();
        }
        try (StoreFixture fixture = new StoreFixture(disk)) {
            assertThat(GoldenStore.describe(fixture))
                    .isEqualTo(listing(format).replaceFirst("queueIdMax \\d+", "queueIdMax 90"));
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void holdsTheSameInABackupOfIt(String format) throws IOException {
        CrashingDisk target = new CrashingDisk();
        try (StoreFixture fixture = new StoreFixture(copy(format, true))) {
            fixture.store.backup(target);
        }
        try (StoreFixture fixture = new StoreFixture(target)) {
            assertThat(GoldenStore.describe(fixture)).isEqualTo(listing(format));
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void needsNoSalvage(String format) throws IOException {
        assertThat(Salvage.survey(copy(format, true)).losses()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void isNotEmpty(String format) throws IOException {
        CrashingDisk disk = copy(format, true);
        assertThat(disk.list()).filteredOn(name -> name.endsWith(".mapdb")).hasSize(2);
        assertThat(listing(format))
                .contains("redelivered", "new", "transient", "orders, changed", "retained [1, 2, 3]");
    }
}
