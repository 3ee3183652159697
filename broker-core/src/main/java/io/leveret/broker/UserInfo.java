package io.leveret.broker;

import java.util.List;

/**
 * A user, for those who look from outside.
 *
 * @param passwordHash salt and digest in Base64, empty if no password opens the door
 * @param hashingAlgorithm RabbitMQ's name of it
 */
public record UserInfo(String name, String passwordHash, String hashingAlgorithm, List<String> tags) {

    private static final List<String> SEEING_ALL = List.of("administrator", "monitoring");
    private static final List<String> MANAGING = List.of("administrator", "monitoring", "policymaker", "management");

    public UserInfo {
        tags = List.copyOf(tags);
    }

    /** Whether this user may use the management interface. */
    public boolean isManaging() {
        return tags.stream().anyMatch(MANAGING::contains);
    }

    /** Whether this user may change everything. */
    public boolean isAdministrator() {
        return tags.contains("administrator");
    }

    /** Whether this user sees every virtual host. */
    public boolean seesAll() {
        return tags.stream().anyMatch(SEEING_ALL::contains);
    }

    /** Without the hash, which belongs in no log. */
    @Override
    public String toString() {
        return "UserInfo[" + name + ", " + tags + "]";
    }
}
