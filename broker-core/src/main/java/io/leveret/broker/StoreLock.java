package io.leveret.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Holds the store of a data directory for one broker, by a lock beside it: whoever embeds a broker may not have locked the
 * data directory. Owner: the thread that starts the broker, then the one that ends it.
 */
final class StoreLock implements AutoCloseable {

    private static final String FILE = "store.lock";

    private final ProcessLock lock;

    private StoreLock(ProcessLock lock) {
        this.lock = lock;
    }

    /** Locks the store of a data directory, whether there is one yet or not. */
    static StoreLock acquire(Path dataDirectory) throws BrokerStartException {
        try {
            Files.createDirectories(dataDirectory);
            return new StoreLock(ProcessLock.acquire(dataDirectory.resolve(FILE)));
        } catch (ProcessLock.HeldException e) {
            throw new BrokerStartException(
                    "the store in " + dataDirectory + " is in use by another broker" + e.owner(), e);
        } catch (IOException e) {
            throw new BrokerStartException("cannot lock the store in " + dataDirectory + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the lock of the store cannot be released", e);
        }
    }
}
