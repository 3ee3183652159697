package io.leveret.management.route;

import io.leveret.management.resource.Answer;
import io.leveret.management.resource.Callers;
import io.leveret.management.resource.FeatureResource;
import io.leveret.management.resource.HealthResource;
import io.leveret.management.resource.NodeResource;
import io.leveret.management.resource.OverviewResource;
import io.leveret.management.resource.OwnListeners;
import io.leveret.management.view.BrokerView;
import io.leveret.management.view.FeatureFlagBody;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Map;

/** The paths of the broker as a whole, of its process and its health. */
public final class NodeRoutes {

    private static final String CHECKS = "/api/health/checks/";

    private NodeRoutes() {}

    /** What anybody may ask, even without credentials. */
    public static void addOpen(Router router, BrokerView broker) {
        Routes.get(router, "/api/version", request -> Answer.ok(request, FeatureResource.version(broker)));
        Routes.get(router, "/api/auth", request -> Answer.ok(request, Map.of("oauth_enabled", false)));
        HealthResource health = new HealthResource(broker, List::of);
        Routes.get(router, CHECKS + "is-in-service", health.fine());
        Routes.get(router, CHECKS + "ready-to-serve-clients", health.fine());
        Routes.get(router, CHECKS + "reached-target-cluster-size", health.fine());
        Routes.get(router, CHECKS + "below-node-connection-limit", health.belowConnectionLimit());
    }

    /** What users may ask. */
    public static void add(Router router, BrokerView broker, OwnListeners own) {
        Routes.get(router, "/api/overview", new OverviewResource(broker, own));
        NodeResource node = new NodeResource(broker, own);
        Routes.get(router, "/api/nodes", Callers.monitor(node.list()));
        Routes.get(router, "/api/nodes/:node", Callers.monitor(node.get()));
        Routes.get(router, "/api/nodes/:node/memory", Callers.monitor(node.memory()));
        Routes.get(router, "/api/nodes/:node/memory/relative", Callers.monitor(node.relativeMemory()));
        router.delete("/api/reset").handler(Callers.administrator(node.reset()));
        router.delete("/api/reset/:node").handler(Callers.administrator(node.reset()));
        router.post("/api/rebalance/queues").handler(Callers.administrator(node.done()));
        Routes.get(
                router,
                "/api/extensions",
                request -> Answer.ok(request, List.of(Map.of("javascript", "dispatcher.js"))));
        FeatureResource features = new FeatureResource();
        Routes.get(router, "/api/feature-flags", request -> Answer.ok(request, FeatureFlagBody.ALL));
        router.put("/api/feature-flags/:name/enable").handler(Callers.administrator(features.enable()));
        addHealth(router, broker, own);
    }

    private static void addHealth(Router router, BrokerView broker, OwnListeners own) {
        HealthResource health = new HealthResource(broker, own::listeners);
        Routes.get(router, "/api/aliveness-test/:vhost", Callers.visible(health.aliveness()));
        Routes.get(router, "/api/healthchecks/node", health.node());
        Routes.get(router, "/api/healthchecks/node/:node", health.node());
        Routes.get(router, CHECKS + "alarms", health.alarms());
        Routes.get(router, CHECKS + "local-alarms", health.localAlarms());
        Routes.get(router, CHECKS + "port-listener/:port", health.port());
        Routes.get(router, CHECKS + "protocol-listener/:protocols", health.protocols());
        Routes.get(router, CHECKS + "virtual-hosts", health.fine());
        Routes.get(router, CHECKS + "node-is-quorum-critical", health.singleNode());
        Routes.get(router, CHECKS + "node-is-mirror-sync-critical", health.singleNode());
        Routes.get(router, CHECKS + "metadata-store/initialized", health.fine());
        Routes.get(router, CHECKS + "metadata-store/initialized/with-data", health.fine());
        String leaders = CHECKS + "quorum-queues-without-elected-leaders/";
        Routes.get(router, leaders + "all-vhosts", health.fine());
        Routes.get(router, leaders + "all-vhosts/pattern/:pattern", health.fine());
        Routes.get(router, leaders + "vhost/:vhost", health.ofVirtualHost());
        Routes.get(router, leaders + "vhost/:vhost/pattern/:pattern", health.ofVirtualHost());
    }
}
