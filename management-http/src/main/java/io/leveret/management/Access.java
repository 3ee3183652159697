package io.leveret.management;

import io.leveret.management.resource.Answer;
import io.leveret.management.resource.Callers;
import io.leveret.management.resource.Peers;
import io.leveret.management.view.BrokerView;
import io.leveret.management.view.Caller;
import io.leveret.management.view.CallerAnswer;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets requests pass that carry valid credentials by HTTP Basic authentication (RFC 7617); answers all others with 401
 * and RabbitMQ's bodies. Without credentials the answer carries a challenge, with wrong ones it does not, so that a
 * browser does not ask again and again. The answer to wrong ones is late, to slow guessing down. No header says who the
 * peer is, only its socket.
 */
final class Access implements Handler<RoutingContext> {

    private static final Logger LOG = LoggerFactory.getLogger(Access.class);

    private static final String SCHEME = "Basic ";
    private static final String CHALLENGE = "Basic realm=\"RabbitMQ Management\"";

    private final BrokerView broker;

    Access(BrokerView broker) {
        this.broker = broker;
    }

    private record Credentials(String user, String password) {

        /** Keeps the password out of logs. */
        @Override
        public String toString() {
            return "Credentials[user=" + user + "]";
        }
    }

    @Override
    public void handle(RoutingContext request) {
        String header = request.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            request.response()
                    .setStatusCode(401)
                    .putHeader("WWW-Authenticate", CHALLENGE)
                    .end();
            return;
        }
        Credentials credentials = decode(header);
        if (credentials == null) {
            Answer.error(request, 401, "not_authorized", "Not_Authorized");
        } else {
            admit(request, credentials);
        }
    }

    private void admit(RoutingContext request, Credentials credentials) {
        InetAddress peer = Peers.address(request);
        CallerAnswer answer = broker.caller(credentials.user(), credentials.password(), peer);
        Caller caller = answer.caller();
        if (caller != null) {
            admit(request, caller);
            return;
        }
        LOG.warn("HTTP access denied: user '{}' from {}", printable(credentials.user()), peer.getHostAddress());
        Peers.later(request, answer.delayMs(), () -> refuse(request, answer.outcome()));
    }

    private static void refuse(RoutingContext request, CallerAnswer.Outcome outcome) {
        switch (outcome) {
            case LOOPBACK_ONLY -> Answer.error(request, 401, "not_authorised", "User can only log in via localhost");
            case TOO_MANY_FAILURES ->
                Answer.error(request, 429, "too_many_requests", "Too many failed logins from this address");
            case ADMITTED, REFUSED -> Answer.error(request, 401, "not_authorized", "Not_Authorized");
        }
    }

    private static void admit(RoutingContext request, Caller caller) {
        if (caller.isManaging()) {
            Callers.set(request, caller);
            request.next();
        } else {
            Answer.error(request, 401, "not_authorised", "Not management user");
        }
    }

    /** Names come from outside: a line break in one must not forge a log line. */
    private static String printable(String user) {
        return user.replaceAll("\\p{Cntrl}", "?");
    }

    private static @Nullable Credentials decode(String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        try {
            byte[] bytes =
                    Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
            String pair = new String(bytes, StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? null : new Credentials(pair.substring(0, colon), pair.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
