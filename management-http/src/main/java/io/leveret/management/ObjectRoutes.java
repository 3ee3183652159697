package io.leveret.management;

import io.leveret.management.resource.BindingListResource;
import io.leveret.management.resource.BindingResource;
import io.leveret.management.resource.Callers;
import io.leveret.management.resource.ExchangeResource;
import io.leveret.management.resource.GetMessagesResource;
import io.leveret.management.resource.PublishResource;
import io.leveret.management.resource.QueueChangesResource;
import io.leveret.management.view.ObjectView;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

/** The paths of exchanges and bindings, and those that change queues or touch what is in them. */
final class ObjectRoutes {

    private static final String PUBLISH = "/api/exchanges/:vhost/:exchange/publish";

    private final Router router;
    private final ObjectView objects;

    private ObjectRoutes(Router router, ObjectView objects) {
        this.router = router;
        this.objects = objects;
    }

    /** Messages may be larger than other bodies; before the handler of those. */
    static void allowLargeMessages(Router router, long bytesMax) {
        router.post(PUBLISH).handler(BodyHandler.create(false).setBodyLimit(bytesMax));
    }

    static void add(Router router, ObjectView objects) {
        ObjectRoutes routes = new ObjectRoutes(router, objects);
        routes.exchanges();
        routes.queues();
        routes.bindings();
    }

    private void exchanges() {
        ExchangeResource exchange = new ExchangeResource(objects);
        get("/api/exchanges", exchange.list());
        get("/api/exchanges/:vhost", exchange.list());
        String one = "/api/exchanges/:vhost/:exchange";
        get(one, exchange.get());
        router.put(one).handler(Callers.visible(exchange.put()));
        router.delete(one).handler(Callers.visible(exchange.delete()));
        router.post(PUBLISH).handler(Callers.visible(new PublishResource(objects).post()));
        BindingListResource bindings = new BindingListResource(objects);
        get(one + "/bindings/source", bindings.fromExchange());
        get(one + "/bindings/destination", bindings.toExchange());
    }

    private void queues() {
        QueueChangesResource queue = new QueueChangesResource(objects);
        String one = "/api/queues/:vhost/:name";
        router.put(one).handler(Callers.visible(queue.put()));
        router.delete(one).handler(Callers.visible(queue.delete()));
        router.delete(one + "/contents").handler(Callers.visible(queue.purge()));
        router.post(one + "/get").handler(Callers.visible(new GetMessagesResource(objects).post()));
        router.post(one + "/actions").handler(Callers.administrator(queue.act()));
        get(one + "/bindings", new BindingListResource(objects).toQueue());
    }

    private void bindings() {
        BindingListResource all = new BindingListResource(objects);
        get("/api/bindings", all.list());
        get("/api/bindings/:vhost", all.list());
        bindings("/api/bindings/:vhost/e/:source/q/:destination", new BindingResource(objects, false));
        bindings("/api/bindings/:vhost/e/:source/e/:destination", new BindingResource(objects, true));
    }

    private void bindings(String path, BindingResource binding) {
        get(path, binding.list());
        router.post(path).handler(Callers.visible(binding.post()));
        String one = path + "/:props";
        get(one, binding.get());
        router.delete(one).handler(Callers.visible(binding.delete()));
    }

    private void get(String path, Handler<RoutingContext> resource) {
        router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(Callers.visible(resource));
    }
}
