package io.leveret.app.tool;

import io.leveret.app.tool.command.AllCommands;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Scripts that have a shell complete the command lines of the tools. */
public final class Completion {

    private Completion() {}

    /** For bash, and for zsh with its bashcompinit. */
    public static String script(Tool tool) {
        String[] words = tool.title().split(" ", -1);
        CommandSpec commands = CommandSpec.create().name(words[words.length - 1]);
        AllCommands.of(tool).forEach(command -> commands.addSubcommand(command.name(), CallParser.spec(command)));
        CommandSpec whole = commands;
        if (words.length > 1) {
            whole = CommandSpec.create().name(words[0]);
            whole.addSubcommand(words[1], commands);
        }
        return AutoComplete.bash(words[0], new CommandLine(whole));
    }
}
