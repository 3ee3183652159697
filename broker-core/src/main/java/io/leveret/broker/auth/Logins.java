package io.leveret.broker.auth;

import io.leveret.broker.tls.TlsPeer;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** The door: who is let in, by what, and how late a refusal is. Any thread may ask; nothing of it waits. */
public final class Logins {

    private static final byte[] NO_PASSWORD = {};

    private final Users users;
    private final Mechanisms mechanisms;
    private final FailedLogins failedLogins;

    public Logins(Users users, Mechanisms mechanisms, FailedLogins failedLogins) {
        this.users = users;
        this.mechanisms = mechanisms;
        this.failedLogins = failedLogins;
    }

    /**
     * What became of a login.
     *
     * @param user who it is, or claims to be
     * @param delayMs by how many milliseconds the answer must be late
     */
    public record Answer(String user, Users.Verdict verdict, int delayMs) {

        public boolean isAccepted() {
            return verdict == Users.Verdict.ACCEPTED;
        }
    }

    /** By which mechanisms clients may log in. */
    public Mechanisms mechanisms() {
        return mechanisms;
    }

    /**
     * Decides about the response of connection.start-ok.
     *
     * @param tls null on a connection that is not encrypted
     * @throws io.leveret.codec.ConnectionException if it is none that could be decided about
     */
    public Answer login(String mechanism, byte[] response, SocketAddress peer, @Nullable TlsPeer tls) {
        Mechanisms.Claim claim = mechanisms.claim(mechanism, response, tls);
        if (claim == null) {
            return refused("", Users.Verdict.NO_CERTIFICATE, peer);
        }
        byte[] password = claim.password();
        return password == null
                ? answer(claim.user(), NO_PASSWORD, users.loginByCertificate(claim.user(), peer), peer)
                : login(claim.user(), password, peer);
    }

    /** Decides about a name and a password, however they have come. */
    public Answer login(String user, byte[] password, SocketAddress peer) {
        if (!failedLogins.admits(peer, user, password)) {
            return new Answer(user, Users.Verdict.TOO_MANY_FAILURES, FailedLogins.DELAY_MS_MIN);
        }
        return answer(user, password, users.login(user, password, peer), peer);
    }

    private Answer answer(String user, byte[] password, Users.Verdict verdict, SocketAddress peer) {
        if (verdict != Users.Verdict.ACCEPTED) {
            return refused(user, verdict, peer);
        }
        failedLogins.succeeded(peer, user, password);
        return new Answer(user, verdict, 0);
    }

    private Answer refused(String user, Users.Verdict verdict, SocketAddress peer) {
        return new Answer(user, verdict, failedLogins.failed(peer));
    }
}
