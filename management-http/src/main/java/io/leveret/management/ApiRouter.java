package io.leveret.management;

import io.leveret.management.http.CommonHeaders;
import io.leveret.management.http.HttpOptions;
import io.leveret.management.http.MethodTable;
import io.leveret.management.resource.Answer;
import io.leveret.management.resource.Callers;
import io.leveret.management.resource.CertificateExpirationResource;
import io.leveret.management.resource.ClusterNameResource;
import io.leveret.management.resource.GlobalParameterResource;
import io.leveret.management.resource.LimitsResource;
import io.leveret.management.resource.OwnListeners;
import io.leveret.management.resource.ParameterResource;
import io.leveret.management.resource.PermissionsResource;
import io.leveret.management.resource.PolicyListResource;
import io.leveret.management.resource.PolicyResource;
import io.leveret.management.resource.QueueListResource;
import io.leveret.management.resource.QueueResource;
import io.leveret.management.resource.TopicPermissionsResource;
import io.leveret.management.resource.UserResource;
import io.leveret.management.resource.VirtualHostResource;
import io.leveret.management.route.ConnectionRoutes;
import io.leveret.management.route.DefinitionRoutes;
import io.leveret.management.route.NodeRoutes;
import io.leveret.management.route.ObjectRoutes;
import io.leveret.management.route.PageRoutes;
import io.leveret.management.route.Routes;
import io.leveret.management.route.UserRoutes;
import io.leveret.management.view.AccessView;
import io.leveret.management.view.BrokerView;
import io.leveret.management.view.PolicyView;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table of the API's paths, and what is answered where no resource does. */
final class ApiRouter {

    private static final Logger LOG = LoggerFactory.getLogger(ApiRouter.class);

    /** Before all that is registered without an order. */
    private static final int FIRST = -2;

    private ApiRouter() {}

    static Router create(Vertx vertx, BrokerView broker, HttpOptions options, OwnListeners own) {
        Router router = Router.router(vertx);
        PageRoutes.add(router);
        NodeRoutes.addOpen(router, broker);
        UserRoutes.addOpen(router, broker);
        router.route("/api/*").handler(new Access(broker));
        DefinitionRoutes.add(router, broker.definitions(), options.bodyBytesMax());
        router.route("/api/*").handler(BodyHandler.create(false).setBodyLimit(options.bodyBytesMax()));
        NodeRoutes.add(router, broker, own);
        ConnectionRoutes.add(router, broker);
        UserRoutes.add(router, broker);
        ObjectRoutes.add(router, broker.objects());
        get(router, "/api/queues", new QueueListResource(broker));
        get(router, "/api/queues/detailed", new QueueListResource(broker));
        get(router, "/api/queues/:vhost", Callers.visible(new QueueListResource(broker)));
        get(router, "/api/queues/:vhost/:name", Callers.visible(new QueueResource(broker)));
        routePolicies(router, broker);
        routeParameters(router, broker);
        routeAccess(router, broker.access());
        get(
                router,
                "/api/health/checks/certificate-expiration/:within/:unit",
                new CertificateExpirationResource(broker));
        CommonHeaders headers = new CommonHeaders(options);
        MethodTable methods = new MethodTable(router, headers);
        router.route().order(FIRST).handler(headers);
        router.route("/api/*").order(FIRST + 1).handler(methods);
        answerErrors(router);
        return options.pathPrefix().isEmpty() ? router : below(options.pathPrefix(), router, headers, vertx);
    }

    private static Router below(String prefix, Router router, CommonHeaders headers, Vertx vertx) {
        Router all = Router.router(vertx);
        all.route().handler(headers);
        all.route(prefix + "/*").subRouter(router);
        answerErrors(all);
        return all;
    }

    private static void routePolicies(Router router, BrokerView broker) {
        PolicyView users = broker.policies();
        routePolicies(router, "/api/policies", users, new PolicyResource(users, true), Callers::policymaker);
        PolicyView operators = broker.operatorPolicies();
        routePolicies(
                router,
                "/api/operator-policies",
                operators,
                new PolicyResource(operators, false),
                policy -> Callers.visible(Callers.administrator(policy)));
    }

    private static void routePolicies(
            Router router,
            String path,
            PolicyView policies,
            PolicyResource policy,
            UnaryOperator<Handler<RoutingContext>> guard) {
        get(router, path, new PolicyListResource(policies));
        get(router, path + "/:vhost", Callers.visible(new PolicyListResource(policies)));
        get(router, path + "/:vhost/:name", guard.apply(policy.get()));
        router.put(path + "/:vhost/:name").handler(guard.apply(policy.put()));
        router.delete(path + "/:vhost/:name").handler(guard.apply(policy.delete()));
    }

    private static void routeParameters(Router router, BrokerView broker) {
        ParameterResource parameter = new ParameterResource(broker.parameters());
        for (String owner : List.of("", "/:component", "/:component/:vhost")) {
            get(router, "/api/parameters" + owner, Callers.policymaker(parameter.list()));
        }
        String one = "/api/parameters/:component/:vhost/:name";
        get(router, one, Callers.policymaker(parameter.get()));
        router.put(one).handler(Callers.policymaker(parameter.put()));
        router.delete(one).handler(Callers.policymaker(parameter.delete()));
        GlobalParameterResource global = new GlobalParameterResource(broker.globalParameters());
        get(router, "/api/global-parameters", Callers.policymaker(global.list()));
        String oneOfAll = "/api/global-parameters/:name";
        get(router, oneOfAll, Callers.policymaker(global.get()));
        router.put(oneOfAll).handler(Callers.policymaker(global.put()));
        router.delete(oneOfAll).handler(Callers.policymaker(global.delete()));
        ClusterNameResource clusterName = new ClusterNameResource(broker.globalParameters());
        get(router, "/api/cluster-name", clusterName.get());
        router.put("/api/cluster-name").handler(Callers.administrator(clusterName.put()));
    }

    private static void routeAccess(Router router, AccessView access) {
        UserResource user = new UserResource(access);
        get(router, "/api/whoami", user.whoAmI());
        get(router, "/api/users", Callers.administrator(user.list()));
        route(router, "/api/users/:user", user.get(), user.put(), user.delete());
        VirtualHostResource host = new VirtualHostResource(access);
        get(router, "/api/vhosts", host.list());
        route(router, "/api/vhosts/:vhost", host.get(), host.put(), host.delete());
        PermissionsResource permissions = new PermissionsResource(access);
        TopicPermissionsResource topics = new TopicPermissionsResource(access);
        for (String owner : List.of("", "/users/:user", "/vhosts/:vhost")) {
            get(router, "/api" + owner + "/permissions", Callers.administrator(permissions.list()));
            get(router, "/api" + owner + "/topic-permissions", Callers.administrator(topics.list()));
        }
        routeLimits(router, access);
        route(router, "/api/permissions/:vhost/:user", permissions.get(), permissions.put(), permissions.delete());
        route(router, "/api/topic-permissions/:vhost/:user", topics.get(), topics.put(), topics.delete());
        router.delete("/api/topic-permissions/:vhost/:user/:exchange").handler(Callers.administrator(topics.delete()));
    }

    private static void routeLimits(Router router, AccessView access) {
        LimitsResource limits = new LimitsResource(access);
        get(router, "/api/user-limits", Callers.administrator(limits.ofUsers()));
        get(router, "/api/user-limits/:user", Callers.administratorOrSelf(limits.ofUsers()));
        String ofUser = "/api/user-limits/:user/:name";
        router.put(ofUser).handler(Callers.administrator(limits.limitUser()));
        router.delete(ofUser).handler(Callers.administrator(limits.unlimitUser()));
        get(router, "/api/vhost-limits", limits.ofVirtualHosts());
        get(router, "/api/vhost-limits/:vhost", Callers.visible(limits.ofVirtualHosts()));
        String ofHost = "/api/vhost-limits/:vhost/:name";
        router.put(ofHost).handler(Callers.administrator(limits.limitVirtualHost()));
        router.delete(ofHost).handler(Callers.administrator(limits.unlimitVirtualHost()));
    }

    /** One thing that only administrators see and change. */
    private static void route(
            Router router,
            String path,
            Handler<RoutingContext> get,
            Handler<RoutingContext> put,
            Handler<RoutingContext> delete) {
        get(router, path, Callers.administrator(get));
        router.put(path).handler(Callers.administrator(put));
        router.delete(path).handler(Callers.administrator(delete));
    }

    private static void get(Router router, String path, Handler<RoutingContext> resource) {
        Routes.get(router, path, resource);
    }

    private static void answerErrors(Router router) {
        router.errorHandler(404, Answer::notFound);
        router.errorHandler(400, request -> Answer.error(request, 400, "bad_request", "Bad Request"));
        router.errorHandler(405, request -> Answer.error(request, 405, "method_not_allowed", "Method Not Allowed"));
        router.errorHandler(413, Answer::tooLarge);
        router.errorHandler(500, request -> {
            LOG.error("{} {} failed", request.request().method(), request.normalizedPath(), request.failure());
            Answer.error(request, 500, "internal_server_error", "Internal Server Error");
        });
    }
}
