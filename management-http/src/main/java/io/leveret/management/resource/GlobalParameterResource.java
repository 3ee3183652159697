package io.leveret.management.resource;

import io.leveret.management.view.GlobalParameterView;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/global-parameters}: all, and one of them. */
public record GlobalParameterResource(GlobalParameterView parameters) {

    private static final String NAME = "name";
    private static final String VALUE = "value";

    /** The handler of GET for all. */
    public Handler<RoutingContext> list() {
        return request -> Answer.ok(request, parameters.list());
    }

    /** The handler of GET for one. */
    public Handler<RoutingContext> get() {
        return request -> Answer.first(
                request, parameters.list(), parameter -> parameter.name().equals(Path.part(request, NAME)));
    }

    /** The handler of PUT. */
    public Handler<RoutingContext> put() {
        return request -> {
            Map<String, @Nullable Object> body = Fields.of(request, List.of(VALUE));
            if (body != null) {
                Pending.then(
                        request,
                        parameters.set(Callers.of(request).name(), Path.part(request, NAME), body.get(VALUE)),
                        set -> Answer.set(request, set, false));
            }
        };
    }

    /** The handler of DELETE. */
    public Handler<RoutingContext> delete() {
        return request -> Pending.then(
                request,
                parameters.delete(Callers.of(request).name(), Path.part(request, NAME)),
                Answer.deleted(request));
    }
}
