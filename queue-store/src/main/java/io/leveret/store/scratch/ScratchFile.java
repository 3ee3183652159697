package io.leveret.store.scratch;

import io.leveret.store.disk.Disk;
import io.leveret.store.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One file of pages, deleted when none of them is needed. Owner: the scratch thread. */
final class ScratchFile {

    private final Disk disk;
    private final String name;
    private final DiskFile file;
    private long length;
    private int pages;
    private boolean full;

    ScratchFile(Disk disk, String name) throws IOException {
        this.disk = disk;
        this.name = name;
        this.file = disk.open(name, Disk.Mode.CREATE);
    }

    long length() {
        return length;
    }

    /** Appends a page; returns where it stands. What a failed write has left is written over by the next. */
    long append(ByteBuffer page) throws IOException {
        long position = length;
        int octets = page.remaining();
        file.writeAt(position, page);
        length += octets;
        pages++;
        return position;
    }

    int readAt(long position, ByteBuffer into) throws IOException {
        return file.readAt(position, into);
    }

    /** A page is not needed any more. */
    void release() {
        pages--;
    }

    /** No page is added any more. */
    void fill() {
        full = true;
    }

    /** Whether nothing in it is needed, nor will be. */
    boolean isDone() {
        return full && pages == 0;
    }

    void delete() throws IOException {
        file.close();
        disk.delete(name);
    }
}
