package io.leveret.app.tool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One command of the tools. Immutable; every {@code with} method returns a changed copy.
 *
 * @param usage its arguments as help texts show them
 * @param argumentsMin how many there must be
 * @param argumentsMax how many there may be
 * @param options those that it has besides the common ones
 * @param columns what may be chosen as its arguments; empty if nothing is
 * @param local whether it needs no broker
 */
public record Command(
        String name,
        Set<Tool.Scope> scopes,
        Group group,
        String description,
        String usage,
        int argumentsMin,
        int argumentsMax,
        List<Option> options,
        List<String> columns,
        boolean local,
        Action action) {

    /** Under which heading it stands. */
    public enum Group {
        HELP("Help"),
        NODES("Nodes"),
        CLUSTER("Cluster"),
        USERS("Users"),
        ACCESS("Access Control"),
        OBSERVABILITY("Monitoring, observability and health checks"),
        PARAMETERS("Parameters"),
        POLICIES("Policies"),
        VIRTUAL_HOSTS("Virtual hosts"),
        OPERATIONS("Operations"),
        QUEUES("Queues"),
        FLAGS("Feature flags"),
        PLUGINS("Plugin Management");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /**
     * An option.
     *
     * @param names with their dashes, the longest last
     * @param value what it takes, or empty
     */
    public record Option(List<String> names, String value, String description) {

        /** One that takes nothing. */
        public static Option flag(String description, String... names) {
            return new Option(List.of(names), "", description);
        }

        /** One that takes a value. */
        public static Option of(String name, String value, String description) {
            return new Option(List.of(name), value, description);
        }

        String longest() {
            return names.get(names.size() - 1);
        }
    }

    /** What it does. */
    @FunctionalInterface
    public interface Action {
        /**
         * Does it.
         *
         * @throws Refusal if it cannot be done
         * @throws IOException when the caller is gone
         */
        void run(Call call) throws Refusal, IOException;
    }

    /** A command that changes something, or says something. */
    public static Command of(Tool.Scope scope, Group group, String name, String description, Action action) {
        return new Command(name, Set.of(scope), group, description, "", 0, 0, List.of(), List.of(), false, action);
    }

    /** The same with arguments, as in {@code <username> [<tag> ...]}. */
    public Command with(String newUsage, int min, int max) {
        return new Command(name, scopes, group, description, newUsage, min, max, options, columns, local, action);
    }

    /** The same with options. */
    public Command with(Option... further) {
        List<Option> all = new ArrayList<>(options);
        all.addAll(List.of(further));
        return new Command(
                name, scopes, group, description, usage, argumentsMin, argumentsMax, all, columns, local, action);
    }

    /** The same with columns to choose as its arguments. */
    public Command withColumns(List<String> all) {
        return new Command(
                name,
                scopes,
                group,
                description,
                "[<column> ...]",
                0,
                Integer.MAX_VALUE,
                options,
                all.stream().sorted().toList(),
                local,
                action);
    }

    /** The same, found in these scopes, too. */
    public Command alsoIn(Tool.Scope... further) {
        Set<Tool.Scope> all = new LinkedHashSet<>(scopes);
        all.addAll(List.of(further));
        return new Command(
                name, all, group, description, usage, argumentsMin, argumentsMax, options, columns, local, action);
    }

    /** The same, without a broker. */
    public Command asLocal() {
        return new Command(
                name, scopes, group, description, usage, argumentsMin, argumentsMax, options, columns, true, action);
    }

    /** Whether the tool has it. */
    public boolean isOf(Tool tool) {
        return scopes.stream().anyMatch(tool::has);
    }

    Stream<String> optionNames() {
        return options.stream().flatMap(option -> option.names().stream());
    }
}
