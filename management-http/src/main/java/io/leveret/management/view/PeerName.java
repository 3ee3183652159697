package io.leveret.management.view;

import org.jspecify.annotations.Nullable;

/** The client's end of a connection, which the connection's name begins with. */
record PeerName(@Nullable String host, @Nullable Integer port) {

    private static final String ARROW = " -> ";

    /** That of {@code 127.0.0.1:53210 -> 127.0.0.1:5672} or {@code [::1]:53210 -> [::1]:5672}. */
    static PeerName of(String connection) {
        int arrow = connection.indexOf(ARROW);
        int colon = arrow < 0 ? -1 : connection.lastIndexOf(':', arrow);
        return colon < 0
                ? new PeerName(null, null)
                : new PeerName(
                        connection.substring(0, colon).replaceAll("[\\[\\]]", ""),
                        Integer.valueOf(connection.substring(colon + 1, arrow)));
    }
}
