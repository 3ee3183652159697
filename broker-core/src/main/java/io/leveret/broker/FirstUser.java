package io.leveret.broker;

import io.leveret.broker.auth.AccessControl;
import io.leveret.broker.auth.AccessTable;
import io.leveret.broker.auth.PasswordHash;
import io.leveret.broker.auth.Permissions;
import io.leveret.broker.auth.User;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.codec.value.FieldTable;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;

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

    /** Returns when both are there, on record together: half of them would lock everybody out. */
    void into(VirtualHosts virtualHosts) {
        virtualHosts.change(() -> put(virtualHosts)).join();
    }

    private boolean put(VirtualHosts virtualHosts) {
        FieldTable metadata =
                FieldTable.builder().put("description", "Default virtual host").build();
        boolean isNew = virtualHosts.put(virtualHost, metadata);
        AccessControl access = virtualHosts.access();
        access.put(new User(name, hash(), tags, User.Limits.NONE));
        access.put(new AccessTable.Member(virtualHost, name), Permissions.of(configure, write, read));
        return isNew;
    }

    private PasswordHash hash() {
        byte[] octets = password.getBytes(StandardCharsets.UTF_8);
        return PasswordHash.of(PasswordHash.Algorithm.SHA_256, octets, new SecureRandom().nextInt());
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "FirstUser[" + name + " in " + virtualHost + "]";
    }
}
