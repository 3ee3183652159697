package io.leveret.management.resource;

import io.leveret.management.list.Listing;
import io.leveret.management.view.AccessView;
import io.leveret.management.view.VirtualHostBody;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/vhosts}, and {@code GET}, {@code PUT} and {@code DELETE /api/vhosts/:vhost}. */
public record VirtualHostResource(AccessView access) {

    private static final String DEFAULT_QUEUE_TYPE = "default_queue_type";
    /** What else RabbitMQ gives a meaning to and this broker does not yet. */
    private static final String PROTECTED = "protected_from_deletion";

    /** The handler of GET for all. */
    public Handler<RoutingContext> list() {
        return request -> Lists.paged(
                request,
                Listing.of(
                        access.virtualHosts().stream()
                                .filter(host -> Callers.of(request).sees(host.name()))
                                .toList(),
                        VirtualHostBody::name));
    }

    /** The handler of GET for one. */
    public Handler<RoutingContext> get() {
        return request ->
                Answer.first(request, access.virtualHosts(), host -> host.name().equals(Path.part(request, "vhost")));
    }

    /** The handler of PUT. */
    public Handler<RoutingContext> put() {
        return request -> {
            Map<String, @Nullable Object> body = Fields.of(request, List.of());
            if (body == null) {
                return;
            }
            if (!(body.getOrDefault(PROTECTED, false) instanceof Boolean isProtected) || isProtected) {
                Answer.error(request, 400, "bad_request", PROTECTED + " is not supported");
                return;
            }
            List<String> tags = Fields.tags(body.getOrDefault("tags", ""));
            if (tags == null || !(body.getOrDefault("description", "") instanceof String description)) {
                Answer.error(request, 400, "bad_request", "tags and description should be strings");
                return;
            }
            String tracing = body.get("tracing") == null ? "" : String.valueOf(body.get("tracing"));
            if (!tracing.matches("|true|false")) {
                Answer.invalid(request, "not_boolean", tracing);
                return;
            }
            put(request, body, description, tags, tracing.isEmpty() ? null : Boolean.valueOf(tracing));
        };
    }

    private void put(
            RoutingContext request,
            Map<String, @Nullable Object> body,
            String description,
            List<String> tags,
            @Nullable Boolean tracing) {
        Optional<String> refusal = access.refusalOfVirtualHost(Path.part(request, "vhost"));
        if (refusal.isPresent()) {
            Answer.error(request, 400, "bad_request", refusal.get());
            return;
        }
        Object type = body.get(DEFAULT_QUEUE_TYPE);
        CompletionStage<Boolean> set;
        try {
            set = access.by(Callers.of(request).name())
                    .setVirtualHost(
                            Path.part(request, "vhost"),
                            description,
                            tags,
                            type == null || type.equals("undefined") ? null : String.valueOf(type),
                            Callers.of(request).name());
        } catch (IllegalArgumentException e) {
            Answer.error(request, 400, "bad_request", "invalid virtual host: " + e.getMessage());
            return;
        }
        Pending.then(request, set, isNew -> {
            if (tracing != null) {
                access.by(Callers.of(request).name()).traceVirtualHost(Path.part(request, "vhost"), tracing);
            }
            Answer.done(request, isNew ? 201 : 204);
        });
    }

    /** The handler of DELETE. */
    public Handler<RoutingContext> delete() {
        return request -> Pending.then(
                request,
                access.by(Callers.of(request).name()).deleteVirtualHost(Path.part(request, "vhost")),
                Answer.deleted(request));
    }
}
