package io.leveret.management.http;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * Puts on every answer what the configuration says, and what lets pages of other origins read it where one of them may (Fetch
 * standard, section 3.2).
 */
public final class CommonHeaders implements Handler<RoutingContext> {

    private static final String ANY = "*";

    private final HttpOptions options;

    public CommonHeaders(HttpOptions options) {
        this.options = options;
    }

    @Override
    public void handle(RoutingContext request) {
        MultiMap headers = request.response().headers();
        options.headers().forEach(headers::set);
        headers.set(HttpHeaders.VARY, "origin");
        String origin = allowedOrigin(request.request());
        if (origin != null) {
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
        }
        request.next();
    }

    /** Adds to the answer to OPTIONS what a browser wants to know before it lets a page ask. */
    void preflight(RoutingContext request, String methods) {
        if (allowedOrigin(request.request()) == null) {
            return;
        }
        MultiMap headers = request.response().headers();
        headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, methods);
        if (options.corsMaxAgeSeconds() != null) {
            headers.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, String.valueOf(options.corsMaxAgeSeconds()));
        }
        String wanted = request.request().getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
        if (wanted != null) {
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, wanted);
        }
    }

    private @Nullable String allowedOrigin(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        boolean allowed = origin != null
                && (options.corsOrigins().contains(ANY) || options.corsOrigins().contains(origin));
        return allowed ? origin : null;
    }
}
