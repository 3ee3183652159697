package io.leveret.store.disk;

import java.io.IOException;
import java.util.List;

/**
 * The files of one directory, by name. Names have no path separators; there are no subdirectories.
 *
 * <p>What survives a crash of the machine:
 *
 * <ul>
 *   <li>bytes, once {@link DiskFile#force} has returned after they were written; before that any part of them may be
 *       there, in any order, down to the single sector;
 *   <li>a new name, once {@link #forceNames} has returned, where the platform can promise that; where it cannot, once the
 *       file has been forced. A reader of names must bear a file that is empty, or shorter than was written;
 *   <li>a rename, once {@link #forceNames} has returned, with the same limit. Before, the file is there after a crash under
 *       the old name or the new one, never under both with different content, never under neither;
 *   <li>of changes to names that are not forced, any: a later one may be there and an earlier one of another file not;
 *   <li>nothing about {@link #delete}: a deleted file may be back after a crash.
 * </ul>
 *
 * <p>Only closed files are renamed or deleted, since some platforms allow no other. The methods may be called from any
 * thread; they block, so never from an event loop.
 *
 * <p>Every method throws {@link IOException} when the device fails; its text names the file and the call. Where there is
 * no room it is a {@link DiskFullException}, unless a force says so: what that has left unwritten nobody knows. After a failed {@link DiskFile#force}
 * nobody knows what is on the device: the caller must treat everything since the last good one as lost, and must not try
 * again.
 */
public interface Disk {

    /** How a file is opened. */
    enum Mode {
        /** A new, empty file to write and read. */
        CREATE,
        /** A file that exists, to write and read. */
        WRITE,
        /** A file that exists, to read. */
        READ
    }

    /**
     * Opens a file. {@link Mode#CREATE} throws {@link java.nio.file.FileAlreadyExistsException} when the name is taken,
     * the other modes throw {@link java.nio.file.NoSuchFileException} when it is not there.
     */
    DiskFile open(String name, Mode mode) throws IOException;

    /** Gives a closed file another name, in one step; a closed file of that name is replaced. */
    void rename(String from, String to) throws IOException;

    /** Deletes a closed file; throws {@link java.nio.file.NoSuchFileException} when it is not there. */
    void delete(String name) throws IOException;

    /** Returns when all that was done to names before is on the device, where the platform can promise that. */
    void forceNames() throws IOException;

    /** The names of all files, sorted. */
    List<String> list() throws IOException;

    /** How many bytes can still be written, others' included: what the operating system says at this moment. */
    long usableBytes() throws IOException;

    /** How many bytes the device has in all, {@link Long#MAX_VALUE} where that is not known. */
    long totalBytes() throws IOException;
}
