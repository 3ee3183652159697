package io.leveret.management.resource;

import io.leveret.management.view.BrokerView;
import io.leveret.management.view.Caller;
import io.leveret.management.view.CallerAnswer;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * {@code /api/login}: name and password as a form, for which a page gets what it sends along with every request. Nothing is kept
 * here of who has logged in, and no cookie is set, so there is nothing to take back at the end.
 */
public record LoginResource(BrokerView broker) {

    private static final int BYTES_MAX = 8 * 1024;
    private static final String REFUSAL = "Login failed";

    private record Token(String type, String value) {}

    private record User(String name, List<String> tags, boolean isInternalUser) {}

    private record LoggedIn(Token token, User user) {}

    /** Reads forms, small ones, since anybody may send them. */
    public Handler<RoutingContext> bodies() {
        return BodyHandler.create(false).setBodyLimit(BYTES_MAX);
    }

    /** The handler of POST. */
    public Handler<RoutingContext> login() {
        return request -> {
            MultiMap form = request.request().formAttributes();
            String user = form.get("username");
            String password = form.get("password");
            InetAddress peer = Peers.address(request);
            if (user == null || password == null) {
                Answer.error(request, 401, "not_authorized", REFUSAL);
                return;
            }
            CallerAnswer answer = broker.caller(user, password, peer);
            Caller caller = answer.caller();
            if (caller == null) {
                Peers.later(request, answer.delayMs(), () -> Answer.error(request, 401, "not_authorized", REFUSAL));
            } else if (caller.isManaging()) {
                String value =
                        Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
                Answer.ok(
                        request, new LoggedIn(new Token("basic", value), new User(caller.name(), caller.tags(), true)));
            } else {
                Answer.error(request, 401, "not_authorized", REFUSAL);
            }
        };
    }

    /** The handler of DELETE. */
    public Handler<RoutingContext> logout() {
        return request -> Answer.done(request, 204);
    }
}
