package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Data directories of earlier releases stay readable: each format has one, made by {@link GoldenBroker}. */
class GoldenDirectoryTest {

    private static final Path GOLDEN =
            Path.of(System.getProperty("basedir", "."), "src", "test", "resources", "golden");

    static List<String> formats() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(GoldenBroker.FILES))
                    .map(name -> name.substring(0, name.length() - GoldenBroker.FILES.length()))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    @Spec(section = "1.7", row = "durability: topology, policies and messages of a directory of an earlier release")
    void aBrokerHasAllThatTheListingSays(String format, @TempDir Path data) throws Exception {
        assertThat(GoldenListing.of(GOLDEN, format, data))
                .isEqualTo(Files.readString(GOLDEN.resolve(format + GoldenBroker.LISTING)));
    }
}
