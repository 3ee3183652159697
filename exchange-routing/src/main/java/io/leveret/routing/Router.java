package io.leveret.routing;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.List;
import java.util.function.Supplier;

/** Finds the queues for a message. Reads one snapshot and changes nothing: any thread may call it. */
public final class Router {

    private Router() {}

    /**
     * Routes one message.
     *
     * <ul>
     *   <li>The default exchange, whose name is empty, routes to the queue that the key names.
     *   <li>A binding may lead to a further exchange, which routes with the same keys and headers. Each exchange is
     *       visited once, so circles end.
     *   <li>An exchange that matched nothing itself hands over to its alternate exchange, if that exists. A binding to an
     *       exchange that leads nowhere is a match too, as in RabbitMQ.
     *   <li>Several keys (headers {@code CC} and {@code BCC}) act as one message that matches by any of them.
     * </ul>
     *
     * <p>An exchange that does not exist routes nowhere. Whether clients may publish to an internal one is not decided
     * here.
     *
     * @param headers asked at most once, and only if a headers exchange is on the way
     */
    public static <Q extends QueueTarget> Route<Q> route(
            Topology<Q> topology, ShortString exchange, List<ShortString> routingKeys, Supplier<FieldTable> headers) {
        if (exchange.isEmpty() && routingKeys.size() == 1) {
            Q queue = topology.queue(routingKeys.get(0));
            return Route.to(queue == null ? List.of() : List.of(queue), false);
        }
        RouteWalk<Q> walk = new RouteWalk<>(topology, routingKeys, headers);
        return exchange.isEmpty() ? walk.fromDefaultExchange() : walk.from(exchange);
    }
}
