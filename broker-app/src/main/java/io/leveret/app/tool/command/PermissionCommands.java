package io.leveret.app.tool.command;

import io.leveret.app.tool.Call;
import io.leveret.app.tool.Command;
import io.leveret.app.tool.Command.Group;
import io.leveret.app.tool.Refusal;
import io.leveret.app.tool.Rows;
import io.leveret.app.tool.Status;
import io.leveret.app.tool.Tool.Scope;
import io.leveret.broker.PermissionsInfo;
import io.leveret.broker.TopicPermissionsInfo;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.PatternSyntaxException;

/** What users may do in virtual hosts. */
final class PermissionCommands {

    static final List<Command> ALL = List.of(
            of("set_permissions", "Sets what a user may do in a virtual host", PermissionCommands::set)
                    .with("<username> <conf> <write> <read>", 4, 4),
            of("clear_permissions", "Takes all permissions from a user in a virtual host", PermissionCommands::clear)
                    .with("<username>", 1, 1),
            of("list_permissions", "Lists permissions in a virtual host", PermissionCommands::list)
                    .alsoIn(Scope.DIAGNOSTICS),
            of("list_user_permissions", "Lists permissions of a user", PermissionCommands::listOfUser)
                    .with("<username>", 1, 1)
                    .alsoIn(Scope.DIAGNOSTICS),
            of("set_topic_permissions", "Limits a user to some routing keys", PermissionCommands::setTopic)
                    .with("<username> <exchange> <write> <read>", 4, 4),
            of("clear_topic_permissions", "Ends such limits of a user", PermissionCommands::clearTopic)
                    .with("<username> [<exchange>]", 1, 2),
            of("list_topic_permissions", "Lists topic permissions in a virtual host", PermissionCommands::listTopic)
                    .alsoIn(Scope.DIAGNOSTICS),
            of("list_user_topic_permissions", "Lists topic permissions of a user", PermissionCommands::listTopicOfUser)
                    .with("<username>", 1, 1)
                    .alsoIn(Scope.DIAGNOSTICS));

    private PermissionCommands() {}

    private static Command of(String name, String description, Command.Action action) {
        return Command.of(Scope.CTL, Group.ACCESS, name, description, action);
    }

    private static void set(Call call) throws Refusal, IOException {
        String user = call.argument(0);
        call.announce("Setting permissions for user \"" + user + "\" in vhost \"" + call.vhost() + "\" ...");
        checkBoth(call, user);
        changed(
                call,
                () -> Checked.access(call)
                        .setPermissions(new PermissionsInfo(
                                user, call.vhost(), call.argument(1), call.argument(2), call.argument(3))));
    }

    private static void changed(Call call, Supplier<CompletableFuture<Optional<Boolean>>> change)
            throws Refusal, IOException {
        try {
            if (call.await(change.get()).isEmpty()) {
                throw Refusal.error(Status.UNAVAILABLE, "user or virtual host are gone");
            }
        } catch (PatternSyntaxException e) {
            throw Refusal.error(
                    Status.UNAVAILABLE, "invalid regular expression '" + e.getPattern() + "': " + e.getDescription());
        }
        call.done();
    }

    /** RabbitMQ's tools have other texts here than elsewhere. */
    private static void checkBoth(Call call, String user) throws Refusal {
        if (Checked.access(call).user(user).isEmpty()) {
            throw Refusal.error(Status.NO_USER, "User " + user + " does not exist");
        } else if (Checked.access(call).virtualHost(call.vhost()).isEmpty()) {
            throw Refusal.error(Status.UNAVAILABLE, "Virtual host " + call.vhost() + " does not exist");
        }
    }

    private static void clear(Call call) throws Refusal, IOException {
        String user = call.argument(0);
        call.announce("Clearing permissions for user \"" + user + "\" in vhost \"" + call.vhost() + "\" ...");
        checkBoth(call, user);
        call.await(Checked.access(call).deletePermissions(call.vhost(), user));
        call.done();
    }

    private static void list(Call call) throws Refusal, IOException {
        call.announce("Listing permissions for vhost \"" + call.vhost() + "\" ...");
        Checked.vhost(call);
        Rows rows = call.rows(List.of("user", "configure", "write", "read"));
        for (PermissionsInfo each : Checked.access(call).permissions()) {
            if (each.vhost().equals(call.vhost())) {
                rows.add(each.user(), each.configure(), each.write(), each.read());
            }
        }
        rows.end();
    }

    private static void listOfUser(Call call) throws Refusal, IOException {
        String user = call.argument(0);
        call.announce("Listing permissions for user \"" + user + "\" ...");
        Checked.user(call, user);
        Rows rows = call.rows(List.of("vhost", "configure", "write", "read"));
        for (PermissionsInfo each : Checked.access(call).permissions()) {
            if (each.user().equals(user)) {
                rows.add(each.vhost(), each.configure(), each.write(), each.read());
            }
        }
        rows.end();
    }

    private static void setTopic(Call call) throws Refusal, IOException {
        String user = call.argument(0);
        call.announce("Setting topic permissions on \"" + call.argument(1) + "\" for user \"" + user + "\" in vhost \""
                + call.vhost() + "\" ...");
        checkBoth(call, user);
        changed(
                call,
                () -> Checked.access(call)
                        .setTopicPermissions(new TopicPermissionsInfo(
                                user, call.vhost(), call.argument(1), call.argument(2), call.argument(3))));
    }

    private static void clearTopic(Call call) throws Refusal, IOException {
        String user = call.argument(0);
        boolean ofOne = !call.arguments(1).isEmpty();
        call.announce("Clearing topic permissions " + (ofOne ? "on \"" + call.argument(1) + "\" " : "") + "for user \""
                + user + "\" in vhost \"" + call.vhost() + "\" ...");
        checkBoth(call, user);
        call.await(Checked.access(call).deleteTopicPermissions(call.vhost(), user, ofOne ? call.argument(1) : null));
        call.done();
    }

    private static void listTopic(Call call) throws Refusal, IOException {
        call.announce("Listing topic permissions for vhost \"" + call.vhost() + "\" ...");
        Checked.vhost(call);
        Rows rows = call.rows(List.of("user", "exchange", "write", "read"));
        for (TopicPermissionsInfo each : Checked.access(call).topicPermissions()) {
            if (each.vhost().equals(call.vhost())) {
                rows.add(each.user(), each.exchange(), each.write(), each.read());
            }
        }
        rows.end();
    }

    private static void listTopicOfUser(Call call) throws Refusal, IOException {
        String user = call.argument(0);
        call.announce("Listing topic permissions for user \"" + user + "\" ...");
        Checked.user(call, user);
        Rows rows = call.rows(List.of("vhost", "exchange", "write", "read"));
        for (TopicPermissionsInfo each : Checked.access(call).topicPermissions()) {
            if (each.user().equals(user)) {
                rows.add(each.vhost(), each.exchange(), each.write(), each.read());
            }
        }
        rows.end();
    }
}
