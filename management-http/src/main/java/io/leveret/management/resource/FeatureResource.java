package io.leveret.management.resource;

import io.leveret.management.view.BrokerView;
import io.leveret.management.view.FeatureFlagBody;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** {@code PUT /api/feature-flags/:name/enable}: all there are have always been enabled. */
public final class FeatureResource {

    /** The handler of PUT. */
    public Handler<RoutingContext> enable() {
        return request -> {
            String name = Path.part(request, "name");
            if (FeatureFlagBody.ALL.stream().anyMatch(flag -> flag.name().equals(name))) {
                Answer.done(request, 204);
            } else {
                Answer.error(request, 400, "bad_request", "unsupported");
            }
        };
    }

    /** The RabbitMQ version whose behaviour clients may expect. */
    public static String version(BrokerView broker) {
        return broker.rabbitVersion();
    }
}
