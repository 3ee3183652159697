package io.leveret.management.view;

import java.util.List;
import java.util.Set;

/**
 * Whoever asks.
 *
 * @param visibleVhosts those that the user may enter
 */
public record Caller(String name, List<String> tags, Set<String> visibleVhosts) {

    private static final Set<String> MANAGING = Set.of("administrator", "monitoring", "policymaker", "management");
    private static final Set<String> SEEING_ALL = Set.of("administrator", "monitoring");

    /** Whether this user may use the API at all. */
    public boolean isManaging() {
        return tags.stream().anyMatch(MANAGING::contains);
    }

    public boolean isAdministrator() {
        return tags.contains("administrator");
    }

    /** Whether this user may set policies of virtual hosts that it sees. */
    public boolean isPolicymaker() {
        return isAdministrator() || tags.contains("policymaker");
    }

    /** Whether what belongs to this virtual host is shown to the user. */
    public boolean sees(String vhost) {
        return seesAll() || visibleVhosts.contains(vhost);
    }

    /** Whether all that there is is shown to the user. */
    public boolean seesAll() {
        return tags.stream().anyMatch(SEEING_ALL::contains);
    }

    /** Whether what belongs to a user is shown to this one. */
    public boolean owns(String user) {
        return seesAll() || name.equals(user);
    }

    /** Whether this user may close connections of another. */
    public boolean mayClose(String user) {
        return isAdministrator() || name.equals(user);
    }
}
