package io.leveret.management.resource;

import io.leveret.management.list.ListAnswer;
import io.leveret.management.list.ListFault;
import io.leveret.management.list.ListQuery;
import io.leveret.management.list.Listing;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests for lists as the query wants them: sorted, by pages, some fields only. */
final class Lists {

    private static final Logger LOG = LoggerFactory.getLogger(Lists.class);

    private Lists() {}

    /** A list that RabbitMQ gives in pages to those who want that. It is written as fast as the client takes it. */
    static <T> void paged(RoutingContext request, Listing<T> listing) {
        ListQuery query;
        try {
            query = ListQuery.of(parameters(request), true);
        } catch (ListFault fault) {
            Answer.error(request, 400, fault.error(), fault.reason());
            return;
        }
        Context context = request.vertx().getOrCreateContext();
        ListAnswer<T> answer = new ListAnswer<>(listing, query, task -> context.runOnContext(ignored -> task.run()));
        answer.prepare().whenComplete((done, failure) -> {
            if (failure == null) {
                begin(request, answer);
            } else {
                failed(request, failure);
            }
        });
    }

    private static void failed(RoutingContext request, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ListFault fault) {
            Answer.error(request, 400, fault.error(), fault.reason());
        } else {
            request.fail(cause);
        }
    }

    private static void begin(RoutingContext request, ListAnswer<?> answer) {
        Answer.header(request, 200);
        if (request.request().method().equals(HttpMethod.HEAD)) {
            request.response().end();
            return;
        }
        Pending.then(request, answer.portion(), bytes -> {
            HttpServerResponse response = request.response();
            if (answer.isDone()) {
                response.end(Buffer.buffer(bytes));
            } else {
                response.setChunked(true);
                response.write(Buffer.buffer(bytes));
                goOn(request, answer);
            }
        });
    }

    private static void goOn(RoutingContext request, ListAnswer<?> answer) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return;
        }
        if (response.writeQueueFull()) {
            response.drainHandler(drained -> {
                response.drainHandler(null);
                goOn(request, answer);
            });
            return;
        }
        Pending.then(
                request,
                answer.portion(),
                bytes -> {
                    if (answer.isDone()) {
                        response.end(Buffer.buffer(bytes));
                    } else if (!response.closed()) {
                        response.write(Buffer.buffer(bytes));
                        goOn(request, answer);
                    }
                },
                failure -> {
                    // The status is out: that something is missing can be told by breaking off alone.
                    LOG.error("{} broke off", request.normalizedPath(), failure);
                    request.request().connection().close();
                });
    }

    /** Whether whoever asks can do without figures, as RabbitMQ's page does on a busy broker. */
    static boolean wantsNoFigures(RoutingContext request) {
        return "true".equals(parameters(request).get("disable_stats"));
    }

    /** What a query sets a parameter to the first time; null if it does not. */
    static ListQuery.Parameters parameters(RoutingContext request) {
        return name -> {
            List<String> values = request.queryParam(name);
            return values.isEmpty() ? null : values.get(0);
        };
    }
}
