package io.leveret.app.tool;

import io.leveret.app.tool.Command.Option;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Reads what stands behind the name of a tool. Options may stand anywhere, before the command, too. */
final class CallParser {

    private static final long SECONDS_MAX = 1_000_000;

    private CallParser() {}

    /**
     * The command, and all else.
     *
     * @param command empty if there is none
     */
    record Words(String command, List<String> others) {

        static Words of(List<String> all) {
            List<String> others = new ArrayList<>(all);
            for (int i = 0; i < all.size(); i++) {
                String word = all.get(i);
                if (!word.startsWith("-")) {
                    others.remove(i);
                    return new Words(word, others);
                }
                i += takesNext(word) ? 1 : 0;
            }
            return new Words("", others);
        }

        private static boolean takesNext(String word) {
            return CommonOptions.ALL.stream()
                    .anyMatch(option ->
                            !option.value().isEmpty() && option.names().contains(word));
        }
    }

    /** What was given. */
    record Given(GivenOptions options, List<String> arguments) {}

    /** The options of a command and of all commands, and its arguments. */
    static CommandSpec spec(Command command) {
        CommandSpec spec = CommandSpec.create().name(command.name());
        spec.usageMessage().description(command.description().replace("%", "%%"));
        Stream.concat(command.options().stream(), CommonOptions.ALL.stream()).forEach(option -> add(spec, option));
        PositionalParamSpec.Builder arguments = PositionalParamSpec.builder()
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("0..*")
                .paramLabel(command.usage());
        if (!command.columns().isEmpty()) {
            arguments.completionCandidates(command.columns());
        }
        return spec.addPositional(arguments.build());
    }

    private static void add(CommandSpec spec, Option option) {
        boolean isFree = option.names().stream().noneMatch(spec.optionsMap()::containsKey);
        String[] names = isFree ? option.names().toArray(String[]::new) : new String[] {option.longest()};
        OptionSpec.Builder builder =
                OptionSpec.builder(names).description(option.description().replace("%", "%%"));
        spec.addOption(
                option.value().isEmpty()
                        ? builder.arity("0").type(boolean.class).build()
                        : builder.arity("1")
                                .type(String.class)
                                .paramLabel(option.value())
                                .build());
    }

    /** Reads options and arguments of a command; says what is wrong with them. */
    static Given parse(Tool tool, Command command, List<String> words) throws Refusal {
        ParseResult parsed;
        try {
            parsed = new CommandLine(spec(command))
                    // The last one wins, as with RabbitMQ's tools; a password may begin with @ or have quotes.
                    .setOverwrittenOptionsAllowed(true)
                    .setExpandAtFiles(false)
                    .setTrimQuotes(false)
                    .parseArgs(words.toArray(String[]::new));
        } catch (ParameterException e) {
            throw usage(tool, command, words, "Invalid options for this command: " + e.getMessage());
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (OptionSpec option : parsed.matchedOptions()) {
            Object value = option.getValue();
            values.put(option.longestName(), value instanceof String text ? text : "");
        }
        List<String> arguments = parsed.matchedPositionalValue(0, List.of());
        Given given = new Given(
                new GivenOptions(values, format(tool, command, words, values), timeoutMs(tool, command, words, values)),
                arguments);
        if (!given.options().has(CommonOptions.HELP)) {
            check(tool, command, words, arguments);
        }
        return given;
    }

    private static void check(Tool tool, Command command, List<String> words, List<String> arguments) throws Refusal {
        if (arguments.size() < command.argumentsMin()) {
            throw usage(tool, command, words, "not enough arguments.");
        } else if (arguments.size() > command.argumentsMax()) {
            throw usage(tool, command, words, "too many arguments.");
        }
        List<String> unknown = command.columns().isEmpty()
                ? List.of()
                : arguments.stream()
                        .filter(column -> !command.columns().contains(column))
                        .toList();
        if (!unknown.isEmpty()) {
            throw usage(tool, command, words, "Info key(s) " + String.join(", ", unknown) + " are not supported");
        }
    }

    private static Format format(Tool tool, Command command, List<String> words, Map<String, String> values)
            throws Refusal {
        String name = values.get(CommonOptions.FORMATTER);
        Format format = name == null ? Format.TABLE : Format.named(name);
        if (format == null) {
            throw usage(
                    tool,
                    command,
                    words,
                    "there is no formatter " + name + " here; there are table, pretty_table," + " json and csv");
        }
        return format;
    }

    private static long timeoutMs(Tool tool, Command command, List<String> words, Map<String, String> values)
            throws Refusal {
        String text = values.get(CommonOptions.TIMEOUT);
        if (text == null || text.equals("infinity")) {
            return text == null ? GivenOptions.TIMEOUT_MS_DEFAULT : SECONDS_MAX * 1_000;
        }
        Long seconds = number(text);
        if (seconds == null || seconds < 0 || seconds > SECONDS_MAX) {
            throw usage(tool, command, words, "Invalid options for this command: --timeout : " + text);
        }
        return seconds * 1_000;
    }

    private static @Nullable Long number(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Says what is wrong with a command line, and how it should be. */
    static Refusal usage(Tool tool, Command command, List<String> words, String what) {
        StringBuilder text = new StringBuilder("Error (argument validation): ").append(what);
        text.append("\nArguments given:\n\t").append(command.name());
        if (!HidesArguments.of(command)) {
            words.forEach(word -> text.append(' ').append(word));
        }
        return Refusal.plain(Status.USAGE, text + "\n\n" + HelpText.usage(tool, command));
    }

    /** Commands with a password among their arguments: no log and no screen is to have it. */
    private static final class HidesArguments {
        static boolean of(Command command) {
            return command.usage().contains("<password>");
        }
    }
}
