package io.leveret.management.resource;

import io.leveret.management.view.AlarmBody;
import io.leveret.management.view.BrokerView;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** {@code GET /api/health/checks/alarms}: 200, or 503 with what the broker is short of. */
public record AlarmsResource(BrokerView broker) implements Handler<RoutingContext> {

    private record Fine(String status) {}

    private record Failed(String status, String reason, List<AlarmBody> alarms) {}

    @Override
    public void handle(RoutingContext request) {
        Pending.then(request, broker.alarms(), alarms -> {
            if (alarms.isEmpty()) {
                Answer.ok(request, new Fine("ok"));
            } else {
                Answer.unavailable(request, new Failed("failed", "There are alarms in effect in the cluster", alarms));
            }
        });
    }
}
