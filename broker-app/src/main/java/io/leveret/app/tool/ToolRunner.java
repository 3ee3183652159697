package io.leveret.app.tool;

import io.leveret.app.ctl.ToolTalk;
import io.leveret.app.tool.CallParser.Given;
import io.leveret.app.tool.CallParser.Words;
import io.leveret.app.tool.command.AllCommands;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Does what the command line of a tool says. Any thread. */
public final class ToolRunner {

    private static final String VERSION = "--version";
    /** As with RabbitMQ's tools: more letters that differ are another word. */
    private static final int DISTANCE_MAX = 4;

    private final @Nullable Node node;
    private final String noNode;

    private ToolRunner(@Nullable Node node, String noNode) {
        this.node = node;
        this.noNode = noNode;
    }

    /** One that asks a broker. */
    public static ToolRunner of(Node node) {
        return new ToolRunner(node, "");
    }

    /** One that has none to ask, and says why: a wrong command line is told before that. */
    public static ToolRunner without(String why) {
        return new ToolRunner(null, why);
    }

    /** Returns the exit status. */
    public int run(String toolName, List<String> words, ToolTalk talk) throws IOException {
        try {
            Tool tool = Tool.named(toolName);
            if (tool == null) {
                throw Refusal.plain(Status.USAGE, "there is no tool " + toolName + " here");
            }
            run(tool, Words.of(words), talk);
            return Status.OK.code();
        } catch (Refusal refusal) {
            talk.err(refusal.text());
            return refusal.status().code();
        }
    }

    private void run(Tool tool, Words words, ToolTalk talk) throws Refusal, IOException {
        List<Command> commands = AllCommands.of(tool);
        if (words.command().isEmpty()) {
            withoutCommand(tool, words, commands, talk);
            return;
        }
        Command command = find(tool, words.command(), commands);
        Given given = CallParser.parse(tool, command, words.others());
        if (given.options().has(CommonOptions.HELP)) {
            talk.out(HelpText.of(tool, command));
            return;
        }
        if (node == null && !command.local()) {
            throw Refusal.plain(Status.UNAVAILABLE, "Error: unable to perform an operation: " + noNode);
        }
        try {
            command.action().run(new Call(tool, command, given.options(), given.arguments(), node, talk));
        } catch (IllegalArgumentException e) {
            // What the broker says of names and values that it cannot use.
            throw Refusal.error(Status.UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }

    private static void withoutCommand(Tool tool, Words words, List<Command> commands, ToolTalk talk)
            throws Refusal, IOException {
        if (words.others().contains(VERSION)) {
            talk.out(AllCommands.version());
        } else if (words.others().stream()
                .anyMatch(word -> CommonOptions.ALL.get(0).names().contains(word))) {
            talk.out(HelpText.of(tool, commands));
        } else {
            throw Refusal.plain(Status.USAGE, HelpText.of(tool, commands));
        }
    }

    private static Command find(Tool tool, String name, List<Command> commands) throws Refusal {
        for (Command command : commands) {
            if (command.name().equals(name)) {
                return command;
            }
        }
        String similar = commands.stream()
                .map(Command::name)
                .min(Comparator.comparingInt(other -> distance(name, other)))
                .filter(other -> distance(name, other) <= Math.min(DISTANCE_MAX, name.length() / 2))
                .orElse("");
        String unknown = "\nCommand '" + Cells.escaped(name) + "' not found. \n";
        throw Refusal.plain(
                Status.USAGE,
                similar.isEmpty()
                        ? unknown + HelpText.of(tool, commands)
                        : unknown + "Did you mean '" + similar + "'? \n");
    }

    /** How many letters must change to make one of the other. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= Math.min(a.length(), 64); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    /** The help text of a command, or of all, for the command that shows it. */
    public static String help(Tool tool, List<String> about) throws Refusal {
        List<Command> commands = AllCommands.of(tool);
        return about.isEmpty() ? HelpText.of(tool, commands) : HelpText.of(tool, find(tool, about.get(0), commands));
    }
}
