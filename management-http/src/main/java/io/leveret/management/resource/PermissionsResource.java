package io.leveret.management.resource;

import io.leveret.management.view.AccessView;
import io.leveret.management.view.PermissionsBody;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/permissions}, all, of a user, of a virtual host, and {@code /api/permissions/:vhost/:user}. */
public record PermissionsResource(AccessView access) {

    private static final List<String> REQUIRED = List.of("configure", "write", "read");

    /** The handler of GET for all, or for those of the user or the virtual host that the path names. */
    public Handler<RoutingContext> list() {
        return request -> {
            String user = request.pathParam("user");
            String vhost = request.pathParam("vhost");
            if (isUnknown(access, user, vhost)) {
                Answer.notFound(request);
                return;
            }
            Answer.ok(
                    request,
                    access.permissions().stream()
                            .filter(held -> user == null || held.user().equals(user))
                            .filter(held -> vhost == null || held.vhost().equals(vhost))
                            .toList());
        };
    }

    /** Whether one of these is named that is not there. */
    static boolean isUnknown(AccessView access, @Nullable String user, @Nullable String vhost) {
        return (user != null
                        && access.users().stream()
                                .noneMatch(known -> known.name().equals(user)))
                || (vhost != null
                        && access.virtualHosts().stream()
                                .noneMatch(known -> known.name().equals(vhost)));
    }

    /** The handler of GET for one. */
    public Handler<RoutingContext> get() {
        return request -> Answer.first(
                request,
                access.permissions(),
                held -> held.user().equals(Path.part(request, "user"))
                        && held.vhost().equals(Path.part(request, "vhost")));
    }

    /** The handler of PUT. */
    public Handler<RoutingContext> put() {
        return request -> {
            Map<String, @Nullable Object> body = Fields.of(request, REQUIRED);
            if (body == null) {
                return;
            }
            String configure = Fields.text(request, body, "configure");
            String write = configure == null ? null : Fields.text(request, body, "write");
            String read = write == null ? null : Fields.text(request, body, "read");
            if (configure != null && write != null && read != null) {
                PermissionsBody wanted = new PermissionsBody(
                        Path.part(request, "user"), Path.part(request, "vhost"), configure, write, read);
                Expressions.set(
                        request, () -> access.by(Callers.of(request).name()).setPermissions(wanted));
            }
        };
    }

    /** The handler of DELETE. */
    public Handler<RoutingContext> delete() {
        return request -> Pending.then(
                request,
                access.by(Callers.of(request).name())
                        .deletePermissions(Path.part(request, "vhost"), Path.part(request, "user")),
                Answer.deleted(request));
    }
}
