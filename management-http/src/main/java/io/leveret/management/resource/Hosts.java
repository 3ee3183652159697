package io.leveret.management.resource;

import io.leveret.management.view.ObjectView;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** Virtual hosts in the paths of requests. */
final class Hosts {

    private Hosts() {}

    /** Whether there is the virtual host in the path. */
    static boolean isKnown(ObjectView objects, RoutingContext request) {
        return objects.hasVirtualHost(Path.part(request, "vhost"));
    }

    /** Lets only requests pass for what there can be: 404 where there is no such virtual host. */
    static Handler<RoutingContext> known(ObjectView objects, Handler<RoutingContext> resource) {
        return request -> {
            if (isKnown(objects, request)) {
                resource.handle(request);
            } else {
                Answer.noSuchVhost(request);
            }
        };
    }
}
