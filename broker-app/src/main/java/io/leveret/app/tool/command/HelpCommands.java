package io.leveret.app.tool.command;

import io.leveret.app.tool.Command;
import io.leveret.app.tool.Command.Group;
import io.leveret.app.tool.Completion;
import io.leveret.app.tool.Tool.Scope;
import io.leveret.app.tool.ToolRunner;
import java.util.List;

/** What the tools say about themselves; none of it needs a broker. */
final class HelpCommands {

    static final List<Command> ALL = List.of(
            everywhere(
                            "help",
                            "Displays usage information for a command",
                            call -> call.say(ToolRunner.help(call.tool(), call.arguments(0))))
                    .with("[<command>]", 0, 1),
            everywhere("version", "Displays the version of this program", call -> call.say(AllCommands.version())),
            everywhere("autocomplete", "Provides command name autocomplete variants", call -> {
                        for (Command command : AllCommands.of(call.tool())) {
                            if (call.arguments(0).isEmpty() || command.name().startsWith(call.argument(0))) {
                                call.say(command.name());
                            }
                        }
                    })
                    .with("[<letters>]", 0, 1),
            everywhere(
                    "completion",
                    "Writes a script that has bash complete command lines; source it in .bashrc",
                    call -> call.say(Completion.script(call.tool()))));

    private HelpCommands() {}

    private static Command everywhere(String name, String description, Command.Action action) {
        return Command.of(Scope.CTL, Group.HELP, name, description, action)
                .alsoIn(Scope.DIAGNOSTICS, Scope.PLUGINS)
                .asLocal();
    }
}
