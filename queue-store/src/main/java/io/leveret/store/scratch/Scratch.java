package io.leveret.store.scratch;

import io.leveret.store.RecoveredMessage;
import io.leveret.store.disk.Disk;
import io.leveret.store.worker.Threads;
import io.leveret.store.worker.WorkQueue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pages of messages on the disk that nobody promised to keep: written without a force, gone with the process. A directory
 * of its own; what an earlier process has left there is deleted.
 *
 * <p>All methods may be called by any thread and none but {@link #close} blocks; the work is done by a thread of its own, in
 * the order of the calls, but what somebody wants to read does not wait for what is to be written. A device that fails costs nothing but memory: the messages stay where they were, in the heap.
 */
public final class Scratch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Scratch.class);
    private static final String PREFIX = "scratch-";
    /** A file is given back as a whole. */
    private static final long FILE_BYTES_MAX = 32 << 20;

    private final Disk disk;
    private final long freeBytesMin;
    private final Executor thread;
    private final Executor first;
    private final Runnable ending;
    /** Owned by the thread. */
    private final Set<ScratchFile> open = new HashSet<>();

    private @Nullable ScratchFile current;
    private long files;
    private boolean failing;
    private volatile boolean closing;

    @FunctionalInterface
    private interface Task {
        void run() throws IOException;
    }

    /**
     * Deletes what is there.
     *
     * @param freeBytesMin with less room on the device nothing is written
     * @param thread does the work, one task after the other
     * @param first the same thread, for what comes before all other work
     * @param ending waits until {@code thread} has done all it was given
     */
    public Scratch(Disk disk, long freeBytesMin, Executor thread, Executor first, Runnable ending) throws IOException {
        this.disk = disk;
        this.freeBytesMin = freeBytesMin;
        this.thread = thread;
        this.first = first;
        this.ending = ending;
        for (String name : disk.list()) {
            if (name.startsWith(PREFIX)) {
                disk.delete(name);
            }
        }
    }

    /**
     * Deletes what is there and starts the thread {@code leveret-scratch}.
     *
     * @param freeBytesMin with less room on the device nothing is written, and messages stay in memory
     * @param onFailure told if the thread ends by an error of the program or the JVM; nothing is answered from then on
     */
    public static Scratch open(Disk disk, long freeBytesMin, Consumer<Throwable> onFailure) throws IOException {
        return open(Threads.real(), disk, freeBytesMin, onFailure);
    }

    /** The same with other threads than those of the JVM. */
    public static Scratch open(Threads threads, Disk disk, long freeBytesMin, Consumer<Throwable> onFailure)
            throws IOException {
        WorkQueue thread = new WorkQueue(threads, "leveret-scratch", onFailure);
        Scratch scratch = new Scratch(disk, freeBytesMin, thread, thread.urgently(), thread::end);
        thread.start();
        return scratch;
    }

    /**
     * Writes messages as one page.
     *
     * @param messages by rising seq, at least one; the list is not changed any more
     * @param owner runs {@code done}
     * @param done called once, whether the page was written or stays {@link ScratchPage#isHeld held}
     */
    public ScratchPage write(List<RecoveredMessage> messages, Executor owner, Consumer<ScratchPage> done) {
        ScratchPage page = new ScratchPage(messages);
        writeAgain(page, owner, done);
        return page;
    }

    /** Tries once more to write a page that is {@link ScratchPage#isHeld held}, as {@link #write}. */
    public void writeAgain(ScratchPage page, Executor owner, Consumer<ScratchPage> done) {
        submit(() -> {
            write(page);
            owner.execute(() -> done.accept(page));
        });
    }

    /**
     * Reads pages back; they stay until they are released.
     *
     * @param answer called for each page in turn, on {@code owner}, with null if the page cannot be read
     */
    public void read(
            List<ScratchPage> pages, Executor owner, BiConsumer<ScratchPage, @Nullable List<RecoveredMessage>> answer) {
        // What is not written yet is held, and never will be written if it is released in time.
        first.execute(() -> {
            List<@Nullable List<RecoveredMessage>> read = new ArrayList<>();
            for (ScratchPage page : pages) {
                read.add(read(page));
            }
            owner.execute(() -> {
                for (int i = 0; i < pages.size(); i++) {
                    answer.accept(pages.get(i), read.get(i));
                }
            });
        });
    }

    /** The page is not needed any more. */
    public void release(ScratchPage page) {
        page.giveUp();
        submit(() -> {
            ScratchFile file = page.file();
            if (page.release() && file != null) {
                file.release();
                deleteIfDone(file);
            }
        });
    }

    /** Ends the thread and deletes all files; what waits to be written is not. */
    @Override
    public void close() {
        closing = true;
        ending.run();
        try {
            for (ScratchFile file : open) {
                file.delete();
            }
        } catch (IOException e) {
            LOG.warn("What was paged out is left behind", e);
        }
    }

    private void submit(Task task) {
        thread.execute(() -> {
            try {
                task.run();
            } catch (IOException e) {
                LOG.warn("A file of paged out messages could not be given back", e);
            }
        });
    }

    private void write(ScratchPage page) {
        List<RecoveredMessage> messages = page.held();
        if (!page.isNeeded() || messages == null || closing) {
            return;
        }
        try {
            requireRoom();
            ByteBuffer octets = PageCodec.encode(messages);
            int length = octets.remaining();
            ScratchFile file = file();
            page.standsAt(file, file.append(octets), length);
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                failing = true;
                LOG.warn("Messages cannot be paged out and stay in memory", e);
            }
        }
    }

    /** The journal needs room more than this does. */
    private void requireRoom() throws IOException {
        if (disk.usableBytes() < freeBytesMin) {
            throw new IOException("less than " + freeBytesMin + " bytes are free on the device");
        }
    }

    private ScratchFile file() throws IOException {
        ScratchFile file = current;
        if (file != null && file.length() >= FILE_BYTES_MAX) {
            file.fill();
            deleteIfDone(file);
            file = null;
        }
        if (file == null) {
            current = null;
            file = new ScratchFile(disk, PREFIX + "%08d".formatted(files++));
            open.add(file);
            current = file;
        }
        return file;
    }

    private void deleteIfDone(ScratchFile file) throws IOException {
        if (file.isDone()) {
            open.remove(file);
            file.delete();
        }
    }

    private static @Nullable List<RecoveredMessage> read(ScratchPage page) {
        List<RecoveredMessage> held = page.held();
        ScratchFile file = page.file();
        if (held != null || file == null) {
            return held;
        }
        try {
            ByteBuffer octets = ByteBuffer.allocate(page.length());
            file.readAt(page.position(), octets);
            List<RecoveredMessage> messages = PageCodec.decode(octets.flip(), page.count());
            if (messages == null) {
                LOG.error("{} paged out messages that need not survive are lost: the page is damaged", page.count());
            }
            return messages;
        } catch (IOException e) {
            LOG.error("{} paged out messages that need not survive are lost", page.count(), e);
            return null;
        }
    }
}
