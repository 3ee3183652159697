package io.leveret.management.resource;

import io.leveret.management.list.Columns;
import io.leveret.management.list.Json;
import io.leveret.management.list.ListFault;
import io.leveret.management.list.ListQuery;
import io.leveret.management.view.SetAnswer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Writes answers: JSON bodies in snake case, and errors in the two fields that RabbitMQ gives them. */
public final class Answer {

    private Answer() {}

    /** What every error says; clients match on both texts. */
    private record ErrorBody(String error, Object reason) {}

    /** 200 with a body, or with what the query wants of it; a list in the order that it wants. */
    public static void ok(RoutingContext request, Object body) {
        try {
            ListQuery query = ListQuery.of(Lists.parameters(request), false);
            write(request, 200, body instanceof List<?> list ? query.sorted(list) : body, query.columns());
        } catch (ListFault fault) {
            error(request, 400, fault.error(), fault.reason());
        }
    }

    /** 200 with the first that fits, 404 if there is none. */
    static <T> void first(RoutingContext request, List<T> all, Predicate<T> fits) {
        all.stream().filter(fits).findFirst().ifPresentOrElse(found -> ok(request, found), () -> notFound(request));
    }

    /** 204 if there was something to delete, else 404. */
    static Consumer<Boolean> deleted(RoutingContext request) {
        return found -> {
            if (found) {
                done(request, 204);
            } else {
                notFound(request);
            }
        };
    }

    /**
     * Says what came of setting something.
     *
     * @param writesHtml whether what is wrong with it is written as HTML, as RabbitMQ does for some
     */
    static void set(RoutingContext request, SetAnswer set, boolean writesHtml) {
        switch (set.outcome()) {
            case CREATED -> done(request, 201);
            case CHANGED -> done(request, 204);
            case NO_SUCH_VHOST -> noSuchVhost(request);
            case INVALID -> error(request, 400, "bad_request", writesHtml ? escaped(set.reason()) : set.reason());
        }
    }

    /** 404 for a virtual host in which something was to be set. */
    static void noSuchVhost(RoutingContext request) {
        error(request, 404, "not_found", "vhost_not_found");
    }

    /** As RabbitMQ writes what users have said into some of its errors. */
    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** A status below 300 without a body. */
    static void done(RoutingContext request, int status) {
        request.response().setStatusCode(status).end();
    }

    /** 503 with a body. */
    static void unavailable(RoutingContext request, Object body) {
        write(request, 503, body);
    }

    /** A status from 400 up with its two texts. */
    public static void error(RoutingContext request, int status, String error, String reason) {
        write(request, status, new ErrorBody(error, reason));
    }

    /** 400 with a reason in parts, as RabbitMQ gives it where a value is wrong. */
    static void invalid(RoutingContext request, String reason, String value) {
        write(request, 400, new ErrorBody("bad_request", List.of(reason, value)));
    }

    /** 400 with whatever says why. */
    static void badRequest(RoutingContext request, Object reason) {
        write(request, 400, new ErrorBody("bad_request", reason));
    }

    /** The resource, or what it belongs to, does not exist. */
    public static void notFound(RoutingContext request) {
        error(request, 404, "Object Not Found", "Not Found");
    }

    /** The same for what is in a virtual host that the user may not enter, whether there is one or not. */
    static void invisible(RoutingContext request) {
        error(request, 404, "not_found", "Not Found");
    }

    /** 400 for a body that is larger than it may be. */
    public static void tooLarge(RoutingContext request) {
        error(request, 400, "bad_request", "Exceeded HTTP request body size limit");
    }

    private static void write(RoutingContext request, int status, Object body) {
        write(request, status, body, null);
    }

    private static void write(RoutingContext request, int status, Object body, @Nullable Columns columns) {
        header(request, status).end(Buffer.buffer(Json.bytes(body, columns)));
    }

    /** A body that is JSON already. */
    static void written(RoutingContext request, Buffer body) {
        header(request, request.response().getStatusCode()).end(body);
    }

    /** What stands in front of every body. */
    static HttpServerResponse header(RoutingContext request, int status) {
        return request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader(HttpHeaders.VARY, "accept, accept-encoding, origin");
    }
}
