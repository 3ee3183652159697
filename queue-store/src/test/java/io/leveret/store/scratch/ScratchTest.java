package io.leveret.store.scratch;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.value.ShortString;
import io.leveret.store.RecoveredMessage;
import io.leveret.store.TestMessage;
import io.leveret.store.disk.CrashingDisk;
import io.leveret.store.journal.StoredMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ScratchTest {

    private static final long FREE_BYTES_MIN = 1_000_000;

    private final CrashingDisk disk = new CrashingDisk();
    private @Nullable Scratch scratch;

    @AfterEach
    void close() {
        if (scratch != null) {
            scratch.close();
        }
    }

    private Scratch open() throws IOException {
        Scratch opened = Scratch.open(disk, FREE_BYTES_MIN, failure -> {
            throw new AssertionError(failure);
        });
        scratch = opened;
        return opened;
    }

    private static RecoveredMessage message(long seq, int length) {
        return new RecoveredMessage(seq, seq + 1, seq + 2, seq % 2 == 0, TestMessage.of("key" + seq, length, seq));
    }

    private static ScratchPage write(Scratch scratch, RecoveredMessage... messages) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        ScratchPage page = scratch.write(List.of(messages), Runnable::run, written -> done.complete(null));
        done.join();
        return page;
    }

    private static @Nullable List<RecoveredMessage> read(Scratch scratch, ScratchPage page) {
        CompletableFuture<@Nullable List<RecoveredMessage>> answer = new CompletableFuture<>();
        scratch.read(List.of(page), Runnable::run, (read, messages) -> answer.complete(messages));
        return answer.join();
    }

    @Test
    @DisplayName("a message comes back with everything that belongs to it")
    void everything() throws IOException {
        Scratch opened = open();
        StoredMessage sent = new TestMessage(
                ShortString.of("exchange"), ShortString.of("key"), new byte[] {1, 2, 3, 4, 5}, 2, false, 200);
        ScratchPage page = write(opened, new RecoveredMessage(7, 11, 13, true, sent));
        assertThat(page.isHeld()).isFalse();
        assertThat(page.firstSeq()).isEqualTo(7);

        RecoveredMessage found = Objects.requireNonNull(read(opened, page)).get(0);
        assertThat(found.seq()).isEqualTo(7);
        assertThat(found.enqueuedAtMs()).isEqualTo(11);
        assertThat(found.expiresAtMs()).isEqualTo(13);
        assertThat(found.redelivered()).isTrue();
        StoredMessage message = found.message();
        assertThat(message.exchange()).isEqualTo(sent.exchange());
        assertThat(message.routingKey()).isEqualTo(sent.routingKey());
        assertThat(message.content()).isEqualTo(sent.content());
        assertThat(message.propertiesLength()).isEqualTo(2);
        assertThat(message.annexLength()).isZero();
        assertThat(message.isPersistent()).isFalse();
        assertThat(message.priority()).isEqualTo(200);
    }

    @Test
    @DisplayName("nothing is forced")
    void unforced() throws IOException {
        write(open(), message(1, 100));
        assertThat(disk.operations())
                .extracting(CrashingDisk.Operation::kind)
                .containsOnly(CrashingDisk.Kind.CREATE, CrashingDisk.Kind.WRITE);
    }

    @Test
    @DisplayName("pages are kept apart and in order, over several files")
    void manyPages() throws IOException {
        Scratch opened = open();
        List<ScratchPage> pages = new ArrayList<>();
        for (int i = 1; i <= 80; i++) {
            pages.add(write(opened, message(i, 1 << 20), message(1000 + i, 10)));
        }
        assertThat(disk.list()).hasSizeGreaterThan(1);
        for (int i = 1; i <= 80; i++) {
            List<RecoveredMessage> found = Objects.requireNonNull(read(opened, pages.get(i - 1)));
            assertThat(found).extracting(RecoveredMessage::seq).containsExactly((long) i, 1000L + i);
            assertThat(found.get(0).message().content())
                    .isEqualTo(message(i, 1 << 20).message().content());
        }
    }

    @Test
    @DisplayName("a file is deleted when none of its pages is needed")
    void deleted() throws IOException {
        Scratch opened = open();
        List<ScratchPage> pages = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            pages.add(write(opened, message(i, 1 << 20)));
        }
        pages.forEach(opened::release);
        pages.forEach(opened::release); // once is enough
        write(opened, message(1, 1));
        assertThat(disk.list()).hasSize(1);
    }

    @Test
    @DisplayName("what an earlier process has left is deleted, and so is everything at the end")
    void leftBehind() throws IOException {
        write(open(), message(1, 100));
        Scratch second = Scratch.open(disk, FREE_BYTES_MIN, failure -> {});
        assertThat(disk.list()).isEmpty();
        write(second, message(1, 100));
        second.close();
        assertThat(disk.list()).isEmpty();
        scratch = null;
    }

    @Test
    @DisplayName("a device that is full costs memory and no message")
    void full() throws IOException {
        Scratch opened = open();
        disk.fillUpAt(disk.octets() + 1000);
        ScratchPage page = write(opened, message(1, 2000), message(2, 2000));
        assertThat(page.isHeld()).isTrue();
        assertThat(read(opened, page)).extracting(RecoveredMessage::seq).containsExactly(1L, 2L);

        disk.fillUpAt(Long.MAX_VALUE);
        ScratchPage next = write(opened, message(3, 2000));
        assertThat(next.isHeld()).isFalse();
        assertThat(read(opened, next)).extracting(RecoveredMessage::seq).containsExactly(3L);
    }

    @Test
    @DisplayName("a damaged page is noticed, and no other harmed")
    void damaged() throws IOException {
        Scratch opened = open();
        ScratchPage first = write(opened, message(1, 1000));
        ScratchPage second = write(opened, message(2, 1000));
        disk.flipBit(disk.list().get(0), 8 * 500);
        assertThat(read(opened, first)).isNull();
        assertThat(read(opened, second)).extracting(RecoveredMessage::seq).containsExactly(2L);
    }

    @Test
    @DisplayName(
            "with little room on the device nothing is written, and what is there stays held, until it is tried again")
    void littleRoom() throws IOException {
        Scratch opened = open();
        disk.sayUsable(FREE_BYTES_MIN - 1);
        ScratchPage page = write(opened, message(1, 100));
        assertThat(page.isHeld()).isTrue();
        assertThat(disk.list()).isEmpty();

        disk.sayUsable(FREE_BYTES_MIN);
        CompletableFuture<Void> done = new CompletableFuture<>();
        opened.writeAgain(page, Runnable::run, written -> done.complete(null));
        done.join();
        assertThat(page.isHeld()).isFalse();
        assertThat(Objects.requireNonNull(read(opened, page))).hasSize(1);
    }

    @Test
    @DisplayName("what is released before its turn comes is not written")
    void releasedEarly() throws IOException {
        List<Runnable> tasks = new ArrayList<>();
        try (Scratch opened = new Scratch(disk, 0, tasks::add, Runnable::run, () -> {})) {
            ScratchPage page = opened.write(List.of(message(1, 100)), Runnable::run, written -> {});
            opened.release(page);
            tasks.forEach(Runnable::run);
            assertThat(disk.list()).isEmpty();
        }
    }

    @Test
    @DisplayName("what waits to be written when it is closed is not")
    void closedEarly() throws IOException {
        List<Runnable> tasks = new ArrayList<>();
        Scratch opened = new Scratch(disk, 0, tasks::add, Runnable::run, () -> tasks.forEach(Runnable::run));
        opened.write(List.of(message(1, 100)), Runnable::run, written -> {});
        long before = disk.operationCount();
        opened.close();
        assertThat(disk.operationCount()).isEqualTo(before);
    }
}
