package io.leveret.management.resource;

import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.PatternSyntaxException;

/** Sets what has regular expressions in it, and belongs to a user and a virtual host. */
final class Expressions {

    private Expressions() {}

    /** Makes the change and answers; 400 if an expression is none, or one of both is not there. */
    static void set(RoutingContext request, Supplier<CompletionStage<Optional<Boolean>>> change) {
        CompletionStage<Optional<Boolean>> set;
        try {
            set = change.get();
        } catch (PatternSyntaxException e) {
            Answer.error(request, 400, "bad_request", "invalid_regexp: " + e.getPattern() + ": " + e.getDescription());
            return;
        } catch (IllegalArgumentException e) {
            Answer.error(request, 400, "bad_request", String.valueOf(e.getMessage()));
            return;
        }
        Pending.then(
                request,
                set,
                isNew -> isNew.ifPresentOrElse(
                        created -> Answer.done(request, created ? 201 : 204),
                        () -> Answer.error(request, 400, "bad_request", "vhost_or_user_not_found")));
    }
}
