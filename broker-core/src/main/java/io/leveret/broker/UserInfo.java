package io.leveret.broker;

import java.util.List;
import java.util.Map;

/**
 * A user, for those who look from outside.
 *
 * @param passwordHash salt and digest in Base64, empty if no password opens the door
 * @param hashingAlgorithm RabbitMQ's name of it
 * @param limits {@code max-connections} and {@code max-channels}, if they are set
 */
public record UserInfo(
        String name, String passwordHash, String hashingAlgorithm, List<String> tags, Map<String, Long> limits) {

    public UserInfo {
        tags = List.copyOf(tags);
        limits = Map.copyOf(limits);
    }

    /** Without the hash, which belongs in no log. */
    @Override
    public String toString() {
        return "UserInfo[" + name + ", " + tags + "]";
    }
}
