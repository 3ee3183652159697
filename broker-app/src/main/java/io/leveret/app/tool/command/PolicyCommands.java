package io.leveret.app.tool.command;

import io.leveret.app.tool.Call;
import io.leveret.app.tool.Command;
import io.leveret.app.tool.Command.Group;
import io.leveret.app.tool.Command.Option;
import io.leveret.app.tool.Json;
import io.leveret.app.tool.Node;
import io.leveret.app.tool.Refusal;
import io.leveret.app.tool.Rows;
import io.leveret.app.tool.Status;
import io.leveret.app.tool.Tool.Scope;
import io.leveret.broker.PolicyInfo;
import io.leveret.broker.PolicyOperations;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Policies, those of users and those of operators. */
final class PolicyCommands {

    private static final String PRIORITY = "--priority";
    private static final String APPLY_TO = "--apply-to";

    /** Of which kind, and how they are called in texts. */
    private record Kind(boolean ofOperators, String set, String list, String clear) {

        PolicyOperations of(Call call) {
            return ofOperators
                    ? Checked.management(call).operatorPolicies()
                    : Checked.management(call).policies();
        }
    }

    private static final Kind USER = new Kind(false, "policy", "policies", "policy");
    private static final Kind OPERATOR =
            new Kind(true, "operator policy override", "operator policy overrides", "operator policy");

    static final List<Command> ALL = List.of(
            of("set_policy", "Sets or updates a policy", call -> set(call, USER))
                    .with("<name> <pattern> <definition>", 3, 3)
                    .with(priority(), applyTo()),
            of("clear_policy", "Removes a policy", call -> clear(call, USER)).with("<name>", 1, 1),
            of("list_policies", "Lists policies of a virtual host", call -> list(call, USER))
                    .alsoIn(Scope.DIAGNOSTICS),
            of("set_operator_policy", "Sets a policy that bounds what others may say", call -> set(call, OPERATOR))
                    .with("<name> <pattern> <definition>", 3, 3)
                    .with(priority(), applyTo()),
            of("clear_operator_policy", "Removes an operator policy", call -> clear(call, OPERATOR))
                    .with("<name>", 1, 1),
            of("list_operator_policies", "Lists operator policies of a virtual host", call -> list(call, OPERATOR))
                    .alsoIn(Scope.DIAGNOSTICS));

    private PolicyCommands() {}

    private static Command of(String name, String description, Command.Action action) {
        return Command.of(Scope.CTL, Group.POLICIES, name, description, action);
    }

    private static Option priority() {
        return Option.of(PRIORITY, "priority", "of several that fit the highest counts; 0 without");
    }

    private static Option applyTo() {
        return Option.of(APPLY_TO, "what", "queues, exchanges or all");
    }

    private static void set(Call call, Kind kind) throws Refusal, IOException {
        long priority = number(call.option(PRIORITY, "0"));
        call.announce("Setting " + kind.set() + " \"" + call.argument(0) + "\" for pattern \"" + call.argument(1)
                + "\" to \"" + call.argument(2) + "\" with priority \"" + priority + "\" for vhost \"" + call.vhost()
                + "\" ...");
        Checked.vhost(call);
        Map<String, Object> body = Map.of(
                "pattern",
                call.argument(1),
                "definition",
                Checked.object(call.argument(2)),
                "priority",
                priority,
                "apply-to",
                call.option(APPLY_TO, "all"));
        Optional<CompletableFuture<Boolean>> change =
                kind.of(call).set(Node.OPERATOR, call.vhost(), call.argument(0), body);
        call.await(change.orElseThrow(() -> Checked.noVhost(call.vhost())));
        call.done();
    }

    private static long number(String priority) throws Refusal {
        try {
            return Long.parseLong(priority);
        } catch (NumberFormatException e) {
            throw Refusal.plain(
                    Status.USAGE,
                    "Error (argument validation): Invalid options for this command:\n--priority : " + priority);
        }
    }

    private static void clear(Call call, Kind kind) throws Refusal, IOException {
        call.announce(
                "Clearing " + kind.clear() + " \"" + call.argument(0) + "\" on vhost \"" + call.vhost() + "\" ...");
        Checked.parameter(call.await(kind.of(call).delete(Node.OPERATOR, call.vhost(), call.argument(0))));
        call.done();
    }

    private static void list(Call call, Kind kind) throws Refusal, IOException {
        call.announce("Listing " + kind.list() + " for vhost \"" + call.vhost() + "\" ...");
        List<PolicyInfo> found = kind.of(call).list(call.vhost()).orElseThrow(() -> Checked.noVhost(call.vhost()));
        Rows rows = call.rows(List.of("vhost", "name", "pattern", "apply-to", "definition", "priority"));
        for (PolicyInfo each : found) {
            double priority = each.priority();
            rows.add(
                    each.vhost(),
                    each.name(),
                    each.pattern(),
                    each.applyTo(),
                    Json.write(new TreeMap<>(each.definition())),
                    priority == Math.rint(priority) ? (Object) (long) priority : (Object) priority);
        }
        rows.end();
    }
}
