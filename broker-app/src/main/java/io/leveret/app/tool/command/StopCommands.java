package io.leveret.app.tool.command;

import io.leveret.app.tool.Call;
import io.leveret.app.tool.Command;
import io.leveret.app.tool.Command.Group;
import io.leveret.app.tool.Command.Option;
import io.leveret.app.tool.Refusal;
import io.leveret.app.tool.Status;
import io.leveret.app.tool.Tool.Scope;
import java.io.IOException;
import java.util.List;

/** The end of the broker, and what cannot be done to it. */
final class StopCommands {

    static final List<Command> ALL = List.of(
            of("stop", "Stops the broker and waits until its process has ended", StopCommands::stop)
                    .with("[<pidfile>]", 0, 1)
                    .with(Option.flag("accepted", "--idempotent")),
            of("shutdown", "Stops the broker and waits until its process has ended", StopCommands::stop)
                    .with(Option.flag("accepted", "--wait"), Option.flag("accepted", "--no-wait")),
            of("start_app", "Does nothing: a broker whose process runs serves", call -> {
                call.announce("Starting node " + call.node().name() + " ...");
                call.done();
            }),
            of("rotate_logs", "Does nothing: the log goes to standard output", Call::done),
            refused("stop_app", "Refused: there is no process without its broker", "use stop, and start it again"),
            refused("reset", "Refused", "stop it, and delete its data directory"),
            refused("force_reset", "Refused", "stop it, and delete its data directory"),
            refused("join_cluster", "Refused", "a broker is a node by itself").with("<node>", 0, Integer.MAX_VALUE),
            refused("forget_cluster_node", "Refused", "a broker is a node by itself")
                    .with("<node>", 0, Integer.MAX_VALUE),
            refused("eval", "Refused: there is no Erlang", "there is no Erlang here")
                    .with("<expression>", 0, 9));

    private StopCommands() {}

    private static Command of(String name, String description, Command.Action action) {
        return Command.of(Scope.CTL, Group.NODES, name, description, action);
    }

    private static Command refused(String name, String description, String why) {
        return of(name, description, call -> {
            throw Refusal.error(Status.UNAVAILABLE, name + " cannot be done with Leveret: " + why);
        });
    }

    private static void stop(Call call) throws IOException {
        call.announce("Stopping and halting node " + call.node().name() + " ...");
        call.stop();
    }
}
