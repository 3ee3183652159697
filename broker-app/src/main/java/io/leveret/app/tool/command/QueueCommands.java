package io.leveret.app.tool.command;

import io.leveret.app.tool.Arguments;
import io.leveret.app.tool.Call;
import io.leveret.app.tool.Columns;
import io.leveret.app.tool.Command;
import io.leveret.app.tool.Command.Group;
import io.leveret.app.tool.Command.Option;
import io.leveret.app.tool.Json;
import io.leveret.app.tool.Node;
import io.leveret.app.tool.Refusal;
import io.leveret.app.tool.Status;
import io.leveret.app.tool.Tool.Scope;
import io.leveret.broker.ConsumerInfo;
import io.leveret.broker.Management;
import io.leveret.broker.QueueInfo;
import io.leveret.broker.QueueSelection;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Queues and their consumers. */
final class QueueCommands {

    /** Queues that are asked about together: a long list takes no more memory than that. */
    private static final int PORTION = 1_000;

    private static final String OFFLINE = "--offline";
    private static final String IF_EMPTY = "--if-empty";
    private static final String IF_UNUSED = "--if-unused";
    private static final String QUORUM = "quorum";

    private static final Columns<Found> QUEUES = queueColumns();

    private static final Columns<ConsumerInfo> CONSUMERS = Columns.<ConsumerInfo>of(
                    "queue_name",
                    "channel_pid",
                    "consumer_tag",
                    "ack_required",
                    "prefetch_count",
                    "active",
                    "arguments")
            .with("queue_name", ConsumerInfo::queue)
            .with("channel_pid", ConsumerInfo::channelName)
            .with("consumer_tag", ConsumerInfo::tag)
            .with("ack_required", consumer -> !consumer.noAck())
            .with("prefetch_count", ConsumerInfo::prefetch)
            .with("active", ConsumerInfo::active)
            .with(
                    "activity_status",
                    consumer -> consumer.active() ? (consumer.alone() ? "single_active" : "up") : "waiting")
            .with("arguments", consumer -> new Arguments(consumer.arguments()));

    static final List<Command> ALL = List.of(
            Command.of(
                            Scope.CTL,
                            Group.OBSERVABILITY,
                            "list_queues",
                            "Lists queues and their properties",
                            QueueCommands::list)
                    .withColumns(QUEUES.names())
                    .with(
                            Option.flag("accepted: every queue is", "--online"),
                            Option.flag("none is", OFFLINE),
                            Option.flag("accepted: every queue is", "--local"))
                    .alsoIn(Scope.DIAGNOSTICS),
            Command.of(
                            Scope.CTL,
                            Group.OBSERVABILITY,
                            "list_consumers",
                            "Lists consumers of a virtual host",
                            QueueCommands::listConsumers)
                    .withColumns(CONSUMERS.names())
                    .alsoIn(Scope.DIAGNOSTICS),
            Command.of(
                            Scope.CTL,
                            Group.QUEUES,
                            "purge_queue",
                            "Takes all ready messages out of a queue",
                            QueueCommands::purge)
                    .with("<queue>", 1, 1),
            Command.of(Scope.CTL, Group.QUEUES, "delete_queue", "Deletes a queue", QueueCommands::delete)
                    .with("<queue>", 1, 1)
                    .with(
                            Option.flag("only if it is empty", "-e", IF_EMPTY),
                            Option.flag("only if it has no consumers", "-u", IF_UNUSED)));

    /**
     * A queue, and where.
     *
     * @param node its name
     */
    private record Found(QueueInfo queue, String node) {

        boolean isQuorum() {
            return queue.type().equals(QUORUM);
        }

        @Nullable
        List<String> members() {
            return isQuorum() ? List.of(node) : null;
        }

        String policyDefinition() {
            return Json.write(queue.policyDefinition());
        }
    }

    private QueueCommands() {}

    private static Columns<Found> queueColumns() {
        return Columns.<Found>of("name", "messages")
                .with("name", found -> found.queue().name())
                .with("durable", found -> found.queue().durable())
                .with("auto_delete", found -> found.queue().autoDelete())
                .with("exclusive", found -> found.queue().exclusive())
                .with("arguments", found -> new Arguments(found.queue().arguments()))
                .with("policy", found -> found.queue().policy())
                .with("operator_policy", found -> found.queue().operatorPolicy())
                .with("effective_policy_definition", Found::policyDefinition)
                .with("type", found -> found.queue().type())
                .with("state", found -> found.queue().state())
                .with("messages", found -> found.queue().ready() + found.queue().unacked())
                .with("messages_ready", found -> found.queue().ready())
                .with("messages_unacknowledged", found -> found.queue().unacked())
                .with(
                        "messages_ram",
                        found -> found.queue().figures().readyInMemory()
                                + found.queue().figures().unackedInMemory())
                .with("messages_ready_ram", found -> found.queue().figures().readyInMemory())
                .with(
                        "messages_unacknowledged_ram",
                        found -> found.queue().figures().unackedInMemory())
                .with("messages_paged_out", found -> found.queue().figures().pagedOut())
                .with("messages_persistent", found -> found.queue().figures().persistent())
                .with(
                        "message_bytes",
                        found -> found.queue().figures().readyBytes()
                                + found.queue().figures().unackedBytes())
                .with("message_bytes_ready", found -> found.queue().figures().readyBytes())
                .with(
                        "message_bytes_unacknowledged",
                        found -> found.queue().figures().unackedBytes())
                .with(
                        "message_bytes_persistent",
                        found -> found.queue().figures().persistentBytes())
                .with("head_message_timestamp", found -> found.queue().figures().headTimestamp())
                .with("memory", found -> found.queue().figures().memoryBytes())
                .with("consumers", found -> found.queue().consumers())
                .with("exclusive_consumer_tag", found -> found.queue().exclusiveConsumerTag())
                .with("single_active_consumer_tag", found -> found.queue().singleActiveConsumerTag())
                .with("owner_pid", found -> found.queue().owner())
                .with("leader", found -> found.isQuorum() ? found.node() : null)
                .with("members", Found::members)
                .with("online", Found::members)
                .withEmpty(
                        "pid",
                        "exclusive_consumer_pid",
                        "single_active_consumer_pid",
                        "consumer_utilisation",
                        "consumer_capacity",
                        "disk_reads",
                        "disk_writes",
                        "message_bytes_ram",
                        "slave_pids",
                        "synchronised_slave_pids");
    }

    private static void list(Call call) throws Refusal, IOException {
        call.announce("Listing queues for vhost " + call.vhost() + " ...");
        QueueSelection queues = Checked.management(call).queues(call.vhost()::equals);
        String node = call.node().name();
        Columns.Writer<Found> writer = QUEUES.begin(call);
        int size = call.has(OFFLINE) ? 0 : queues.size();
        for (int from = 0; from < size; from += PORTION) {
            int[] some = IntStream.range(from, Math.min(from + PORTION, size)).toArray();
            for (QueueInfo queue : call.await(queues.infos(some))) {
                // Null is one that is gone meanwhile.
                if (queue != null) {
                    writer.add(new Found(queue, node));
                }
            }
        }
        writer.end();
    }

    private static void listConsumers(Call call) throws Refusal, IOException {
        call.announce("Listing consumers in vhost " + call.vhost() + " ...");
        CONSUMERS.write(
                call,
                call.await(Checked.management(call).queues(call.vhost()::equals).consumers()));
    }

    private static void purge(Call call) throws Refusal, IOException {
        String name = call.argument(0);
        call.announce("Purging queue '" + name + "' in vhost '" + call.vhost() + "' ...");
        Management management = Checked.management(call);
        if (!management.objects().hasQueue(call.vhost(), name)) {
            throw Refusal.error(Status.UNAVAILABLE, "not_found");
        }
        call.await(management.objects().purgeQueue(Node.OPERATOR, call.vhost(), name));
        call.done();
    }

    private static void delete(Call call) throws Refusal, IOException {
        String name = call.argument(0);
        boolean ifEmpty = call.has(IF_EMPTY);
        boolean ifUnused = call.has(IF_UNUSED);
        call.announce("Deleting queue '" + name + "' on vhost '" + call.vhost() + "'" + condition(ifEmpty, ifUnused)
                + " ...");
        Management management = Checked.management(call);
        if (!management.objects().hasQueue(call.vhost(), name)) {
            throw Refusal.error(Status.USAGE, "Queue not found");
        }
        long messages =
                call.await(management.objects().deleteQueue(Node.OPERATOR, call.vhost(), name, ifUnused, ifEmpty));
        call.say("Queue was successfully deleted with " + messages + " ready messages");
    }

    private static String condition(boolean ifEmpty, boolean ifUnused) {
        return (ifEmpty ? " if queue is empty" : "")
                + (ifUnused ? (ifEmpty ? " and" : "") + " if queue is unused" : "");
    }
}
