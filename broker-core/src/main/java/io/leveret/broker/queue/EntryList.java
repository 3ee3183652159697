package io.leveret.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * First-in-first-out of entries in linked pages: an empty one costs one small object, a deep one is never copied, and
 * what was drained is given back to the heap page by page.
 */
final class EntryList {

    private static final int FIRST_PAGE = 8;
    private static final int PAGE = 512;

    private static final class Page {
        final @Nullable QueueEntry[] entries;

        @Nullable
        Page next;

        Page(int capacity) {
            entries = new QueueEntry[capacity];
        }
    }

    private @Nullable Page head;
    private @Nullable Page tail;
    private int headIndex;
    private int tailIndex;
    private int size;

    int size() {
        return size;
    }

    void add(QueueEntry entry) {
        Page page = tail;
        if (page == null) {
            page = new Page(FIRST_PAGE);
            head = page;
            tail = page;
        } else if (tailIndex == page.entries.length) {
            page = size == 0 ? emptied(page) : appended(page);
        }
        page.entries[tailIndex++] = entry;
        size++;
    }

    /** The drained only page again, so that a queue that is always nearly empty allocates nothing. */
    private Page emptied(Page page) {
        headIndex = 0;
        tailIndex = 0;
        return page;
    }

    private Page appended(Page last) {
        Page page = new Page(PAGE);
        last.next = page;
        tail = page;
        tailIndex = 0;
        return page;
    }

    @Nullable
    QueueEntry peek() {
        Page page = head;
        return size == 0 || page == null ? null : page.entries[headIndex];
    }

    @Nullable
    QueueEntry poll() {
        Page page = head;
        if (size == 0 || page == null) {
            return null;
        }
        QueueEntry entry = page.entries[headIndex];
        page.entries[headIndex++] = null;
        size--;
        if (headIndex == page.entries.length && page.next != null) {
            head = page.next;
            headIndex = 0;
        }
        return entry;
    }
}
