package io.leveret.app.tool.command;

import io.leveret.app.tool.Call;
import io.leveret.app.tool.Command;
import io.leveret.app.tool.Command.Group;
import io.leveret.app.tool.Refusal;
import io.leveret.app.tool.Rows;
import io.leveret.app.tool.Status;
import io.leveret.app.tool.Tool.Scope;
import io.leveret.broker.LoginAnswer;
import io.leveret.broker.UserInfo;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/** Users and their passwords. */
final class UserCommands {

    static final List<Command> ALL = List.of(
            of("add_user", "Creates a new user, who may enter no virtual host yet", UserCommands::add)
                    .with("<username> [<password>]", 1, 2),
            of("authenticate_user", "Attempts to authenticate a user", UserCommands::authenticate)
                    .with("<username> [<password>]", 1, 2),
            of("change_password", "Changes the password of a user", UserCommands::changePassword)
                    .with("<username> [<password>]", 1, 2),
            of("clear_password", "Lets no password open the door to a user any more", UserCommands::clearPassword)
                    .with("<username>", 1, 1),
            of("delete_user", "Removes a user, and closes the user's connections", UserCommands::delete)
                    .with("<username>", 1, 1),
            of("hash_password", "Hashes a password, as definitions have it", UserCommands::hash)
                    .with("[<password>]", 0, 1),
            of("set_user_tags", "Sets the tags of a user", UserCommands::setTags)
                    .with("<username> [<tag> ...]", 1, Integer.MAX_VALUE),
            of("list_users", "Lists users and their tags", UserCommands::list).alsoIn(Scope.DIAGNOSTICS));

    /**
     * Where such a login comes from: this machine, and an address that nobody else has, so that a typing error here makes no
     * client wait.
     */
    private static final byte[] HERE = {127, (byte) 255, (byte) 255, (byte) 254};

    private UserCommands() {}

    private static Command of(String name, String description, Command.Action action) {
        return Command.of(Scope.CTL, Group.USERS, name, description, action);
    }

    private static void add(Call call) throws Refusal, IOException {
        String name = call.argument(0);
        call.announce("Adding user \"" + name + "\" ...");
        if (Checked.access(call).user(name).isPresent()) {
            throw Refusal.error(Status.SOFTWARE, "User \"" + name + "\" already exists");
        }
        String password = call.secret(1, "Password: ");
        call.await(Checked.access(call).setUser(name, List.of(), password));
        call.announce("Done. Don't forget to grant the user permissions to some virtual hosts! See 'rabbitmqctl help"
                + " set_permissions' to learn more.");
        call.done();
    }

    private static void authenticate(Call call) throws Refusal, IOException {
        String name = call.argument(0);
        call.announce("Authenticating user \"" + name + "\" ...");
        LoginAnswer.Outcome outcome = Checked.management(call)
                .login(name, call.secret(1, "Password: "), InetAddress.getByAddress(HERE))
                .outcome();
        if (outcome != LoginAnswer.Outcome.ACCEPTED) {
            throw Refusal.error(
                    Status.DATA,
                    "Error: failed to authenticate user \"" + name + "\"\n"
                            + (outcome == LoginAnswer.Outcome.TOO_MANY_FAILURES
                                    ? "too many attempts have just failed"
                                    : "user '" + name + "' - invalid credentials"));
        }
        call.say("Success");
    }

    private static void changePassword(Call call) throws Refusal, IOException {
        String name = call.argument(0);
        call.announce("Changing password for user \"" + name + "\" ...");
        UserInfo user = Checked.user(call, name);
        call.await(Checked.access(call).setUser(name, user.tags(), call.secret(1, "Password: ")));
        call.done();
    }

    private static void clearPassword(Call call) throws Refusal, IOException {
        String name = call.argument(0);
        call.announce("Clearing password for user \"" + name + "\" ...");
        UserInfo user = Checked.user(call, name);
        call.await(Checked.access(call).setUser(name, user.tags(), null));
        call.done();
    }

    private static void delete(Call call) throws Refusal, IOException {
        String name = call.argument(0);
        call.announce("Deleting user \"" + name + "\" ...");
        Checked.user(call, name);
        call.await(Checked.access(call).deleteUser(name));
        call.done();
    }

    private static void hash(Call call) throws Refusal, IOException {
        call.announce("Will hash password");
        call.value(call.await(Checked.access(call).hash(call.secret(0, "Password: "))));
    }

    private static void setTags(Call call) throws Refusal, IOException {
        String name = call.argument(0);
        List<String> tags = call.arguments(1);
        call.announce("Setting tags for user \"" + name + "\" to " + tags + " ...");
        UserInfo user = Checked.user(call, name);
        call.await(
                user.passwordHash().isEmpty()
                        ? Checked.access(call).setUser(name, tags, null)
                        : Checked.access(call).setUser(name, tags, user.passwordHash(), user.hashingAlgorithm()));
        call.done();
    }

    private static void list(Call call) throws IOException {
        call.announce("Listing users ...");
        Rows rows = call.rows(List.of("user", "tags"));
        for (UserInfo user : Checked.access(call).users()) {
            rows.add(user.name(), user.tags());
        }
        rows.end();
    }
}
