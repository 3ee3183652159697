package io.leveret.app.tool;

import io.leveret.app.tool.Command.Group;
import io.leveret.app.tool.Command.Option;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the tools say about themselves. */
final class HelpText {

    private HelpText() {}

    /** How a command is called. */
    static String usage(Tool tool, Command command) {
        String options = command.options().stream()
                .map(option -> " [" + String.join("|", option.names())
                        + (option.value().isEmpty() ? "" : " <" + option.value() + ">") + "]")
                .collect(Collectors.joining());
        return "Usage\n\n" + tool.title() + " [--quiet] [--vhost <vhost>] " + command.name() + options
                + (command.usage().isEmpty() ? "" : " " + command.usage());
    }

    /** All about a command. */
    static String of(Tool tool, Command command) {
        StringBuilder text = new StringBuilder("\n").append(usage(tool, command));
        text.append("\n\n").append(command.description()).append(".\n");
        if (!command.columns().isEmpty()) {
            text.append("\n<column>\n\tmust be one of ")
                    .append(String.join(", ", command.columns()))
                    .append('\n');
        }
        List<List<String>> lines = new ArrayList<>();
        Stream.concat(command.options().stream(), CommonOptions.ALL.stream())
                .forEach(option -> lines.add(line(option)));
        int width = lines.stream().mapToInt(line -> line.get(0).length()).max().orElse(0);
        text.append("\nOptions\n\n");
        lines.forEach(line -> text.append("  ")
                .append(padded(line.get(0), width))
                .append("  ")
                .append(line.get(1))
                .append('\n'));
        return text.toString();
    }

    private static List<String> line(Option option) {
        return List.of(
                String.join(", ", option.names()) + (option.value().isEmpty() ? "" : " <" + option.value() + ">"),
                option.description());
    }

    /** All commands of a tool, by what they are about. */
    static String of(Tool tool, List<Command> commands) {
        StringBuilder text = new StringBuilder("\nUsage\n\n").append(tool.title());
        text.append(" [--timeout <seconds>] [--quiet] <command> [<command options>]\n\nAvailable commands:\n");
        int width = commands.stream()
                .mapToInt(command -> command.name().length())
                .max()
                .orElse(0);
        for (Group group : Group.values()) {
            List<Command> some = commands.stream()
                    .filter(command -> command.group() == group)
                    .sorted(Comparator.comparing(Command::name))
                    .toList();
            if (!some.isEmpty()) {
                text.append('\n').append(group.title()).append(":\n\n");
                some.forEach(command -> text.append("   ")
                        .append(padded(command.name(), width))
                        .append("  ")
                        .append(command.description())
                        .append('\n'));
            }
        }
        return text + "\nUse '" + tool.title() + " help <command>' to learn more about a specific command";
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
