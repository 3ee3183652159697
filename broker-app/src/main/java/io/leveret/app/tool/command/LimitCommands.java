package io.leveret.app.tool.command;

import io.leveret.app.tool.Call;
import io.leveret.app.tool.Command;
import io.leveret.app.tool.Command.Group;
import io.leveret.app.tool.Command.Option;
import io.leveret.app.tool.Json;
import io.leveret.app.tool.Node;
import io.leveret.app.tool.Refusal;
import io.leveret.app.tool.Rows;
import io.leveret.app.tool.Tool.Scope;
import io.leveret.broker.UserInfo;
import io.leveret.broker.VirtualHostInfo;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Limits of users and of virtual hosts. */
final class LimitCommands {

    private static final String GLOBAL = "--global";
    private static final String USER = "--user";
    private static final String EVERY_LIMIT = "all";
    private static final String COMPONENT = "vhost-limits";
    private static final String LIMITS = "limits";

    static final List<Command> ALL = List.of(
            of(Group.USERS, "set_user_limits", "Sets limits of a user", LimitCommands::setOfUser)
                    .with("<username> <definition>", 2, 2),
            of(Group.USERS, "clear_user_limits", "Ends a limit of a user, or all", LimitCommands::clearOfUser)
                    .with("<username> <limit>|all", 2, 2),
            of(Group.USERS, "list_user_limits", "Lists limits of users", LimitCommands::listOfUsers)
                    .with(Option.of(USER, "username", "those of one user"), Option.flag("of all users", GLOBAL))
                    .alsoIn(Scope.DIAGNOSTICS),
            of(Group.VIRTUAL_HOSTS, "set_vhost_limits", "Sets limits of a virtual host", LimitCommands::setOfVhost)
                    .with("<definition>", 1, 1),
            of(Group.VIRTUAL_HOSTS, "clear_vhost_limits", "Ends limits of a virtual host", LimitCommands::clearOfVhost),
            of(Group.VIRTUAL_HOSTS, "list_vhost_limits", "Lists limits of virtual hosts", LimitCommands::listOfVhosts)
                    .with(Option.flag("of all virtual hosts", GLOBAL))
                    .alsoIn(Scope.DIAGNOSTICS));

    private LimitCommands() {}

    private static Command of(Group group, String name, String description, Command.Action action) {
        return Command.of(Scope.CTL, group, name, description, action);
    }

    private static void setOfUser(Call call) throws Refusal, IOException {
        String user = call.argument(0);
        call.announce("Setting user limits to \"" + call.argument(1) + "\" for user \"" + user + "\" ...");
        Checked.user(call, user);
        Map<String, @Nullable Object> limits = Checked.object(call.argument(1));
        for (Map.Entry<String, @Nullable Object> limit : limits.entrySet()) {
            call.await(Checked.access(call).limitUser(user, limit.getKey(), limit.getValue()));
        }
        call.done();
    }

    private static void clearOfUser(Call call) throws Refusal, IOException {
        String user = call.argument(0);
        String limit = call.argument(1);
        boolean all = limit.equals(EVERY_LIMIT);
        call.announce(
                "Clearing " + (all ? "all limits" : "\"" + limit + "\" limit") + " for user \"" + user + "\" ...");
        UserInfo known = Checked.user(call, user);
        for (String each : known.limits().keySet()) {
            if (all || each.equals(limit)) {
                call.await(Checked.access(call).unlimitUser(user, each));
            }
        }
        call.done();
    }

    private static void listOfUsers(Call call) throws Refusal, IOException {
        if (call.has(USER)) {
            String user = call.option(USER, "");
            call.announce("Listing limits for user \"" + user + "\" ...");
            call.value(Json.write(new TreeMap<>(Checked.user(call, user).limits())));
            return;
        }
        call.announce("Listing limits for all users ...");
        Rows rows = call.rows(List.of("user", LIMITS));
        for (UserInfo user : Checked.access(call).users()) {
            if (!user.limits().isEmpty()) {
                rows.add(user.name(), Json.write(new TreeMap<>(user.limits())));
            }
        }
        rows.end();
    }

    private static void setOfVhost(Call call) throws Refusal, IOException {
        String vhost = call.vhost();
        call.announce("Setting vhost limits to \"" + call.argument(0) + "\" for vhost \"" + vhost + "\" ...");
        Checked.vhost(call);
        call.await(Checked.management(call)
                .parameters()
                .set(Node.OPERATOR, COMPONENT, vhost, LIMITS, Json.read(call.argument(0))));
        call.done();
    }

    private static void clearOfVhost(Call call) throws Refusal, IOException {
        call.announce("Clearing vhost \"" + call.vhost() + "\" limits ...");
        Checked.parameter(call.await(
                Checked.management(call).parameters().delete(Node.OPERATOR, COMPONENT, call.vhost(), LIMITS)));
        call.done();
    }

    private static void listOfVhosts(Call call) throws Refusal, IOException {
        if (!call.has(GLOBAL)) {
            call.announce("Listing limits for vhost \"" + call.vhost() + "\" ...");
            VirtualHostInfo host =
                    Checked.access(call).virtualHost(call.vhost()).orElseThrow(() -> Checked.noVhost(call.vhost()));
            call.value(host.limits().isEmpty() ? "" : Json.write(new TreeMap<>(host.limits())));
            return;
        }
        call.announce("Listing limits for all vhosts ...");
        Rows rows = call.rows(List.of("vhost", LIMITS));
        for (VirtualHostInfo host : Checked.access(call).virtualHosts()) {
            if (!host.limits().isEmpty()) {
                rows.add(host.name(), Json.write(new TreeMap<>(host.limits())));
            }
        }
        rows.end();
    }
}
