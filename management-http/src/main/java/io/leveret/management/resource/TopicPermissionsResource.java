package io.leveret.management.resource;

import io.leveret.management.view.AccessView;
import io.leveret.management.view.TopicPermissionsBody;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/topic-permissions}, all, of a user, of a virtual host, and of a user in a virtual host. */
public record TopicPermissionsResource(AccessView access) {

    private static final List<String> REQUIRED = List.of("exchange", "write", "read");

    /** The handler of GET for all, or for those of the user or the virtual host that the path names. */
    public Handler<RoutingContext> list() {
        return request -> {
            if (PermissionsResource.isUnknown(access, request.pathParam("user"), request.pathParam("vhost"))) {
                Answer.notFound(request);
            } else {
                Answer.ok(request, found(request));
            }
        };
    }

    /** The handler of GET for a user in a virtual host. */
    public Handler<RoutingContext> get() {
        return request -> {
            List<TopicPermissionsBody> found = found(request);
            if (found.isEmpty()) {
                Answer.notFound(request);
            } else {
                Answer.ok(request, found);
            }
        };
    }

    private List<TopicPermissionsBody> found(RoutingContext request) {
        String user = request.pathParam("user");
        String vhost = request.pathParam("vhost");
        return access.topicPermissions().stream()
                .filter(held -> user == null || held.user().equals(user))
                .filter(held -> vhost == null || held.vhost().equals(vhost))
                .toList();
    }

    /** The handler of PUT. */
    public Handler<RoutingContext> put() {
        return request -> {
            Map<String, @Nullable Object> body = Fields.of(request, REQUIRED);
            if (body == null) {
                return;
            }
            String exchange = Fields.text(request, body, "exchange");
            String write = exchange == null ? null : Fields.text(request, body, "write");
            String read = write == null ? null : Fields.text(request, body, "read");
            if (exchange != null && write != null && read != null) {
                TopicPermissionsBody wanted = new TopicPermissionsBody(
                        Path.part(request, "user"), Path.part(request, "vhost"), exchange, write, read);
                Expressions.set(
                        request, () -> access.by(Callers.of(request).name()).setTopicPermissions(wanted));
            }
        };
    }

    /** The handler of DELETE, for all exchanges or for the one that the path names. */
    public Handler<RoutingContext> delete() {
        return request -> Pending.then(
                request,
                access.by(Callers.of(request).name())
                        .deleteTopicPermissions(
                                Path.part(request, "vhost"), Path.part(request, "user"), request.pathParam("exchange")),
                Answer.deleted(request));
    }
}
