package io.leveret.management.resource;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /api/health/checks/alarms}: this broker raises no alarms, so none is ever in effect. */
public record AlarmsResource() implements Handler<RoutingContext> {

    private record Status(String status) {}

    @Override
    public void handle(RoutingContext request) {
        Answer.ok(request, new Status("ok"));
    }
}
