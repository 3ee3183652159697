package io.leveret.management.resource;

import io.vertx.ext.web.RoutingContext;
import java.util.Objects;

/** What a request's path names. */
final class Path {

    private Path() {}

    /** A part that the route has. */
    static String part(RoutingContext request, String name) {
        return Objects.requireNonNull(request.pathParam(name), name);
    }
}
