package io.leveret.store.checkpoint;

import io.leveret.store.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A file in pages of 64 KiB, of which some that were used last are held in memory; changed ones are written when they are
 * pushed out or at {@link #flush}. MapDB reads and writes a few octets at a time. Owner: one thread.
 */
final class PagedFile {

    static final int PAGE_BYTES = 64 << 10;

    private static final class Page {
        private final long number;
        private final ByteBuffer octets = ByteBuffer.allocate(PAGE_BYTES);
        private boolean changed;

        private Page(long number) {
            this.number = number;
        }
    }

    private final DiskFile file;
    /** Octets beyond this are not the pages' business. */
    private final long limit;

    private final int pagesMax;
    private final LinkedHashMap<Long, Page> pages = new LinkedHashMap<>(16, 0.75f, true);
    private Page last = new Page(-1);

    /** @param pagesMax how many pages are held */
    PagedFile(DiskFile file, long limit, int pagesMax) {
        this.file = file;
        this.pagesMax = pagesMax;
        this.limit = limit;
    }

    /** The octets of a page; the caller keeps to absolute access. */
    ByteBuffer toRead(long offset) throws IOException {
        return page(offset / PAGE_BYTES).octets;
    }

    ByteBuffer toWrite(long offset) throws IOException {
        Page page = page(offset / PAGE_BYTES);
        page.changed = true;
        return page.octets;
    }

    void flush() throws IOException {
        for (Page page : pages.values()) {
            write(page);
        }
    }

    private Page page(long number) throws IOException {
        if (last.number == number) {
            return last;
        }
        Page page = pages.get(number);
        if (page == null) {
            page = load(number);
            pages.put(number, page);
            if (pages.size() > pagesMax) {
                Map.Entry<Long, Page> oldest = pages.entrySet().iterator().next();
                write(oldest.getValue());
                pages.remove(oldest.getKey());
            }
        }
        last = page;
        return page;
    }

    private Page load(long number) throws IOException {
        Page page = new Page(number);
        long from = number * PAGE_BYTES;
        if (from < limit) {
            page.octets.limit((int) Math.min(PAGE_BYTES, limit - from));
            file.readAt(from, page.octets);
            page.octets.clear();
        }
        return page;
    }

    private void write(Page page) throws IOException {
        if (page.changed) {
            file.writeAt(page.number * PAGE_BYTES, page.octets.duplicate().clear());
            page.changed = false;
        }
    }
}
