package io.leveret.management.view;

import java.util.List;
import java.util.Map;

/** A user as {@code /api/users} shows it. */
public record UserBody(
        String name, String passwordHash, String hashingAlgorithm, List<String> tags, Map<String, Long> limits) {

    /** Without the hash, which belongs in no log. */
    @Override
    public String toString() {
        return "UserBody[" + name + "]";
    }
}
