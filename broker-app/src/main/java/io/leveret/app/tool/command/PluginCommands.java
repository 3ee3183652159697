package io.leveret.app.tool.command;

import io.leveret.app.tool.Call;
import io.leveret.app.tool.Command;
import io.leveret.app.tool.Command.Group;
import io.leveret.app.tool.Command.Option;
import io.leveret.app.tool.Json;
import io.leveret.app.tool.Node;
import io.leveret.app.tool.Refusal;
import io.leveret.app.tool.Status;
import io.leveret.app.tool.Tool.Scope;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/** What is a plugin with RabbitMQ. Here it is built in or not there, and the configuration says whether it is on. */
final class PluginCommands {

    private static final String ENABLED = "--enabled";
    private static final String IMPLICITLY = "--implicitly-enabled";
    private static final String MINIMAL = "--minimal";
    private static final String VERBOSE = "--verbose";

    static final List<Command> ALL = List.of(
            of("list", "Lists what is built in, and whether it is on", PluginCommands::list)
                    .with("[<pattern>]", 0, 1)
                    .with(
                            Option.flag("only what is on", "-E", ENABLED),
                            Option.flag("only what is on", "-e", IMPLICITLY),
                            Option.flag("only names", "-m", MINIMAL),
                            Option.flag("accepted", "-v", VERBOSE)),
            of("enable", "Succeeds for what is built in and on", PluginCommands::enable)
                    .with("<plugin> ...", 0, Integer.MAX_VALUE)
                    .with(
                            Option.flag("accepted", "--offline"),
                            Option.flag("accepted", "--online"),
                            Option.flag("all that is built in", "--all")),
            of("disable", "Refused for what is on", PluginCommands::disable)
                    .with("<plugin> ...", 0, Integer.MAX_VALUE)
                    .with(
                            Option.flag("accepted", "--offline"),
                            Option.flag("accepted", "--online"),
                            Option.flag("all that is built in", "--all")),
            of("set", "As enable", PluginCommands::enable)
                    .with("<plugin> ...", 0, Integer.MAX_VALUE)
                    .with(Option.flag("accepted", "--offline"), Option.flag("accepted", "--online")),
            of("is_enabled", "Fails if one of them is not on", PluginCommands::isEnabled)
                    .with("<plugin> ...", 1, Integer.MAX_VALUE)
                    .with(Option.flag("accepted", "--offline"), Option.flag("accepted", "--online")));

    private PluginCommands() {}

    private static Command of(String name, String description, Command.Action action) {
        return Command.of(Scope.PLUGINS, Group.PLUGINS, name, description, action);
    }

    private static void list(Call call) throws Refusal, IOException {
        String text = call.arguments(0).isEmpty() ? ".*" : call.argument(0);
        Pattern pattern = pattern(text);
        call.announce("Listing plugins with pattern \"" + text + "\" ...");
        boolean onlyEnabled = call.has(ENABLED) || call.has(IMPLICITLY);
        List<Node.Plugin> found = call.node().plugins().stream()
                .filter(plugin -> pattern.matcher(plugin.name()).find())
                .filter(plugin -> plugin.enabled() || !onlyEnabled)
                .toList();
        if (call.has(MINIMAL)) {
            call.say(found.stream().map(Node.Plugin::name).collect(Collectors.joining("\n")));
            return;
        }
        String version = Checked.management(call).rabbitVersion();
        int width =
                found.stream().mapToInt(plugin -> plugin.name().length()).max().orElse(0);
        call.announce(" Configured: E = explicitly enabled; e = implicitly enabled\n | Status: * = running on "
                + call.node().name() + "\n |/");
        call.say(
                found.stream()
                        .map(plugin -> (plugin.enabled() ? "[E*] " : "[  ] ")
                                + plugin.name()
                                + " ".repeat(width - plugin.name().length() + 1)
                                + version)
                        .collect(Collectors.joining("\n")),
                Map.of("format", "normal", "plugins", objects(found, version)));
    }

    private static Pattern pattern(String text) throws Refusal {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw Refusal.error(Status.DATA, "\"" + text + "\" is no regular expression");
        }
    }

    private static List<Map<String, Object>> objects(List<Node.Plugin> plugins, String version) {
        return plugins.stream()
                .map(plugin -> {
                    Map<String, Object> object = new LinkedHashMap<>();
                    object.put("name", plugin.name());
                    object.put("enabled", plugin.enabled() ? "enabled" : "not_enabled");
                    object.put("running", plugin.enabled());
                    object.put("version", version);
                    object.put("running_version", plugin.enabled() ? version : "");
                    return object;
                })
                .toList();
    }

    private static void enable(Call call) throws Refusal, IOException {
        call.announce("Enabling plugins on node " + call.node().name() + ":\n" + String.join("\n", call.arguments(0)));
        for (Node.Plugin plugin : named(call)) {
            if (!plugin.enabled()) {
                throw Refusal.error(
                        Status.UNAVAILABLE,
                        plugin.name() + " is built in, and the configuration has it off: " + plugin.otherwise());
            }
        }
        call.say(
                "Built in and on: nothing changes.",
                Map.of("enabled", call.arguments(0), "started", List.of(), "mode", "online"));
    }

    /** Refuses names that are not built in. */
    private static List<Node.Plugin> named(Call call) throws Refusal {
        Map<String, Node.Plugin> known =
                call.node().plugins().stream().collect(Collectors.toMap(Node.Plugin::name, plugin -> plugin));
        List<String> unknown = call.arguments(0).stream()
                .filter(name -> !known.containsKey(name))
                .toList();
        if (!unknown.isEmpty()) {
            throw Refusal.error(
                    Status.USAGE,
                    "The following plugins are not built in: "
                            + Json.write(unknown).replace("\"", ""));
        }
        return call.arguments(0).stream().map(known::get).toList();
    }

    private static void disable(Call call) throws Refusal, IOException {
        call.announce("Disabling plugins on node " + call.node().name() + ":\n" + String.join("\n", call.arguments(0)));
        for (Node.Plugin plugin : named(call)) {
            if (plugin.enabled()) {
                throw Refusal.error(
                        Status.UNAVAILABLE, plugin.name() + " is built in and stays on: " + plugin.otherwise());
            }
        }
        call.say(
                "Off: nothing changes.", Map.of("disabled", call.arguments(0), "stopped", List.of(), "mode", "online"));
    }

    private static void isEnabled(Call call) throws Refusal, IOException {
        call.announce("Asking node " + call.node().name() + " if plugins " + String.join(", ", call.arguments(0))
                + " are enabled...");
        List<String> on = call.node().plugins().stream()
                .filter(Node.Plugin::enabled)
                .map(Node.Plugin::name)
                .toList();
        for (String name : call.arguments(0)) {
            if (!on.contains(name)) {
                throw Refusal.error(
                        Status.UNAVAILABLE,
                        "Plugin " + name + " is not enabled on node "
                                + call.node().name() + ". Enabled plugins and dependencies: " + String.join(", ", on));
            }
        }
        call.say(
                call.arguments(0).size() == 1
                        ? "Plugin " + call.argument(0) + " is enabled on node "
                                + call.node().name()
                        : "Plugins " + String.join(", ", call.arguments(0)) + " are enabled on node "
                                + call.node().name());
    }
}
