package io.leveret.management.resource;

import io.vertx.ext.web.RoutingContext;

/** Exchanges in the paths of requests. */
final class Exchanges {

    private static final String DEFAULT = "amq.default";

    private Exchanges() {}

    /** The name of the exchange in the path; that of the default exchange is empty. */
    static String named(RoutingContext request) {
        return named(request, "exchange");
    }

    /** The same of any part. */
    static String named(RoutingContext request, String part) {
        String name = Path.part(request, part);
        return name.equals(DEFAULT) ? "" : name;
    }
}
