package io.leveret.store.salvage;

import java.util.ArrayList;
import java.util.List;

/** What is damaged and what that costs, a line each, in the order in which it was found. Owner: one thread. */
final class Losses {

    private final List<String> lines = new ArrayList<>();
    private boolean recordsMissing;

    void add(String line) {
        lines.add(line);
    }

    /** Besides, records of the journal are missing that nothing else replaces. */
    void addRecords(String line) {
        lines.add(line);
        recordsMissing = true;
    }

    /** Whether acknowledgements and marks of deliveries may be among what is lost. */
    boolean recordsMissing() {
        return recordsMissing;
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
