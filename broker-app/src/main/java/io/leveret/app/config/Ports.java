package io.leveret.app.config;

import java.util.OptionalInt;

/** Reads port numbers. */
final class Ports {

    private static final int PORT_MAX = 65_535;

    private Ports() {}

    /** A decimal port from 0 to 65535, or empty when the text is anything else. */
    static OptionalInt parse(String text) {
        if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalInt.empty();
        }
        int port = Integer.parseInt(text);
        return port <= PORT_MAX ? OptionalInt.of(port) : OptionalInt.empty();
    }

    static int of(RabbitConf.Entry entry, String text) throws ConfigException {
        OptionalInt port = parse(text);
        if (port.isEmpty()) {
            throw entry.fault("\"" + text + "\" is not a port (expected: 0 to " + PORT_MAX + ")");
        }
        return port.getAsInt();
    }
}
