package io.leveret.management.resource;

import io.leveret.management.view.PolicyView;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET}, {@code PUT} and {@code DELETE} of one policy of one kind.
 *
 * @param writesHtml whether what is wrong with a policy is written as HTML, as RabbitMQ does for users' policies alone
 */
public record PolicyResource(PolicyView policies, boolean writesHtml) {

    private static final List<String> REQUIRED = List.of("pattern", "definition");

    /** The handler of GET. */
    public Handler<RoutingContext> get() {
        return request -> policies.list(Path.part(request, "vhost")).stream()
                .flatMap(List::stream)
                .filter(policy -> policy.name().equals(Path.part(request, "name")))
                .findFirst()
                .ifPresentOrElse(policy -> Answer.ok(request, policy), () -> Answer.notFound(request));
    }

    /** The handler of PUT. */
    public Handler<RoutingContext> put() {
        return request -> {
            Map<String, @Nullable Object> body = JsonBody.of(request);
            if (body == null) {
                Answer.error(request, 400, "bad_request", "not_json");
                return;
            }
            for (String key : REQUIRED) {
                if (!body.containsKey(key)) {
                    Answer.error(request, 400, "bad_request", "[{key_missing," + key + "}]");
                    return;
                }
            }
            Pending.then(
                    request,
                    policies.set(
                            Callers.of(request).name(), Path.part(request, "vhost"), Path.part(request, "name"), body),
                    set -> Answer.set(request, set, writesHtml));
        };
    }

    /** The handler of DELETE. */
    public Handler<RoutingContext> delete() {
        return request -> Pending.then(
                request,
                policies.delete(Callers.of(request).name(), Path.part(request, "vhost"), Path.part(request, "name")),
                Answer.deleted(request));
    }
}
