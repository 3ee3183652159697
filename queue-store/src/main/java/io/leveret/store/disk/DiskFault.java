package io.leveret.store.disk;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** Makes of what the platform says an exception that names the file and the call. */
final class DiskFault {

    /** Java has no type for it, only the operating system's text: of ENOSPC, EDQUOT, and Windows' two. */
    private static final List<String> FULL = List.of(
            "No space left on device",
            "Disk quota exceeded",
            "There is not enough space on the disk",
            "Not enough disk space");

    private DiskFault() {}

    static IOException of(String file, String call, IOException fault) {
        if (fault instanceof NoSuchFileException || fault instanceof FileAlreadyExistsException) {
            return fault;
        }
        if (fault instanceof DiskFullException || fault instanceof ForceFault) {
            return fault;
        }
        String reason = reason(fault);
        String text = file + ": " + call + ": " + reason;
        return FULL.stream().anyMatch(reason::contains)
                ? new DiskFullException(text, fault)
                : new IOException(text, fault);
    }

    /** A force that fails is no matter of room, whatever it says: it must not be tried again. */
    static IOException ofForce(String file, IOException fault) {
        return new ForceFault(file + ": force: " + reason(fault), fault);
    }

    private static String reason(IOException fault) {
        String text = fault instanceof FileSystemException named ? named.getReason() : fault.getMessage();
        return text == null ? fault.getClass().getSimpleName() : text;
    }

    private static final class ForceFault extends IOException {
        private static final long serialVersionUID = 1;

        private ForceFault(String message, IOException cause) {
            super(message, cause);
        }
    }
}
