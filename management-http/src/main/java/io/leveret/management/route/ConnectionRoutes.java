package io.leveret.management.route;

import io.leveret.management.resource.Callers;
import io.leveret.management.resource.ChannelResource;
import io.leveret.management.resource.ConnectionResource;
import io.leveret.management.resource.ConsumerResource;
import io.leveret.management.view.BrokerView;
import io.vertx.ext.web.Router;

/** The paths of connections, channels and consumers. */
public final class ConnectionRoutes {

    private ConnectionRoutes() {}

    /** Adds them. */
    public static void add(Router router, BrokerView broker) {
        ConnectionResource connection = new ConnectionResource(broker);
        ChannelResource channel = new ChannelResource(broker);
        Routes.get(router, "/api/connections", connection.list());
        Routes.get(router, "/api/connections/username/:user", connection.ofUser());
        router.delete("/api/connections/username/:user").handler(connection.closeOfUser());
        Routes.get(router, "/api/connections/:name", connection.get());
        router.delete("/api/connections/:name").handler(connection.close());
        Routes.get(router, "/api/connections/:name/channels", channel.ofConnection());
        Routes.get(router, "/api/vhosts/:vhost/connections", Callers.visible(connection.list()));
        Routes.get(router, "/api/channels", channel.list());
        Routes.get(router, "/api/channels/:name", channel.get());
        Routes.get(router, "/api/vhosts/:vhost/channels", Callers.visible(channel.list()));
        ConsumerResource consumers = new ConsumerResource(broker);
        Routes.get(router, "/api/consumers", consumers);
        Routes.get(router, "/api/consumers/:vhost", Callers.visible(consumers));
    }
}
