package io.leveret.management.route;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** What all tables of paths need. */
public final class Routes {

    private Routes() {}

    /** A path that can be read, and asked for its headers. */
    public static void get(Router router, String path, Handler<RoutingContext> resource) {
        router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(resource);
    }
}
