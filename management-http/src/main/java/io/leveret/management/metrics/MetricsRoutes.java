package io.leveret.management.metrics;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The paths of the metrics, open to whoever reaches the port, as in RabbitMQ: {@code /metrics}, {@code /metrics/per-object} and
 * {@code /metrics/detailed}.
 */
public final class MetricsRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(MetricsRoutes.class);

    /** How long the broker may take, in seconds. */
    private static final long WAIT_SECONDS_MAX = 30;

    private final BrokerMetrics metrics;

    private MetricsRoutes(BrokerMetrics metrics) {
        this.metrics = metrics;
    }

    /**
     * The paths.
     *
     * @param path of the first, such as {@code /metrics}
     * @param perObject whether that shows queues, channels and connections one by one
     */
    public static Router create(Vertx vertx, BrokerMetrics metrics, String path, boolean perObject) {
        MetricsRoutes routes = new MetricsRoutes(metrics);
        Router router = Router.router(vertx);
        get(router, path).handler(request -> answer(request, routes.metrics.page(perObject)));
        get(router, path + "/per-object").handler(request -> answer(request, routes.metrics.page(true)));
        get(router, path + "/detailed").handler(routes::detailed);
        return router;
    }

    private static Route get(Router router, String path) {
        return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
    }

    private void detailed(RoutingContext request) {
        Set<String> families = request.queryParam("family").stream().collect(Collectors.toUnmodifiableSet());
        Set<String> vhosts = request.queryParam("vhost").stream().collect(Collectors.toUnmodifiableSet());
        answer(request, metrics.detailed(families, vhosts));
    }

    private static void answer(RoutingContext request, CompletionStage<String> page) {
        Future.fromCompletionStage(page, request.vertx().getOrCreateContext())
                .timeout(WAIT_SECONDS_MAX, TimeUnit.SECONDS)
                .onSuccess(text -> request.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, MetricsText.CONTENT_TYPE)
                        .end(text))
                .onFailure(failure -> {
                    LOG.error("metrics cannot be had", failure);
                    request.response().setStatusCode(500).end();
                });
    }
}
