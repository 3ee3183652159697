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

    /** Ends those that have opened a virtual host which is no more. */
    public void leave(String virtualHost) {
        String reason = "vhost '" + virtualHost + "' is deleted";
        open.forEach(each -> each.shutDownIf(asked -> virtualHost.equals(asked.virtualHost()), reason));
    }

    /** Ends those of a user who is no more. */
    public void dismiss(String user) {
        String reason = "user '" + user + "' is deleted";
        open.forEach(each -> each.shutDownIf(asked -> user.equals(asked.user()), reason));
    }

    public int count() {
        return open.size();
    }

    /** The connections that are open at this moment. */
    public Collection<AmqpConnection> all() {
        return List.copyOf(open);
    }
}
