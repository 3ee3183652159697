package io.leveret.store.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDiskTest {

    @TempDir
    Path directory;

    private Disk disk;

    @BeforeEach
    void setUp() {
        disk = new FileDisk(directory);
    }

    @Test
    void readsBackWhatWasWrittenAtItsPosition() throws IOException {
        try (DiskFile file = disk.open("a", Disk.Mode.CREATE)) {
            file.writeAt(0, bytes("hello"));
            file.writeAt(2, bytes("y"));
            assertThat(read(file, 0, 5)).isEqualTo("heylo");
            assertThat(read(file, 3, 2)).isEqualTo("lo");
        }
    }

    @Test
    void keepsBytesAfterForceAndReopen() throws IOException {
        try (DiskFile file = disk.open("a", Disk.Mode.CREATE)) {
            file.writeAt(0, bytes("kept"));
            file.force();
        }
        try (DiskFile file = disk.open("a", Disk.Mode.READ)) {
            assertThat(file.name()).isEqualTo("a");
            assertThat(file.size()).isEqualTo(4);
            assertThat(read(file, 0, 4)).isEqualTo("kept");
        }
    }

    @Test
    void fillsAGapWithZeros() throws IOException {
        try (DiskFile file = disk.open("a", Disk.Mode.CREATE)) {
            file.writeAt(3, bytes("x"));
            assertThat(file.size()).isEqualTo(4);
            assertThat(read(file, 0, 4)).isEqualTo("\0\0\0x");
        }
    }

    @Test
    void writesAllRemainingBytesAndOnlyThose() throws IOException {
        ByteBuffer source = bytes("0123456789");
        source.position(2).limit(6);
        try (DiskFile file = disk.open("a", Disk.Mode.CREATE)) {
            file.writeAt(0, source);
            assertThat(source.hasRemaining()).isFalse();
            assertThat(read(file, 0, 4)).isEqualTo("2345");
            assertThat(file.size()).isEqualTo(4);
        }
    }

    @Test
    void readsFewerBytesAtTheEndAndNoneBeyondIt() throws IOException {
        try (DiskFile file = disk.open("a", Disk.Mode.CREATE)) {
            file.writeAt(0, bytes("abc"));
            assertThat(file.readAt(2, ByteBuffer.allocate(5))).isEqualTo(1);
            assertThat(file.readAt(3, ByteBuffer.allocate(5))).isZero();
            assertThat(file.readAt(99, ByteBuffer.allocate(5))).isZero();
        }
    }

    @Test
    void refusesToCreateANameThatIsTaken() throws IOException {
        disk.open("a", Disk.Mode.CREATE).close();
        assertThatThrownBy(() -> disk.open("a", Disk.Mode.CREATE)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void refusesToOpenANameThatIsNotThere() {
        assertThatThrownBy(() -> disk.open("a", Disk.Mode.READ)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.open("a", Disk.Mode.WRITE)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.delete("a")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void keepsTheContentOfAFileOpenedToWrite() throws IOException {
        try (DiskFile file = disk.open("a", Disk.Mode.CREATE)) {
            file.writeAt(0, bytes("old"));
        }
        try (DiskFile file = disk.open("a", Disk.Mode.WRITE)) {
            file.writeAt(3, bytes("new"));
            assertThat(read(file, 0, 6)).isEqualTo("oldnew");
        }
    }

    @Test
    void renameReplacesTheFileOfThatName() throws IOException {
        try (DiskFile file = disk.open("next", Disk.Mode.CREATE)) {
            file.writeAt(0, bytes("2"));
        }
        disk.open("current", Disk.Mode.CREATE).close();

        disk.rename("next", "current");

        assertThat(disk.list()).containsExactly("current");
        try (DiskFile file = disk.open("current", Disk.Mode.READ)) {
            assertThat(read(file, 0, 1)).isEqualTo("2");
        }
    }

    @Test
    void listsFilesInOrderAndNoDirectories() throws IOException {
        disk.open("b", Disk.Mode.CREATE).close();
        disk.open("a", Disk.Mode.CREATE).close();
        Files.createDirectory(directory.resolve("c"));
        assertThat(disk.list()).containsExactly("a", "b");

        disk.delete("a");
        assertThat(disk.list()).containsExactly("b");
    }

    @Test
    void namesCannotLeaveTheDirectory() {
        assertThatThrownBy(() -> disk.open("../a", Disk.Mode.CREATE)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> disk.open("b/a", Disk.Mode.CREATE)).isInstanceOf(AssertionError.class);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String read(DiskFile file, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        assertThat(file.readAt(position, buffer)).isEqualTo(length);
        return new String(buffer.array(), StandardCharsets.US_ASCII);
    }
}
