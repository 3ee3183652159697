package io.leveret.broker.auth;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may log in, and the newest snapshot of what each may do.
 *
 * <p>Any thread may ask; only the control thread publishes another snapshot.
 */
public final class Users {

    /** Compared with when there is no such user, so that this takes as long. */
    private static final PasswordHash NOBODY = PasswordHash.of(PasswordHash.Algorithm.SHA_256, new byte[] {0}, 0);

    private final Set<String> loopbackUsers;
    private volatile AccessTable table = AccessTable.NONE;

    /** Why a login is refused, for the log; clients learn only that it is. */
    public enum Verdict {
        ACCEPTED("accepted"),
        INVALID_CREDENTIALS("invalid credentials"),
        LOOPBACK_ONLY("user can only connect via localhost"),
        /** The client's certificate names nobody, or it has shown none. */
        NO_CERTIFICATE("no name in a certificate"),
        /** Not looked at: too many have just failed from the same address. */
        TOO_MANY_FAILURES("too many failed logins from this address");

        private final String reason;

        Verdict(String reason) {
            this.reason = reason;
        }

        public String reason() {
            return reason;
        }
    }

    /** @param loopbackUsers who may log in from this machine only */
    public Users(Set<String> loopbackUsers) {
        this.loopbackUsers = Set.copyOf(loopbackUsers);
    }

    /** The newest snapshot. */
    public AccessTable table() {
        return table;
    }

    void publish(AccessTable changed) {
        table = changed;
    }

    /** Decides about a login from {@code peer}. Takes the same time for a wrong password as for an unknown user. */
    public Verdict login(String user, byte[] password, SocketAddress peer) {
        User known = table.user(user);
        @Nullable PasswordHash hash = known == null ? null : known.password();
        boolean rightPassword = (hash == null ? NOBODY : hash).matches(password);
        // An empty password opens no door, not even that of somebody who was given one.
        if (hash == null || !rightPassword || password.length == 0) {
            return Verdict.INVALID_CREDENTIALS;
        }
        return fromThere(user, peer);
    }

    /** Decides about somebody whose certificate says who it is; whether there is a password does not matter. */
    public Verdict loginByCertificate(String user, SocketAddress peer) {
        return table.user(user) == null ? Verdict.INVALID_CREDENTIALS : fromThere(user, peer);
    }

    private Verdict fromThere(String user, SocketAddress peer) {
        return !loopbackUsers.contains(user) || isLoopback(peer) ? Verdict.ACCEPTED : Verdict.LOOPBACK_ONLY;
    }

    private static boolean isLoopback(SocketAddress peer) {
        if (!(peer instanceof InetSocketAddress inet)) {
            return false;
        }
        InetAddress address = inet.getAddress();
        return address != null && address.isLoopbackAddress();
    }
}
