package io.leveret.management.resource;

import io.leveret.management.view.BindingBody;
import io.leveret.management.view.ObjectView;
import io.leveret.management.view.PropertiesKey;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The bindings between an exchange and a queue, or between two exchanges: {@code GET} for all and {@code POST} for a new
 * one, {@code GET} and {@code DELETE} for the one that has the properties_key in the path.
 *
 * @param toExchange whether the destination is an exchange
 */
public record BindingResource(ObjectView objects, boolean toExchange) {

    private static final String VHOST = "vhost";
    private static final String PROPERTIES = "props";

    private static String source(RoutingContext request) {
        return Exchanges.named(request, "source");
    }

    private static String destination(RoutingContext request) {
        return Path.part(request, "destination");
    }

    private List<BindingBody> between(RoutingContext request) {
        return objects.bindingsTo(Path.part(request, VHOST), toExchange, destination(request)).stream()
                .filter(binding -> binding.source().equals(source(request)))
                .toList();
    }

    /** The handler of GET for all. */
    public Handler<RoutingContext> list() {
        return request -> {
            if (Hosts.isKnown(objects, request)) {
                Answer.ok(request, between(request));
            } else {
                Answer.notFound(request);
            }
        };
    }

    /** The handler of GET for one. */
    public Handler<RoutingContext> get() {
        return request -> Answer.first(
                request, between(request), binding -> binding.propertiesKey().equals(Path.part(request, PROPERTIES)));
    }

    /** The handler of POST. */
    public Handler<RoutingContext> post() {
        return Hosts.known(objects, Given.handler(List.of(), (request, given) -> {
            Map<String, Object> arguments = given.table("arguments");
            String routingKey = given.text("routing_key", "");
            String destination = destination(request);
            Refusals.CHANGE.answer(
                    request,
                    () -> objects.by(Callers.of(request).name(), Path.part(request, VHOST))
                            .bind(source(request), destination, toExchange, routingKey, arguments),
                    done -> {
                        String key = objects.propertiesKey(routingKey, arguments);
                        request.response()
                                .putHeader(
                                        "Location",
                                        PropertiesKey.quoted(destination) + "/" + PropertiesKey.quoted(key));
                        Answer.done(request, 201);
                    });
        }));
    }

    /** The handler of DELETE. */
    public Handler<RoutingContext> delete() {
        return request -> {
            Optional<CompletionStage<Boolean>> unbound = objects.by(
                            Callers.of(request).name(), Path.part(request, VHOST))
                    .unbind(source(request), destination(request), toExchange, Path.part(request, PROPERTIES));
            if (unbound.isEmpty()) {
                Answer.notFound(request);
            } else {
                Refusals.CHANGE.answer(request, unbound::get, done -> Answer.done(request, 204));
            }
        };
    }
}
