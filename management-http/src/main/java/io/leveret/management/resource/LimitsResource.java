package io.leveret.management.resource;

import io.leveret.management.view.AccessView;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code /api/user-limits} and {@code /api/vhost-limits}: all, those of one, and {@code PUT} and {@code DELETE} of one limit. */
public record LimitsResource(AccessView access) {

    private static final String USER = "user";
    private static final String VHOST = "vhost";
    private static final String NAME = "name";
    private static final String VALUE = "value";

    /** The handler of GET for the limits of all users, or of the one that the path names. */
    public Handler<RoutingContext> ofUsers() {
        return request -> {
            String user = request.pathParam(USER);
            if (PermissionsResource.isUnknown(access, user, null)) {
                Answer.notFound(request);
                return;
            }
            Answer.ok(
                    request,
                    access.userLimits().stream()
                            .filter(limits -> user == null || limits.user().equals(user))
                            .toList());
        };
    }

    /** The same for virtual hosts. */
    public Handler<RoutingContext> ofVirtualHosts() {
        return request -> {
            String vhost = request.pathParam(VHOST);
            if (PermissionsResource.isUnknown(access, null, vhost)) {
                Answer.notFound(request);
                return;
            }
            Answer.ok(
                    request,
                    access.virtualHostLimits().stream()
                            .filter(limits -> vhost == null || limits.vhost().equals(vhost))
                            .filter(limits -> Callers.of(request).sees(limits.vhost()))
                            .toList());
        };
    }

    /** The handler of PUT for a limit of a user. */
    public Handler<RoutingContext> limitUser() {
        return request -> {
            Map<String, @Nullable Object> body = Fields.of(request, List.of(VALUE));
            if (body == null) {
                return;
            }
            String user = Path.part(request, USER);
            CompletionStage<Boolean> set;
            try {
                set = access.by(Callers.of(request).name()).limitUser(user, Path.part(request, NAME), body.get(VALUE));
            } catch (IllegalArgumentException e) {
                Answer.error(request, 400, "bad_request", String.valueOf(e.getMessage()));
                return;
            }
            Pending.then(request, set, found -> {
                if (found) {
                    Answer.done(request, 204);
                } else {
                    Answer.invalid(request, "no_such_user", user);
                }
            });
        };
    }

    /** The handler of PUT for a limit of a virtual host. */
    public Handler<RoutingContext> limitVirtualHost() {
        return request -> {
            Map<String, @Nullable Object> body = Fields.of(request, List.of(VALUE));
            if (body == null) {
                return;
            }
            CompletionStage<Boolean> set;
            try {
                set = access.by(Callers.of(request).name())
                        .limitVirtualHost(Path.part(request, VHOST), Path.part(request, NAME), body.get(VALUE));
            } catch (IllegalArgumentException e) {
                Answer.error(request, 400, "bad_request", "Validation failed\n\n" + e.getMessage() + "\n");
                return;
            }
            Pending.then(request, set, found -> {
                if (found) {
                    Answer.done(request, 204);
                } else {
                    Answer.noSuchVhost(request);
                }
            });
        };
    }

    /** The handler of DELETE for a limit of a user. */
    public Handler<RoutingContext> unlimitUser() {
        return request -> Pending.then(
                request,
                access.by(Callers.of(request).name()).unlimitUser(Path.part(request, USER), Path.part(request, NAME)),
                Answer.deleted(request));
    }

    /** The handler of DELETE for a limit of a virtual host. */
    public Handler<RoutingContext> unlimitVirtualHost() {
        return request -> Pending.then(
                request,
                access.by(Callers.of(request).name())
                        .unlimitVirtualHost(Path.part(request, VHOST), Path.part(request, NAME)),
                Answer.deleted(request));
    }
}
