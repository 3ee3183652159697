package io.leveret.broker.auth;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Who may log in: the user {@code guest}, from this machine only.
 *
 * <p>Immutable; may be asked by any thread.
 */
public final class Users {

    private static final String GUEST = "guest";
    private static final byte[] GUEST_PASSWORD = GUEST.getBytes(StandardCharsets.UTF_8);

    /** Why a login is refused, for the log; clients learn only that it is. */
    public enum Verdict {
        ACCEPTED("accepted"),
        INVALID_CREDENTIALS("invalid credentials"),
        LOOPBACK_ONLY("user can only connect via localhost");

        private final String reason;

        Verdict(String reason) {
            this.reason = reason;
        }

        public String reason() {
            return reason;
        }
    }

    /** Decides about a login from {@code peer}. Takes the same time for a wrong password as for an unknown user. */
    public Verdict login(String user, byte[] password, SocketAddress peer) {
        boolean known = user.equals(GUEST);
        boolean rightPassword = MessageDigest.isEqual(GUEST_PASSWORD, password);
        if (!known || !rightPassword) {
            return Verdict.INVALID_CREDENTIALS;
        }
        return isLoopback(peer) ? Verdict.ACCEPTED : Verdict.LOOPBACK_ONLY;
    }

    private static boolean isLoopback(SocketAddress peer) {
        if (!(peer instanceof InetSocketAddress inet)) {
            return false;
        }
        InetAddress address = inet.getAddress();
        return address != null && address.isLoopbackAddress();
    }
}
