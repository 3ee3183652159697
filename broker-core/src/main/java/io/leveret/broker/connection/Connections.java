package io.leveret.broker.connection;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

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
        shutDown(report -> virtualHost.equals(report.virtualHost()), reason);
    }

    /** Ends those of a user who is no more. */
    public void dismiss(String user) {
        String reason = "user '" + user + "' is deleted";
        shutDown(report -> user.equals(report.user()), reason);
    }

    /** What a client has asked for so far is known on its loop alone. */
    private void shutDown(Predicate<ConnectionReport> concerned, String reason) {
        for (AmqpConnection each : open) {
            each.loop().execute(() -> {
                if (concerned.test(each.report())) {
                    each.shutDown(reason);
                }
            });
        }
    }

    public int count() {
        return open.size();
    }

    /** The connections that are open at this moment. */
    public Collection<AmqpConnection> all() {
        return List.copyOf(open);
    }
}
