package io.leveret.management;

import io.leveret.management.resource.AlarmsResource;
import io.leveret.management.resource.Answer;
import io.leveret.management.resource.OverviewResource;
import io.leveret.management.resource.PolicyListResource;
import io.leveret.management.resource.PolicyResource;
import io.leveret.management.resource.QueueListResource;
import io.leveret.management.resource.QueueResource;
import io.leveret.management.view.BrokerView;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table of the API's paths, and what is answered where no resource does. */
final class ApiRouter {

    private static final Logger LOG = LoggerFactory.getLogger(ApiRouter.class);

    /** The most a request's body may hold, in bytes. */
    private static final long BODY_BYTES_MAX = 64 * 1024;

    private ApiRouter() {}

    static Router create(Vertx vertx, BrokerView broker) {
        Router router = Router.router(vertx);
        router.route("/api/*").handler(new Access(broker));
        router.route("/api/*").handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX));
        get(router, "/api/overview", new OverviewResource(broker));
        get(router, "/api/queues", new QueueListResource(broker));
        get(router, "/api/queues/:vhost", new QueueListResource(broker));
        get(router, "/api/queues/:vhost/:name", new QueueResource(broker));
        get(router, "/api/policies", new PolicyListResource(broker));
        get(router, "/api/policies/:vhost", new PolicyListResource(broker));
        PolicyResource policy = new PolicyResource(broker);
        get(router, "/api/policies/:vhost/:name", policy.get());
        router.put("/api/policies/:vhost/:name").handler(policy.put());
        router.delete("/api/policies/:vhost/:name").handler(policy.delete());
        get(router, "/api/health/checks/alarms", new AlarmsResource(broker));
        answerErrors(router);
        return router;
    }

    private static void get(Router router, String path, Handler<RoutingContext> resource) {
        router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(resource);
    }

    private static void answerErrors(Router router) {
        router.errorHandler(404, Answer::notFound);
        router.errorHandler(405, request -> Answer.error(request, 405, "method_not_allowed", "Method Not Allowed"));
        router.errorHandler(
                413, request -> Answer.error(request, 400, "bad_request", "Exceeded HTTP request body size limit"));
        router.errorHandler(500, request -> {
            LOG.error("{} {} failed", request.request().method(), request.normalizedPath(), request.failure());
            Answer.error(request, 500, "internal_server_error", "Internal Server Error");
        });
    }
}
