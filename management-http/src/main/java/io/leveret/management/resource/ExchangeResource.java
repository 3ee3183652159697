package io.leveret.management.resource;

import io.leveret.management.list.Listing;
import io.leveret.management.view.ExchangeBody;
import io.leveret.management.view.ObjectView;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;

/** {@code GET /api/exchanges}, all or of one virtual host, and {@code GET}, {@code PUT} and {@code DELETE} of one exchange. */
public record ExchangeResource(ObjectView objects) {

    private static final String VHOST = "vhost";
    private static final String DIRECT = "direct";

    /** The handler of GET for all. */
    public Handler<RoutingContext> list() {
        return request -> objects.exchanges(request.pathParam(VHOST))
                .ifPresentOrElse(
                        found -> Pending.then(
                                request,
                                objects.counted(
                                        found.stream()
                                                .filter(exchange ->
                                                        Callers.of(request).sees(exchange.vhost()))
                                                .toList(),
                                        Windows.of(request)),
                                counted -> Lists.paged(request, Listing.of(counted, ExchangeBody::name))),
                        () -> Answer.notFound(request));
    }

    /** The handler of GET for one. */
    public Handler<RoutingContext> get() {
        return request -> objects.exchange(Path.part(request, VHOST), Exchanges.named(request))
                .ifPresentOrElse(
                        found -> Pending.then(
                                request,
                                objects.counted(List.of(found.inDetail()), Windows.of(request)),
                                counted -> Answer.ok(request, counted.get(0))),
                        () -> Answer.notFound(request));
    }

    /** The handler of PUT. */
    public Handler<RoutingContext> put() {
        return Hosts.known(objects, Given.handler(List.of(), (request, given) -> {
            String vhost = Path.part(request, VHOST);
            String name = Exchanges.named(request);
            String type = given.text("type", DIRECT);
            boolean durable = given.flag("durable");
            boolean autoDelete = given.flag("auto_delete");
            boolean internal = given.flag("internal");
            Map<String, Object> arguments = given.table("arguments");
            boolean isNew = objects.exchange(vhost, name).isEmpty();
            Refusals.CHANGE.answer(
                    request,
                    () -> objects.by(Callers.of(request).name(), vhost)
                            .declareExchange(name, type, durable, autoDelete, internal, arguments),
                    done -> Answer.done(request, isNew ? 201 : 204));
        }));
    }

    /** The handler of DELETE. */
    public Handler<RoutingContext> delete() {
        return request -> {
            String vhost = Path.part(request, VHOST);
            String name = Exchanges.named(request);
            if (objects.exchange(vhost, name).map(ExchangeBody::name).isEmpty()) {
                Answer.notFound(request);
                return;
            }
            Refusals.CHANGE.answer(
                    request,
                    () -> objects.by(Callers.of(request).name(), vhost)
                            .deleteExchange(name, Fields.isAsked(request, "if-unused")),
                    done -> Answer.done(request, 204));
        };
    }
}
