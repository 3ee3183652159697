package io.leveret.app.tool.command;

import io.leveret.app.tool.Call;
import io.leveret.app.tool.Command;
import io.leveret.app.tool.Command.Group;
import io.leveret.app.tool.Command.Option;
import io.leveret.app.tool.Node;
import io.leveret.app.tool.Refusal;
import io.leveret.app.tool.Status;
import io.leveret.app.tool.Tool.Scope;
import io.leveret.broker.TlsListenerInfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Health checks: each fails with a status of its own, and says why. */
final class CheckCommands {

    private static final int CONNECT_MS_MAX = 5_000;
    private static final int PORT_MAX = 65_535;
    private static final String UNIT = "--unit";
    private static final String WITHIN = "--within";

    private static final Map<String, Period> UNITS = Map.of(
            "days",
            Period.ofDays(1),
            "weeks",
            Period.ofWeeks(1),
            "months",
            Period.ofMonths(1),
            "years",
            Period.ofYears(1));

    static final List<Command> ALL = List.of(
            of("check_running", "Fails if the broker does not serve", CheckCommands::running),
            of("is_running", "Fails if the broker does not serve", CheckCommands::running),
            of("is_booting", "Says that the broker has started", CheckCommands::booting),
            of("check_local_alarms", "Fails if there is an alarm", CheckCommands::localAlarms),
            of("check_alarms", "Fails if there is an alarm", CheckCommands::allAlarms),
            of("alarms", "Lists alarms", CheckCommands::alarms),
            of("check_port_connectivity", "Connects to every port the broker listens on", CheckCommands::connectivity),
            of("check_port_listener", "Fails if nobody listens on a port", CheckCommands::portListener)
                    .with("<port>", 1, 1),
            of("check_protocol_listener", "Fails if nobody listens for a protocol", CheckCommands::protocolListener)
                    .with("<protocol>", 1, 1),
            of("check_virtual_hosts", "Fails if a virtual host does not run", CheckCommands::virtualHosts),
            of("check_certificate_expiration", "Fails if a certificate expires soon", CheckCommands::certificates)
                    .with(
                            Option.of(UNIT, "unit", "days, weeks, months or years; weeks without"),
                            Option.of(WITHIN, "number", "of units, 4 without")),
            of("listeners", "Lists where the broker listens", CheckCommands::listeners),
            of("node_health_check", "Fails if the broker does not serve, or there is an alarm", call -> {
                        call.announce("Checking health of node " + call.node().name() + " ...");
                        call.await(Checked.management(call).node().info());
                        failIfAlarmed(call);
                        call.say("Health check passed");
                    })
                    .alsoIn(Scope.CTL));

    private CheckCommands() {}

    private static Command of(String name, String description, Command.Action action) {
        return Command.of(Scope.DIAGNOSTICS, Group.OBSERVABILITY, name, description, action);
    }

    /** Every event loop answers. */
    private static void running(Call call) throws Refusal, IOException {
        call.announce("Checking if RabbitMQ is running on node " + call.node().name() + " ...");
        call.await(Checked.management(call).node().info());
        call.say("RabbitMQ on node " + call.node().name() + " is fully booted and running");
    }

    private static void booting(Call call) throws IOException {
        call.announce("Asking node " + call.node().name() + " for its boot status ...");
        call.say("RabbitMQ on node " + call.node().name()
                + " is fully booted (check with is_running), stopped or has not started booting yet");
    }

    private static void failIfAlarmed(Call call) throws Refusal {
        List<String> alarms = Checked.management(call).alarms();
        if (!alarms.isEmpty()) {
            throw Refusal.plain(
                    Status.UNAVAILABLE, "Node " + call.node().name() + " reported alarms:\n" + lines(call, alarms));
        }
    }

    private static String lines(Call call, List<String> alarms) {
        return alarms.stream()
                .map(what -> " * " + what + " alarm on node " + call.node().name())
                .collect(Collectors.joining("\n"));
    }

    private static void localAlarms(Call call) throws Refusal, IOException {
        call.announce("Asking node " + call.node().name() + " to report any local resource alarms ...");
        failIfAlarmed(call);
        call.say("Node " + call.node().name() + " reported no local alarms");
    }

    private static void allAlarms(Call call) throws Refusal, IOException {
        call.announce("Asking node " + call.node().name() + " to report any known resource alarms ...");
        failIfAlarmed(call);
        call.say("Node " + call.node().name() + " reported no alarms, local or clusterwide");
    }

    private static void alarms(Call call) throws IOException {
        call.announce("Asking node " + call.node().name() + " to report any known resource alarms ...");
        List<String> alarms = Checked.management(call).alarms();
        call.say(
                alarms.isEmpty()
                        ? "Node " + call.node().name() + " reported no alarms, local or clusterwide"
                        : "Node " + call.node().name() + " reported alarms:\n" + lines(call, alarms),
                Map.of("node", call.node().name(), "global", alarms, "local", alarms));
    }

    private static void connectivity(Call call) throws Refusal, IOException {
        call.announce("Testing TCP connections to all active listeners on node "
                + call.node().name() + " ...");
        List<String> refused = new ArrayList<>();
        for (Node.Listener listener : call.node().listeners().get()) {
            try (Socket socket = new Socket()) {
                socket.connect(reachable(listener.address()), CONNECT_MS_MAX);
            } catch (IOException e) {
                refused.add(listener.port() + " (" + listener.protocol() + "): " + e.getMessage());
            }
        }
        if (!refused.isEmpty()) {
            throw Refusal.error(Status.UNAVAILABLE, "Connection failed to ports " + String.join(", ", refused));
        }
        call.say("Successfully connected to ports " + ports(call) + " on node "
                + call.node().name() + ".");
    }

    private static InetSocketAddress reachable(InetSocketAddress address) {
        return address.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort())
                : address;
    }

    private static String ports(Call call) {
        return call.node().listeners().get().stream()
                .map(listener -> Integer.toString(listener.port()))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static void portListener(Call call) throws Refusal, IOException {
        int port = number(call.argument(0));
        call.announce("Asking node " + call.node().name() + " if there's an active listener on port " + port + " ...");
        if (call.node().listeners().get().stream().noneMatch(listener -> listener.port() == port)) {
            throw Refusal.plain(
                    Status.UNAVAILABLE,
                    "No listener for port " + port + " is active on node "
                            + call.node().name() + ". Found listeners that use the following ports: " + ports(call));
        }
        call.say("A listener for port " + port + " is running on node "
                + call.node().name() + ".");
    }

    private static int number(String text) throws Refusal {
        try {
            int number = Integer.parseInt(text);
            if (number > 0 && number <= PORT_MAX) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Answered below, like a number out of range.
        }
        throw Refusal.plain(
                Status.DATA, "Error (argument validation): Bad argument: Argument must be a positive integer");
    }

    private static void protocolListener(Call call) throws Refusal, IOException {
        String asked = call.argument(0);
        call.announce(
                "Asking node " + call.node().name() + " if there's an active listener for protocol " + asked + " ...");
        String protocol = protocol(asked);
        List<String> found = call.node().listeners().get().stream()
                .map(Node.Listener::protocol)
                .distinct()
                .toList();
        if (!found.contains(protocol)) {
            throw Refusal.error(
                    Status.UNAVAILABLE,
                    "No listener for protocol " + asked + " is active on node "
                            + call.node().name() + ". Found listeners for the following protocols: "
                            + String.join(", ", found));
        }
        call.say("A listener for protocol " + asked + " is running on node "
                + call.node().name() + ".");
    }

    /** As RabbitMQ's tool takes them. */
    private static String protocol(String asked) {
        return switch (asked) {
            case "amqp091", "amqp0.9.1", "amqp10", "amqp1.0" -> "amqp";
            case "amqps", "amqp/tls" -> "amqp/ssl";
            case "management", "http_api" -> "http";
            default -> asked;
        };
    }

    private static void virtualHosts(Call call) throws IOException {
        call.announce(
                "Checking if all vhosts are running on node " + call.node().name() + " ...");
        call.say("Node " + call.node().name() + " reported all vhosts as running");
    }

    private static void certificates(Call call) throws Refusal, IOException {
        String unit = call.option(UNIT, "weeks");
        Period period = UNITS.get(unit);
        if (period == null) {
            throw Refusal.plain(Status.DATA, "Error (argument validation): unit is one of days, weeks, months, years");
        }
        int within = number(call.option(WITHIN, "4"));
        call.announce("Checking certificate expiration on node " + call.node().name() + " ...");
        Instant until = Checked.management(call)
                .now()
                .atZone(ZoneOffset.UTC)
                .plus(period.multipliedBy(within))
                .toInstant();
        String expiring = Checked.management(call).tlsListeners().stream()
                .flatMap(listener -> expiring(listener, until))
                .distinct()
                .collect(Collectors.joining("\n"));
        if (!expiring.isEmpty()) {
            throw Refusal.error(
                    Status.UNAVAILABLE, "Some certificates expire within " + within + " " + unit + ":\n" + expiring);
        }
        call.say("No certificates are expiring within " + within + " "
                + (within == 1 ? unit.substring(0, unit.length() - 1) : unit) + ".");
    }

    private static Stream<String> expiring(TlsListenerInfo listener, Instant until) {
        return Stream.concat(listener.certificates().stream(), listener.authorities().stream())
                .filter(validity -> validity.until().isBefore(until))
                .map(validity -> " * port " + listener.address().getPort() + ": " + listener.certificateFile()
                        + ", valid until " + validity.until());
    }

    private static void listeners(Call call) throws IOException {
        call.announce("Asking node " + call.node().name() + " to report its protocol listeners ...");
        call.say(
                String.join("\n", Listeners.lines(call.node())),
                Map.of("node", call.node().name(), "result", "ok", "listeners", Listeners.objects(call.node())));
    }
}
