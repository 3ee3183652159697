package io.leveret.broker.vhost;

import io.leveret.broker.event.Terms;
import io.leveret.broker.queue.Queue;
import io.leveret.codec.value.FieldTable;
import io.leveret.routing.Binding;
import io.leveret.routing.Destination;
import io.leveret.routing.Exchange;
import java.util.Map;

/** Tells what changes in virtual hosts, with the details that RabbitMQ gives. Used on the control thread. */
final class HostEvents {

    private static final String NAME = "name";
    private static final String VHOST = "vhost";

    private HostEvents() {}

    static void changed(Control control, String type, VirtualHost host) {
        control.happened(type, () -> {
            FieldTable.Builder details = FieldTable.builder().put(NAME, host.name());
            for (FieldTable.Entry said : host.metadata().entries()) {
                details.put(said.name(), said.value());
            }
            if (host.defaultQueueType() == null) {
                details.put(VirtualHost.DEFAULT_QUEUE_TYPE, "undefined");
            }
            return details.put("tracing", host.isTraced());
        });
    }

    static void deleted(Control control, String host) {
        control.happened("vhost.deleted", () -> FieldTable.builder().put(NAME, host));
    }

    static void limited(Control control, VirtualHost host) {
        Map<String, Long> values = host.limits().values();
        control.happened(
                "parameter.set",
                () -> limits(host)
                        .put("component", "vhost-limits")
                        .put("value", host.limits().body()));
        control.happened("vhost.limits.set", () -> {
            FieldTable.Builder details = limits(host);
            values.forEach(details::put);
            return details;
        });
    }

    static void unlimited(Control control, VirtualHost host) {
        control.happened("parameter.cleared", () -> limits(host).put("component", "vhost-limits"));
        control.happened("vhost.limits.cleared", () -> limits(host));
    }

    private static FieldTable.Builder limits(VirtualHost host) {
        return FieldTable.builder().put(NAME, "limits").put(VHOST, host.name());
    }

    static void created(Control control, VirtualHost host, Exchange exchange) {
        control.happened(
                "exchange.created",
                () -> FieldTable.builder()
                        .put(NAME, exchange.name().toString())
                        .put(VHOST, host.name())
                        .put("type", exchange.type().typeName())
                        .put("durable", exchange.durable())
                        .put("auto_delete", exchange.autoDelete())
                        .put("internal", exchange.internal())
                        .put("arguments", Terms.entries(exchange.arguments()))
                        .put("policy", ""));
    }

    static void deleted(Control control, VirtualHost host, Exchange exchange) {
        control.happened(
                "exchange.deleted",
                () -> FieldTable.builder().put(NAME, exchange.name().toString()).put(VHOST, host.name()));
    }

    static void created(Control control, VirtualHost host, Queue queue) {
        control.happened(
                "queue.created",
                () -> FieldTable.builder()
                        .put(NAME, queue.name().toString())
                        .put(VHOST, host.name())
                        .put("durable", queue.settings().durable())
                        .put("auto_delete", queue.settings().autoDelete())
                        .put("exclusive", queue.settings().isExclusive())
                        .put("arguments", Terms.entries(queue.settings().arguments())));
    }

    static void deleted(Control control, VirtualHost host, Queue queue) {
        control.happened(
                "queue.deleted",
                () -> FieldTable.builder().put(NAME, queue.name().toString()).put(VHOST, host.name()));
    }

    static void bound(Control control, String type, VirtualHost host, Binding<Queue> binding) {
        control.happened(
                type,
                () -> FieldTable.builder()
                        .put("source_name", binding.source().toString())
                        .put("source_kind", "exchange")
                        .put("destination_name", binding.destination().name().toString())
                        .put(
                                "destination_kind",
                                binding.destination() instanceof Destination.ToQueue<Queue> ? "queue" : "exchange")
                        .put("routing_key", binding.routingKey().toString())
                        .put("arguments", Terms.entries(binding.arguments()))
                        .put(VHOST, host.name()));
    }
}
