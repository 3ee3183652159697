package io.leveret.management.resource;

import io.leveret.management.view.AlarmBody;
import io.leveret.management.view.BrokerView;
import io.leveret.management.view.OverviewBody;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** {@code /api/health/checks} and the older checks: 200, or 503 with what is wrong. */
public record HealthResource(BrokerView broker, Supplier<List<OverviewBody.Listener>> ownListeners) {

    private static final String FAILED = "failed";
    private static final String NO_LISTENER = "No active listener";

    /** What people call the protocols, beside their names. */
    private static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("amqp091", "amqp"),
            Map.entry("amqp0.9.1", "amqp"),
            Map.entry("amqp0-9-1", "amqp"),
            Map.entry("amqp0_9_1", "amqp"),
            Map.entry("amqp10", "amqp"),
            Map.entry("amqp1.0", "amqp"),
            Map.entry("amqp1-0", "amqp"),
            Map.entry("amqp1_0", "amqp"),
            Map.entry("amqps", "amqp/ssl"),
            Map.entry("amqp/tls", "amqp/ssl"));

    private record Fine(String status) {

        private static final Fine FINE = new Fine("ok");
    }

    private record FineFor(String status, String reason) {}

    private record FinePort(String status, int port) {}

    private record FineProtocols(String status, List<String> protocols) {}

    private record Failed(String status, String reason) {}

    private record Alarmed(String status, String reason, List<AlarmBody> alarms) {}

    private record MissingPort(String status, String reason, BigInteger missing, List<Integer> ports) {}

    private record MissingProtocols(String status, String reason, List<String> missing, List<String> protocols) {}

    /** What is always so, as long as anybody can ask. */
    public Handler<RoutingContext> fine() {
        return request -> Answer.ok(request, Fine.FINE);
    }

    /** What can only be wrong with several nodes. */
    public Handler<RoutingContext> singleNode() {
        return request -> Answer.ok(request, new FineFor("ok", "single node cluster"));
    }

    /** The same of a virtual host, which must be there. */
    public Handler<RoutingContext> ofVirtualHost() {
        return request -> {
            if (PermissionsResource.isUnknown(broker.access(), null, Path.part(request, "vhost"))) {
                Answer.notFound(request);
            } else {
                Answer.ok(request, Fine.FINE);
            }
        };
    }

    /** Whether one more client may connect. */
    public Handler<RoutingContext> belowConnectionLimit() {
        return request -> {
            if (broker.node().takesConnections()) {
                Answer.ok(request, Fine.FINE);
            } else {
                Answer.unavailable(request, new Failed(FAILED, "Node connection limit is reached"));
            }
        };
    }

    /** Whether a virtual host takes messages; nothing is published for that. */
    public Handler<RoutingContext> aliveness() {
        return ofVirtualHost();
    }

    /** The old check of a node. */
    public Handler<RoutingContext> node() {
        return request -> {
            String node = request.pathParam("node");
            if (node != null && !node.equals(broker.node().name())) {
                Answer.notFound(request);
            } else if (broker.alarms().isEmpty()) {
                Answer.ok(request, Fine.FINE);
            } else {
                Answer.ok(request, new Failed(FAILED, "resource alarm(s) in effect"));
            }
        };
    }

    /** Whether this broker is short of something. */
    public Handler<RoutingContext> localAlarms() {
        return request -> alarms(request, "There are alarms in effect on the node");
    }

    /** The same of all of the cluster, which is no more. */
    public Handler<RoutingContext> alarms() {
        return request -> alarms(request, "There are alarms in effect in the cluster");
    }

    private void alarms(RoutingContext request, String reason) {
        List<AlarmBody> alarms = broker.alarms();
        if (alarms.isEmpty()) {
            Answer.ok(request, Fine.FINE);
        } else {
            Answer.unavailable(request, new Alarmed(FAILED, reason, alarms));
        }
    }

    private List<OverviewBody.Listener> listeners() {
        List<OverviewBody.Listener> all = new ArrayList<>(broker.listeners());
        all.addAll(ownListeners.get());
        return all;
    }

    /** Whether a port is listened on. */
    public Handler<RoutingContext> port() {
        return request -> {
            String text = Path.part(request, "port");
            if (!text.matches("[+-]?\\d{1,100}")) {
                Answer.error(request, 400, "bad_request", "Invalid port");
                return;
            }
            BigInteger port = new BigInteger(text);
            List<Integer> ports = listeners().stream()
                    .map(OverviewBody.Listener::port)
                    .distinct()
                    .toList();
            if (ports.stream().anyMatch(open -> BigInteger.valueOf(open).equals(port))) {
                Answer.ok(request, new FinePort("ok", port.intValue()));
            } else {
                Answer.unavailable(request, new MissingPort(FAILED, NO_LISTENER, port, ports));
            }
        };
    }

    /** Whether each of some protocols, with commas between them, is listened for. */
    public Handler<RoutingContext> protocols() {
        return request -> {
            LinkedHashSet<String> missing = new LinkedHashSet<>();
            for (String protocol : Path.part(request, "protocols").split(",", -1)) {
                String name = protocol.strip().toLowerCase(Locale.ROOT);
                missing.add(ALIASES.getOrDefault(name, name));
            }
            List<String> active = listeners().stream()
                    .map(OverviewBody.Listener::protocol)
                    .distinct()
                    .toList();
            active.forEach(missing::remove);
            if (missing.isEmpty()) {
                Answer.ok(request, new FineProtocols("ok", active));
            } else {
                Answer.unavailable(request, new MissingProtocols(FAILED, NO_LISTENER, List.copyOf(missing), active));
            }
        };
    }
}
