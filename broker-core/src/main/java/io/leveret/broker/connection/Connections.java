package io.leveret.broker.connection;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The open connections of a broker. May be asked by any thread; each connection adds and removes itself. */
public final class Connections {

    private final Set<AmqpConnection> open = ConcurrentHashMap.newKeySet();

    void add(AmqpConnection connection) {
        open.add(connection);
    }

    void remove(AmqpConnection connection) {
        open.remove(connection);
    }

    public int count() {
        return open.size();
    }

    /** The connections that are open at this moment. */
    public Collection<AmqpConnection> all() {
        return List.copyOf(open);
    }
}
