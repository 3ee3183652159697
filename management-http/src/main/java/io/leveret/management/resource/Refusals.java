package io.leveret.management.resource;

import io.leveret.broker.OperationException;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers what the broker refuses to do, as RabbitMQ's API does: by what was asked for, an error of AMQP has another status
 * and another text.
 */
enum Refusals {
    /** Of what declares, deletes, binds or purges: the text has no code. */
    CHANGE,
    /** Of a publish: nearly all is a bad request. */
    PUBLISH,
    /** Of getting messages. */
    GET;

    private static final int CONNECTION_FORCED = 320;
    private static final int ACCESS_REFUSED = 403;
    private static final int NOT_FOUND = 404;
    private static final int RESOURCE_ERROR = 506;
    private static final int NOT_ALLOWED = 530;

    /**
     * Has it done and goes on; or answers why not.
     *
     * @param operation may find out that what is asked for cannot be sent to a broker
     */
    <T extends @Nullable Object> void answer(
            RoutingContext request, Supplier<? extends CompletionStage<T>> operation, Consumer<T> continuation) {
        CompletionStage<T> answer;
        try {
            answer = operation.get();
        } catch (IllegalArgumentException e) {
            // The line break is RabbitMQ's.
            Answer.badRequest(request, e.getMessage() + "\n");
            return;
        }
        Pending.then(request, answer, continuation, failure -> {
            // Stages wrap what an earlier one has failed with.
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause instanceof OperationException refusal) {
                write(request, refusal);
            } else {
                request.fail(failure);
            }
        });
    }

    private void write(RoutingContext request, OperationException refusal) {
        String named = refusal.replyName() + " - " + refusal.text();
        switch (refusal.replyCode()) {
            case NOT_ALLOWED -> refuseAccess(request, null);
            case CONNECTION_FORCED, RESOURCE_ERROR -> Answer.error(request, 503, "service_unavailable", refusal.text());
            case ACCESS_REFUSED -> {
                if (this == PUBLISH) {
                    Answer.badRequest(request, refusal.replyCode() + " " + named);
                } else {
                    refuseAccess(request, this == GET ? named : null);
                }
            }
            case NOT_FOUND -> {
                if (this == PUBLISH) {
                    Answer.badRequest(request, refusal.replyCode() + " " + named);
                } else {
                    Answer.error(request, 404, "not_found", this == GET ? named : refusal.text());
                }
            }
            default -> Answer.badRequest(request, this == CHANGE ? refusal.text() : refusal.replyCode() + " " + named);
        }
    }

    private static void refuseAccess(RoutingContext request, @Nullable String why) {
        Answer.error(request, 401, "not_authorised", why == null ? "Access refused." : why);
    }
}
