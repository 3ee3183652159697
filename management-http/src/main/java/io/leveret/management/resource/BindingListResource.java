package io.leveret.management.resource;

import io.leveret.management.view.BindingBody;
import io.leveret.management.view.ObjectView;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** Lists of bindings: all, those of a virtual host, and those from an exchange or to an exchange or a queue. */
public record BindingListResource(ObjectView objects) {

    private static final String VHOST = "vhost";

    /** The handler of GET for all, or all of a virtual host. */
    public Handler<RoutingContext> list() {
        return request -> objects.bindings(request.pathParam(VHOST))
                .ifPresentOrElse(
                        found -> Answer.ok(
                                request,
                                found.stream()
                                        .filter(binding -> Callers.of(request).sees(binding.vhost()))
                                        .toList()),
                        () -> Answer.notFound(request));
    }

    /** The handler of GET for those whose source is the exchange in the path. */
    public Handler<RoutingContext> fromExchange() {
        return request -> listed(request, vhost -> objects.bindingsFrom(vhost, Exchanges.named(request)));
    }

    /** The handler of GET for those whose destination is that. */
    public Handler<RoutingContext> toExchange() {
        return request -> listed(request, vhost -> objects.bindingsTo(vhost, true, Exchanges.named(request)));
    }

    /** The handler of GET for those whose destination is the queue in the path. */
    public Handler<RoutingContext> toQueue() {
        return request -> listed(request, vhost -> objects.bindingsTo(vhost, false, Path.part(request, "name")));
    }

    /** Bindings of a virtual host. */
    private interface Listing {
        List<BindingBody> in(String vhost);
    }

    private void listed(RoutingContext request, Listing listing) {
        if (Hosts.isKnown(objects, request)) {
            Answer.ok(request, listing.in(Path.part(request, VHOST)));
        } else {
            Answer.notFound(request);
        }
    }
}
