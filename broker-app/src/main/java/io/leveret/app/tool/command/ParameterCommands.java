package io.leveret.app.tool.command;

import io.leveret.app.tool.Call;
import io.leveret.app.tool.Command;
import io.leveret.app.tool.Command.Group;
import io.leveret.app.tool.Json;
import io.leveret.app.tool.Node;
import io.leveret.app.tool.Refusal;
import io.leveret.app.tool.Rows;
import io.leveret.app.tool.Tool.Scope;
import io.leveret.broker.GlobalParameterInfo;
import io.leveret.broker.ParameterInfo;
import java.io.IOException;
import java.util.List;

/** Parameters of virtual hosts and of the broker as a whole. */
final class ParameterCommands {

    private static final String CLUSTER_NAME = "cluster_name";

    static final List<Command> ALL = List.of(
            of("set_parameter", "Sets a parameter of a virtual host", ParameterCommands::set)
                    .with("<component> <name> <value>", 3, 3),
            of("clear_parameter", "Removes a parameter of a virtual host", ParameterCommands::clear)
                    .with("<component> <name>", 2, 2),
            of("list_parameters", "Lists parameters of a virtual host", ParameterCommands::list)
                    .alsoIn(Scope.DIAGNOSTICS),
            of("set_global_parameter", "Sets a parameter of the broker", ParameterCommands::setGlobal)
                    .with("<name> <value>", 2, 2),
            of("clear_global_parameter", "Removes a parameter of the broker", ParameterCommands::clearGlobal)
                    .with("<name>", 1, 1),
            of("list_global_parameters", "Lists parameters of the broker", ParameterCommands::listGlobal)
                    .alsoIn(Scope.DIAGNOSTICS),
            Command.of(Scope.CTL, Group.CLUSTER, "set_cluster_name", "Names the cluster", ParameterCommands::setName)
                    .with("<name>", 1, 1));

    private ParameterCommands() {}

    private static Command of(String name, String description, Command.Action action) {
        return Command.of(Scope.CTL, Group.PARAMETERS, name, description, action);
    }

    private static void set(Call call) throws Refusal, IOException {
        call.announce("Setting runtime parameter \"" + call.argument(1) + "\" for component \"" + call.argument(0)
                + "\" to \"" + call.argument(2) + "\" in vhost \"" + call.vhost() + "\" ...");
        Checked.vhost(call);
        call.await(Checked.management(call)
                .parameters()
                .set(Node.OPERATOR, call.argument(0), call.vhost(), call.argument(1), Json.read(call.argument(2))));
        call.done();
    }

    private static void clear(Call call) throws Refusal, IOException {
        call.announce("Clearing runtime parameter \"" + call.argument(1) + "\" for component \"" + call.argument(0)
                + "\" on vhost \"" + call.vhost() + "\" ...");
        Checked.parameter(call.await(Checked.management(call)
                .parameters()
                .delete(Node.OPERATOR, call.argument(0), call.vhost(), call.argument(1))));
        call.done();
    }

    private static void list(Call call) throws Refusal, IOException {
        call.announce("Listing runtime parameters for vhost \"" + call.vhost() + "\" ...");
        List<ParameterInfo> found = Checked.management(call)
                .parameters()
                .list(call.vhost())
                .orElseThrow(() -> Checked.noVhost(call.vhost()));
        Rows rows = call.rows(List.of("component", "name", "value"));
        for (ParameterInfo each : found) {
            rows.add(each.component(), each.name(), Json.write(each.value()));
        }
        rows.end();
    }

    private static void setGlobal(Call call) throws Refusal, IOException {
        call.announce(
                "Setting global runtime parameter \"" + call.argument(0) + "\" to \"" + call.argument(1) + "\" ...");
        call.await(Checked.management(call)
                .globalParameters()
                .set(Node.OPERATOR, call.argument(0), Json.read(call.argument(1))));
        call.done();
    }

    private static void clearGlobal(Call call) throws Refusal, IOException {
        call.announce("Clearing global runtime parameter \"" + call.argument(0) + "\" ...");
        Checked.parameter(
                call.await(Checked.management(call).globalParameters().delete(Node.OPERATOR, call.argument(0))));
        call.done();
    }

    private static void listGlobal(Call call) throws IOException {
        call.announce("Listing global runtime parameters ...");
        Rows rows = call.rows(List.of("name", "value"));
        for (GlobalParameterInfo each :
                Checked.management(call).globalParameters().list()) {
            rows.add(each.name(), Json.write(each.value()));
        }
        rows.end();
    }

    private static void setName(Call call) throws Refusal, IOException {
        call.announce("Setting cluster name to " + call.argument(0) + " ...");
        call.await(Checked.management(call).globalParameters().set(Node.OPERATOR, CLUSTER_NAME, call.argument(0)));
        call.done();
    }
}
