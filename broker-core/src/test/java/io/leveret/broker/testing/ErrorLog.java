package io.leveret.broker.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What the classes under test have logged as errors. Loops and the control thread log what a command throws and go on,
 * so a test that wants to know of a failed assertion asks here.
 */
public final class ErrorLog {

    private static final ConcurrentLinkedQueue<AssertionError> ERRORS = new ConcurrentLinkedQueue<>();

    private ErrorLog() {}

    static void add(String text, Throwable cause) {
        ERRORS.add(new AssertionError(text, cause));
    }

    /** Forgets what earlier tests have left. */
    public static void clear() {
        ERRORS.clear();
    }

    /** Everything since the last call. */
    public static List<AssertionError> take() {
        List<AssertionError> taken = new ArrayList<>();
        for (AssertionError next = ERRORS.poll(); next != null; next = ERRORS.poll()) {
            taken.add(next);
        }
        return taken;
    }

    /** Throws the first error that was logged since the last call. */
    public static void requireEmpty() {
        if (ERRORS.isEmpty()) {
            return;
        }
        List<AssertionError> errors = take();
        AssertionError first = errors.get(0);
        errors.subList(1, errors.size()).forEach(first::addSuppressed);
        throw first;
    }
}
