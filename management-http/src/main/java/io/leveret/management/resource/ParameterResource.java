package io.leveret.management.resource;

import io.leveret.management.view.ParameterBody;
import io.leveret.management.view.ParameterView;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/parameters}: all, those of a component, those of a virtual host too, and one of them. */
public record ParameterResource(ParameterView parameters) {

    private static final String COMPONENT = "component";
    private static final String VHOST = "vhost";
    private static final String NAME = "name";
    private static final String VALUE = "value";

    /** The handler of GET for all that fit what the path names. */
    public Handler<RoutingContext> list() {
        return request -> {
            String component = request.pathParam(COMPONENT);
            parameters
                    .list(request.pathParam(VHOST))
                    .ifPresentOrElse(
                            found -> Answer.ok(
                                    request,
                                    found.stream()
                                            .filter(parameter -> component == null
                                                    || parameter.component().equals(component))
                                            .filter(parameter ->
                                                    Callers.of(request).sees(parameter.vhost()))
                                            .toList()),
                            () -> Answer.notFound(request));
        };
    }

    /** The handler of GET for one. */
    public Handler<RoutingContext> get() {
        return request -> Answer.first(
                request,
                parameters.list(Path.part(request, VHOST)).orElse(List.of()),
                parameter -> isMeant(request, parameter));
    }

    private static boolean isMeant(RoutingContext request, ParameterBody parameter) {
        return parameter.component().equals(Path.part(request, COMPONENT))
                && parameter.name().equals(Path.part(request, NAME));
    }

    /** The handler of PUT. */
    public Handler<RoutingContext> put() {
        return request -> {
            String vhost = Path.part(request, VHOST);
            if (parameters.list(vhost).isEmpty()) {
                Answer.noSuchVhost(request);
                return;
            }
            Map<String, @Nullable Object> body = Fields.of(request, List.of(VALUE));
            if (body != null) {
                Pending.then(
                        request,
                        parameters.set(
                                Callers.of(request).name(),
                                Path.part(request, COMPONENT),
                                vhost,
                                Path.part(request, NAME),
                                body.get(VALUE)),
                        set -> Answer.set(request, set, true));
            }
        };
    }

    /** The handler of DELETE. */
    public Handler<RoutingContext> delete() {
        return request -> Pending.then(
                request,
                parameters.delete(
                        Callers.of(request).name(),
                        Path.part(request, COMPONENT),
                        Path.part(request, VHOST),
                        Path.part(request, NAME)),
                Answer.deleted(request));
    }
}
