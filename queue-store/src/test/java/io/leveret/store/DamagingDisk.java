package io.leveret.store;

import io.leveret.store.disk.Disk;
import io.leveret.store.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A disk that writes one octet of files of one name other than it was told to, and says nothing. Any thread.
 *
 * @param disk has the files
 * @param name the files that come out wrong
 * @param at which octet of them
 */
record DamagingDisk(Disk disk, String name, long at) implements Disk {

    @Override
    public DiskFile open(String opened, Mode mode) throws IOException {
        DiskFile file = disk.open(opened, mode);
        return opened.equals(name) ? new DamagingFile(file, at) : file;
    }

    @Override
    public void rename(String from, String to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void delete(String deleted) throws IOException {
        disk.delete(deleted);
    }

    @Override
    public void forceNames() throws IOException {
        disk.forceNames();
    }

    @Override
    public List<String> list() throws IOException {
        return disk.list();
    }

    @Override
    public long usableBytes() throws IOException {
        return disk.usableBytes();
    }

    @Override
    public long totalBytes() throws IOException {
        return disk.totalBytes();
    }

    private record DamagingFile(DiskFile file, long at) implements DiskFile {

        @Override
        public String name() {
            return file.name();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void writeAt(long position, ByteBuffer bytes) throws IOException {
            ByteBuffer written = ByteBuffer.allocate(bytes.remaining());
            written.put(bytes).flip();
            long index = at - position;
            if (index >= 0 && index < written.limit()) {
                written.put((int) index, (byte) (written.get((int) index) ^ 0x10));
            }
            file.writeAt(position, written);
        }

        @Override
        public int readAt(long position, ByteBuffer into) throws IOException {
            return file.readAt(position, into);
        }

        @Override
        public void force() throws IOException {
            file.force();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
