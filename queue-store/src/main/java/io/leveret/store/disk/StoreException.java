package io.leveret.store.disk;

import java.io.IOException;

/**
 * What stands on the disk cannot be used: it is damaged, or a newer release wrote it. The text names the file, and the
 * offset where there is one. Nothing was changed; the operator decides.
 */
public final class StoreException extends IOException {

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
