package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;
import io.leveret.store.RecoveredMessage;
import io.leveret.store.scratch.Scratch;
import io.leveret.store.scratch.ScratchPage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;

/**
 * Gathers entries of one queue that the journal has not, in pages that go to the disk. What a page holds counts as memory
 * until it is written, or not needed any more.
 *
 * <p>Owned by the queue's home loop.
 */
final class PageWriter {

    private static final int PAGE_MESSAGES_MAX = 512;
    private static final long PAGE_BYTES_MAX = 256 << 10;
    /** Pages that are being written are in memory still. */
    private static final int UNDER_WAY_MAX = 32;

    private static final int RETRY_MS = 1_000;

    private final Queue queue;
    private final Loop home;
    private final PagedOut pagedOut;
    /** Pages that are not written yet, or could not be, and their octets. */
    private final IdentityHashMap<ScratchPage, Long> inMemory = new IdentityHashMap<>(0);

    private List<RecoveredMessage> page = new ArrayList<>(0);
    private long pageBytes;
    private long pageDueMs = QueueEntry.NEVER;
    private int underWay;
    /** Pages that could not be written, to be tried again. */
    private final ArrayDeque<ScratchPage> failed = new ArrayDeque<>(0);

    private long retryAtMs = QueueEntry.NEVER;

    PageWriter(Queue queue, PagedOut pagedOut) {
        this.queue = queue;
        this.home = queue.home();
        this.pagedOut = pagedOut;
    }

    private Scratch scratch() {
        return Objects.requireNonNull(home.journal()).scratch();
    }

    /** Whether so much is being written that no more should be added now. */
    boolean isBusy() {
        return underWay >= UNDER_WAY_MAX;
    }

    /** An entry that was taken from the ready ones goes to a page. */
    void add(QueueEntry entry) {
        page.add(new RecoveredMessage(
                entry.position(), 0, entry.deadlineMs(), entry.isRedelivered(), MessageAnnex.stored(entry.message())));
        pageBytes += entry.message().footprintBytes();
        pageDueMs = Math.min(pageDueMs, entry.deadlineMs());
        if (page.size() == PAGE_MESSAGES_MAX || pageBytes >= PAGE_BYTES_MAX) {
            write();
        }
    }

    /** No more is added now. */
    void flush() {
        if (!page.isEmpty()) {
            write();
        }
    }

    private void write() {
        underWay++;
        home.memory().beginWrite(pageBytes);
        ScratchPage written = scratch().write(page, home, this::written);
        inMemory.put(written, pageBytes);
        pagedOut.add(written, pageDueMs);
        page = new ArrayList<>(0);
        pageBytes = 0;
        pageDueMs = QueueEntry.NEVER;
    }

    private void written(ScratchPage done) {
        underWay--;
        if (!done.isHeld()) {
            leftMemory(done);
            // The disk takes pages (again).
            retryAtMs = failed.isEmpty() ? QueueEntry.NEVER : home.turnMs();
        } else if (inMemory.containsKey(done)) {
            failed.add(done);
            retryAtMs = home.turnMs() + RETRY_MS;
        }
        home.memory().endWrite();
        queue.markDirty();
    }

    /**
     * Tries some of the pages again that could not be written, if it is time.
     *
     * @param wake told when it will be
     */
    void retry(LongConsumer wake) {
        if (home.turnMs() < retryAtMs) {
            if (retryAtMs != QueueEntry.NEVER) {
                wake.accept(retryAtMs);
            }
            return;
        }
        while (!isBusy() && !failed.isEmpty()) {
            ScratchPage page = failed.remove();
            if (inMemory.containsKey(page)) {
                underWay++;
                home.memory().beginWrite(0);
                scratch().writeAgain(page, home, this::written);
            }
        }
        retryAtMs = QueueEntry.NEVER;
        if (!failed.isEmpty()) {
            retryAtMs = home.turnMs() + RETRY_MS;
            wake.accept(retryAtMs);
        }
    }

    private void leftMemory(ScratchPage left) {
        Long bytes = inMemory.remove(left);
        if (bytes != null) {
            home.memory().add(-bytes);
        }
    }

    /** The page is not needed any more. */
    void release(ScratchPage unneeded) {
        leftMemory(unneeded);
        scratch().release(unneeded);
    }
}
