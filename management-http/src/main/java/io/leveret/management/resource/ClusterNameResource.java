package io.leveret.management.resource;

import io.leveret.management.view.GlobalParameterView;
import io.leveret.management.view.SetAnswer;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/cluster-name}: what the cluster is called. */
public record ClusterNameResource(GlobalParameterView parameters) {

    private static final String NAME = "name";
    private static final String PARAMETER = "cluster_name";

    /** The handler of GET. */
    public Handler<RoutingContext> get() {
        return request -> Answer.ok(request, Map.of(NAME, parameters.clusterName()));
    }

    /** The handler of PUT. Its answer is 204 also for the first name. */
    public Handler<RoutingContext> put() {
        return request -> {
            Map<String, @Nullable Object> body = Fields.of(request, List.of(NAME));
            String name = body == null ? null : Fields.text(request, body, NAME);
            if (name != null) {
                Pending.then(
                        request,
                        parameters.set(Callers.of(request).name(), PARAMETER, name),
                        set -> Answer.set(request, set.isMade() ? SetAnswer.made(false) : set, false));
            }
        };
    }
}
