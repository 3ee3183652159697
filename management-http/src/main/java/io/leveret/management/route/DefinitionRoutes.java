package io.leveret.management.route;

import io.leveret.management.resource.Callers;
import io.leveret.management.resource.DefinitionsResource;
import io.leveret.management.view.DefinitionView;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** The paths of definitions, which only administrators use. They come before the handler of bodies: these are large. */
public final class DefinitionRoutes {

    private DefinitionRoutes() {}

    /** Adds them. */
    public static void add(Router router, DefinitionView definitions, long bodyBytesMax) {
        DefinitionsResource resource = new DefinitionsResource(definitions, bodyBytesMax);
        for (String path : List.of("/api/definitions", "/api/all-configuration")) {
            add(router, path, resource.get(), resource.post());
        }
        add(router, "/api/definitions/:vhost", resource.getOne(), resource.postOne());
    }

    private static void add(Router router, String path, Handler<RoutingContext> get, Handler<RoutingContext> post) {
        router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(Callers.administrator(get));
        router.post(path).handler(Callers.administrator(post));
    }
}
