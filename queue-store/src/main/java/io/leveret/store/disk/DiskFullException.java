package io.leveret.store.disk;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The device has no room for what was to be written; whoever can do without that may go on. */
public final class DiskFullException extends IOException {

    private static final long serialVersionUID = 1L;

    public DiskFullException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
