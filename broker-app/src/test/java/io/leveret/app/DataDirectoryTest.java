package io.leveret.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    Path parent;

    @Test
    void makesAMissingDirectoryForItsOwnerOnly() throws Exception {
        Path path = parent.resolve("a/b");
        DataDirectory.open(path).close();

        assumeThat(parent.getFileSystem().supportedFileAttributeViews()).contains("posix");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rwx------");
    }

    @Test
    void admitsOneOwnerAtATimeAndSaysWhoItIs() throws Exception {
        try (DataDirectory first = DataDirectory.open(parent)) {
            assertThatThrownBy(() -> DataDirectory.open(parent))
                    .isInstanceOf(StartException.class)
                    .hasMessage("data directory " + first.path() + " is in use by another broker (process "
                            + ProcessHandle.current().pid() + ")");
        }
        DataDirectory.open(parent).close();
    }

    @Test
    void saysThatThePathIsAFile() throws IOException {
        Path file = Files.createFile(parent.resolve("file"));
        assertThatThrownBy(() -> DataDirectory.open(file))
                .isInstanceOf(StartException.class)
                .hasMessage("data directory " + file + " cannot be used: it is not a directory");
        assertThatThrownBy(() -> DataDirectory.open(file.resolve("below")))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("data directory " + file.resolve("below") + " cannot be used: ");
    }
}
