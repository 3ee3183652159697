package io.leveret.app.tool.command;

import io.leveret.app.tool.Call;
import io.leveret.app.tool.Columns;
import io.leveret.app.tool.Command;
import io.leveret.app.tool.Command.Group;
import io.leveret.app.tool.Command.Option;
import io.leveret.app.tool.Refusal;
import io.leveret.app.tool.Status;
import io.leveret.app.tool.Tool.Scope;
import io.leveret.broker.VirtualHostInfo;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Virtual hosts. */
final class VirtualHostCommands {

    private static final String DESCRIPTION = "--description";
    private static final String TAGS = "--tags";
    private static final String DEFAULT_QUEUE_TYPE = "--default-queue-type";

    private static final Columns<VirtualHostInfo> COLUMNS = Columns.<VirtualHostInfo>of("name")
            .with("name", VirtualHostInfo::name)
            .with("tracing", VirtualHostInfo::traced)
            .with("description", VirtualHostInfo::description)
            .with("tags", VirtualHostInfo::tags)
            .with("default_queue_type", host -> host.defaultQueueType() == null ? "undefined" : host.defaultQueueType())
            .with("cluster_state", host -> "running");

    static final List<Command> ALL = List.of(
            of("add_vhost", "Creates a virtual host", VirtualHostCommands::add)
                    .with("<vhost>", 1, 1)
                    .with(
                            Option.of(DESCRIPTION, "text", "what it is for"),
                            Option.of(TAGS, "tag,...", "its tags"),
                            Option.of(DEFAULT_QUEUE_TYPE, "type", "of durable queues that name none")),
            of("update_vhost_metadata", "Changes description, tags and default queue type", VirtualHostCommands::update)
                    .with("<vhost>", 1, 1)
                    .with(
                            Option.of(DESCRIPTION, "text", "what it is for"),
                            Option.of(TAGS, "tag,...", "its tags"),
                            Option.of(DEFAULT_QUEUE_TYPE, "type", "of durable queues that name none")),
            of("delete_vhost", "Deletes a virtual host with all that is in it", VirtualHostCommands::delete)
                    .with("<vhost>", 1, 1),
            of("list_vhosts", "Lists virtual hosts", VirtualHostCommands::list)
                    .withColumns(COLUMNS.names())
                    .alsoIn(Scope.DIAGNOSTICS),
            of("trace_on", "Copies what clients publish and get to amq.rabbitmq.trace", call -> trace(call, true)),
            of("trace_off", "Ends that", call -> trace(call, false)));

    private VirtualHostCommands() {}

    private static Command of(String name, String description, Command.Action action) {
        return Command.of(Scope.CTL, Group.VIRTUAL_HOSTS, name, description, action);
    }

    private static void add(Call call) throws Refusal, IOException {
        String name = call.argument(0);
        call.announce("Adding vhost \"" + name + "\" ...");
        Optional<VirtualHostInfo> known = Checked.access(call).virtualHost(name);
        // As with RabbitMQ, one that is there is left alone.
        if (known.isEmpty()) {
            Optional<String> refused = Checked.access(call).refusalOfVirtualHost(name);
            if (refused.isPresent()) {
                throw Refusal.error(Status.UNAVAILABLE, refused.get());
            }
            put(call, name, "", List.of(), null);
        }
        call.done();
    }

    private static void update(Call call) throws Refusal, IOException {
        String name = call.argument(0);
        call.announce("Updating metadata of vhost \"" + name + "\" ...");
        VirtualHostInfo known = Checked.access(call).virtualHost(name).orElseThrow(() -> Checked.noVhost(name));
        put(call, name, known.description(), known.tags(), known.defaultQueueType());
        call.done();
    }

    private static void put(
            Call call, String name, String description, List<String> tags, @Nullable String defaultQueueType)
            throws Refusal {
        String type = call.option(DEFAULT_QUEUE_TYPE, defaultQueueType == null ? "" : defaultQueueType);
        call.await(Checked.access(call)
                .setVirtualHost(
                        name,
                        call.option(DESCRIPTION, description),
                        call.has(TAGS) ? tags(call.option(TAGS, "")) : tags,
                        type.isEmpty() ? null : type,
                        null));
    }

    private static List<String> tags(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .toList();
    }

    private static void delete(Call call) throws Refusal, IOException {
        String name = call.argument(0);
        call.announce("Deleting vhost \"" + name + "\" ...");
        if (!call.await(Checked.access(call).deleteVirtualHost(name))) {
            throw Checked.noVhost(name);
        }
        call.done();
    }

    private static void list(Call call) throws IOException {
        call.announce("Listing vhosts ...");
        COLUMNS.write(call, Checked.access(call).virtualHosts());
    }

    private static void trace(Call call, boolean on) throws Refusal, IOException {
        call.announce((on ? "Starting" : "Stopping") + " tracing for vhost \"" + call.vhost() + "\" ...");
        if (!Checked.access(call).traceVirtualHost(call.vhost(), on)) {
            throw Checked.noVhost(call.vhost());
        }
        call.say("Trace " + (on ? "enabled" : "disabled") + " for vhost " + call.vhost(), Map.of("result", "ok"));
    }
}
