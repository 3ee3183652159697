package io.leveret.broker;

import io.leveret.broker.auth.AccessTable;
import io.leveret.broker.auth.Permissions;
import io.leveret.broker.vhost.TopologyControl;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.codec.value.FieldTable;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * What a broker begins with that has nothing yet: one virtual host, and one user who may do everything there. Later changes
 * of it are without effect, as with RabbitMQ.
 *
 * @param loopbackUsers who may log in from this machine only; counts at every start
 */
public record FirstUser(
        String name,
        String password,
        List<String> tags,
        String virtualHost,
        String configure,
        String write,
        String read,
        Set<String> loopbackUsers) {

    private static final String EVERYTHING = ".*";

    /** RabbitMQ's: guest, who has the whole of {@code /}, from this machine. */
    public static final FirstUser GUEST = new FirstUser(
            "guest", "guest", List.of("administrator"), "/", EVERYTHING, EVERYTHING, EVERYTHING, Set.of("guest"));

    public FirstUser {
        tags = List.copyOf(tags);
        loopbackUsers = Set.copyOf(loopbackUsers);
    }

    /** Completes when both are there, on record together: half of them would lock everybody out. */
    CompletableFuture<Boolean> into(VirtualHosts virtualHosts) {
        return virtualHosts.change(() -> put(virtualHosts));
    }

    private boolean put(VirtualHosts virtualHosts) {
        FieldTable metadata =
                FieldTable.builder().put("description", "Default virtual host").build();
        boolean isNew = virtualHosts.put(virtualHost, metadata);
        virtualHosts.access().put(name, tags, password);
        for (TopologyControl control : virtualHosts.all()) {
            VirtualHost host = control.virtualHost();
            // Left by a broker that kept no virtual hosts: what is in one must be found again, and by somebody.
            if (!host.name().equals(virtualHost)) {
                virtualHosts.put(host.name(), host.metadata());
            }
            virtualHosts
                    .access()
                    .put(new AccessTable.Member(host.name(), name), Permissions.of(configure, write, read));
        }
        return isNew;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "FirstUser[" + name + " in " + virtualHost + "]";
    }
}
