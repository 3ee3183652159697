package io.leveret.management.resource;

import io.leveret.management.list.Listing;
import io.leveret.management.view.BrokerView;
import io.leveret.management.view.ConnectionBody;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * {@code /api/connections} and what is below it. Who only manages sees the connections with his own name; to close others takes an
 * administrator.
 */
public record ConnectionResource(BrokerView broker) {

    private static final String NAME = "name";
    private static final String USER = "user";
    private static final String VHOST = "vhost";
    private static final String REASON = "X-Reason";
    private static final String REASON_DEFAULT = "Closed via management plugin";

    /** The handler of GET for all, or for those in the virtual host that the path names. */
    public Handler<RoutingContext> list() {
        return request -> {
            String vhost = request.pathParam(VHOST);
            if (PermissionsResource.isUnknown(broker.access(), null, vhost)) {
                Answer.notFound(request);
                return;
            }
            found(request, connection -> vhost == null || vhost.equals(connection.vhost()), connections -> {
                if (Lists.wantsNoFigures(request)) {
                    Lists.paged(
                            request,
                            Listing.of(
                                    connections.stream()
                                            .map(ConnectionBody::named)
                                            .toList(),
                                    ConnectionBody.Named::name));
                } else {
                    Lists.paged(request, Listing.of(connections, ConnectionBody::name));
                }
            });
        };
    }

    private void found(RoutingContext request, Predicate<ConnectionBody> wanted, Consumer<List<ConnectionBody>> then) {
        Pending.then(
                request,
                broker.connections().list(),
                all -> then.accept(all.stream()
                        .filter(wanted)
                        .filter(connection -> Callers.of(request).owns(connection.user()))
                        .toList()));
    }

    /** The handler of GET for one. */
    public Handler<RoutingContext> get() {
        return request -> one(request, false, connection -> Answer.ok(request, connection));
    }

    /** The handler of DELETE. */
    public Handler<RoutingContext> close() {
        return request -> one(request, true, connection -> {
            broker.connections().close(connection.name(), reason(request));
            Answer.done(request, 204);
        });
    }

    private void one(RoutingContext request, boolean toClose, Consumer<ConnectionBody> then) {
        Pending.then(request, broker.connections().find(Path.part(request, NAME)), found -> {
            if (found.isEmpty()) {
                Answer.notFound(request);
            } else if (mayUse(request, found.get().user(), toClose)) {
                then.accept(found.get());
            } else {
                Callers.refuseObject(request);
            }
        });
    }

    private static boolean mayUse(RoutingContext request, String user, boolean toClose) {
        return toClose
                ? Callers.of(request).mayClose(user)
                : Callers.of(request).owns(user);
    }

    private static String reason(RoutingContext request) {
        String reason = request.request().getHeader(REASON);
        return reason == null ? REASON_DEFAULT : reason;
    }

    /** The handler of GET for the connections of the user whom the path names. */
    public Handler<RoutingContext> ofUser() {
        return request -> {
            String user = Path.part(request, USER);
            if (!mayUse(request, user, false)) {
                Callers.refuseObject(request);
                return;
            }
            found(
                    request,
                    connection -> connection.user().equals(user),
                    connections -> Answer.ok(
                            request,
                            connections.stream().map(ConnectionBody::named).toList()));
        };
    }

    /** The handler of DELETE for all of them. */
    public Handler<RoutingContext> closeOfUser() {
        return request -> {
            String user = Path.part(request, USER);
            if (!mayUse(request, user, true)) {
                Callers.refuseObject(request);
                return;
            }
            found(request, connection -> connection.user().equals(user), connections -> {
                connections.forEach(connection -> broker.connections().close(connection.name(), reason(request)));
                Answer.done(request, 204);
            });
        };
    }
}
