package io.leveret.management.resource;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Waits for the broker's answer without holding a thread, and goes on where the request lives. */
final class Pending {

    /** How long the broker may take, in seconds, before the request fails. */
    private static final long WAIT_SECONDS_MAX = 30;

    private Pending() {}

    /** A failure is the request's. */
    static <T> void then(RoutingContext request, CompletionStage<T> answer, Consumer<T> continuation) {
        then(request, answer, continuation, request::fail);
    }

    static <T> void then(
            RoutingContext request, CompletionStage<T> answer, Consumer<T> continuation, Consumer<Throwable> failure) {
        Future.fromCompletionStage(answer, request.vertx().getOrCreateContext())
                .timeout(WAIT_SECONDS_MAX, TimeUnit.SECONDS)
                .onSuccess(continuation::accept)
                .onFailure(failure::accept);
    }
}
