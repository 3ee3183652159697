package io.leveret.broker;

import java.util.List;

/**
 * A user, for those who look from outside.
 *
 * @param passwordHash salt and digest in Base64, empty if no password opens the door
 * @param hashingAlgorithm RabbitMQ's name of it
 */
public record UserInfo(String name, String passwordHash, String hashingAlgorithm, List<String> tags) {

    public UserInfo {
        tags = List.copyOf(tags);
    }

    /** Without the hash, which belongs in no log. */
    @Override
    public String toString() {
        return "UserInfo[" + name + ", " + tags + "]";
    }
}
