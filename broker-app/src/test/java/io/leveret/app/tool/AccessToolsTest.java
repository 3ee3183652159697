package io.leveret.app.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.app.tool.Tools.Answer;
import io.leveret.broker.BrokerStartException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users, their passwords, permissions and limits, and virtual hosts. */
class AccessToolsTest {

    @TempDir
    Path directory;

    private Tools tools;

    @BeforeEach
    void start() throws BrokerStartException {
        tools = Tools.start(directory);
    }

    @AfterEach
    void stop() {
        tools.close();
    }

    private void assertRefused(Answer answer, int status, String text) {
        assertThat(answer.err()).isEqualTo(text);
        assertThat(answer.status()).isEqualTo(status);
    }

    private List<String> quietly(String... words) {
        Answer answer = tools.ctl(words);
        assertThat(answer.err()).isEmpty();
        assertThat(answer.status()).isZero();
        return answer.out();
    }

    @Test
    void addsAUserAndSaysWhatIsLeftToDo() {
        Answer added = tools.ctl("add_user", "ann", "secret");
        assertThat(added.status()).isZero();
        assertThat(added.out())
                .containsExactly(
                        "Adding user \"ann\" ...",
                        "Done. Don't forget to grant the user permissions to some virtual hosts! See 'rabbitmqctl help"
                                + " set_permissions' to learn more.");
        assertThat(quietly("-q", "list_users")).containsExactly("user\ttags", "ann\t[]", "guest\t[administrator]");
        assertRefused(tools.ctl("add_user", "ann", "x"), 70, "Error:\nUser \"ann\" already exists");
    }

    @Test
    void asksForAPasswordThatIsNotThere() {
        assertThat(tools.run("rabbitmqctl", "typed", "add_user", "ann").status())
                .isZero();
        assertThat(tools.ctl("authenticate_user", "ann", "typed").out()).contains("Success");
    }

    @Test
    void takesPasswordsAsTheyAre() {
        for (String password : List.of("@file", "\"quoted\"", "a b\nc", "${x}", "")) {
            quietly("-q", "change_password", "guest", password);
            boolean opens = !password.isEmpty();
            assertThat(tools.ctl("authenticate_user", "guest", password).status())
                    .as("%s", password)
                    .isEqualTo(opens ? 0 : 65);
        }
        quietly("-q", "change_password", "guest", "--", "-dash");
        assertThat(tools.ctl("authenticate_user", "guest", "--", "-dash").status())
                .isZero();
    }

    @Test
    void saysWhyAUserIsNotAuthenticated() {
        assertRefused(
                tools.ctl("authenticate_user", "guest", "wrong"),
                65,
                "Error:\nError: failed to authenticate user \"guest\"\nuser 'guest' - invalid credentials");
        quietly("-q", "clear_password", "guest");
        assertThat(tools.ctl("authenticate_user", "guest", "guest").status()).isEqualTo(65);
    }

    @Test
    void tagsKeepThePasswordAndAPasswordKeepsTheTags() {
        quietly("-q", "set_user_tags", "guest", "monitoring", "policymaker");
        assertThat(tools.ctl("authenticate_user", "guest", "guest").status()).isZero();
        quietly("-q", "change_password", "guest", "other");
        assertThat(quietly("-s", "list_users")).containsExactly("guest\t[monitoring, policymaker]");
    }

    @Test
    void aUserWhoIsNotThereIsStatus67() {
        for (String command : List.of("change_password", "set_user_tags")) {
            assertRefused(tools.ctl(command, "no", "x"), 67, "Error:\nUser \"no\" does not exist");
        }
        assertThat(tools.ctl("delete_user", "no").status()).isEqualTo(67);
        assertThat(tools.ctl("set_permissions", "no", "", "", "").status()).isEqualTo(67);
    }

    @Test
    void hashesAPasswordThatDefinitionsCanHave() {
        assertThat(quietly("-q", "hash_password", "secret"))
                .singleElement()
                .asString()
                .hasSize(48);
    }

    @Test
    void setsListsAndClearsPermissions() {
        quietly("-q", "add_user", "ann", "x");
        quietly("-q", "set_permissions", "ann", ".*", "^w", "");
        assertThat(quietly("list_permissions"))
                .containsExactly(
                        "Listing permissions for vhost \"/\" ...",
                        "user\tconfigure\twrite\tread",
                        "ann\t.*\t^w\t",
                        "guest\t.*\t.*\t.*");
        assertThat(quietly("-s", "list_user_permissions", "ann")).containsExactly("/\t.*\t^w\t");
        quietly("-q", "clear_permissions", "ann");
        assertThat(quietly("-q", "list_user_permissions", "ann")).isEmpty();
    }

    @Test
    void refusesPermissionsThatAreNone() {
        assertThat(tools.ctl("set_permissions", "guest", "(", "", "").err()).contains("regular expression '('");
        assertRefused(
                tools.ctl("set_permissions", "-p", "no", "guest", "", "", ""),
                69,
                "Error:\nVirtual host no does not exist");
        assertRefused(tools.ctl("list_permissions", "-p", "no"), 65, "Virtual host 'no' does not exist");
    }

    @Test
    void setsListsAndClearsTopicPermissions() {
        quietly("-q", "set_topic_permissions", "guest", "amq.topic", "^a", "^b");
        assertThat(quietly("-s", "list_topic_permissions")).containsExactly("guest\tamq.topic\t^a\t^b");
        assertThat(quietly("-s", "list_user_topic_permissions", "guest")).containsExactly("/\tamq.topic\t^a\t^b");
        quietly("-q", "clear_topic_permissions", "guest", "amq.topic");
        assertThat(quietly("-s", "list_topic_permissions")).isEmpty();
    }

    @Test
    void limitsUsers() {
        quietly("-q", "set_user_limits", "guest", "{\"max-connections\": 5, \"max-channels\": 3}");
        assertThat(quietly("-q", "list_user_limits", "--user", "guest"))
                .containsExactly("{\"max-channels\":3,\"max-connections\":5}");
        quietly("-q", "clear_user_limits", "guest", "max-channels");
        assertThat(quietly("-s", "list_user_limits", "--global")).containsExactly("guest\t{\"max-connections\":5}");
        quietly("-q", "clear_user_limits", "guest", "all");
        assertThat(quietly("-s", "list_user_limits")).isEmpty();
        assertThat(tools.ctl("set_user_limits", "guest", "{\"x\": 1}").err()).contains("Unrecognised terms");
        assertThat(tools.ctl("set_user_limits", "guest", "[]").status()).isEqualTo(69);
        assertThat(tools.ctl("set_user_limits", "guest", "{").err()).contains("JSON decoding error");
    }

    @Test
    void addsListsAndDeletesVirtualHosts() {
        quietly("-q", "add_vhost", "v", "--description", "mine", "--tags", "a, b", "--default-queue-type", "quorum");
        // As with RabbitMQ this changes nothing.
        quietly("-q", "add_vhost", "v");
        assertThat(quietly("-s", "list_vhosts", "name", "description", "tags", "default_queue_type", "tracing"))
                .containsExactly("/\tDefault virtual host\t[]\tundefined\tfalse", "v\tmine\t[a, b]\tquorum\tfalse");
        quietly("-q", "update_vhost_metadata", "v", "--description", "yours");
        assertThat(quietly("-s", "list_vhosts", "description", "tags")).contains("yours\t[a, b]");
        quietly("-q", "delete_vhost", "v");
        assertRefused(tools.ctl("delete_vhost", "v"), 65, "Virtual host 'v' does not exist");
    }

    @Test
    void limitsVirtualHosts() {
        quietly("-q", "set_vhost_limits", "{\"max-queues\": 1}");
        assertThat(quietly("-q", "list_vhost_limits")).containsExactly("{\"max-queues\":1}");
        assertThat(quietly("-s", "list_vhost_limits", "--global")).containsExactly("/\t{\"max-queues\":1}");
        quietly("-q", "clear_vhost_limits");
        assertRefused(tools.ctl("clear_vhost_limits"), 69, "Error:\nParameter does not exist");
    }

    @Test
    void tracesAVirtualHost() {
        assertThat(quietly("-q", "trace_on")).containsExactly("Trace enabled for vhost /");
        assertThat(quietly("-s", "list_vhosts", "tracing")).containsExactly("true");
        assertThat(quietly("-q", "trace_off")).containsExactly("Trace disabled for vhost /");
        assertThat(tools.ctl("trace_on", "-p", "no").status()).isEqualTo(65);
    }

    @Test
    void nobodyNeedsPermissionsToPurgeAndDelete() {
        tools.guest().declareQueue("q", true, false, Map.of()).join();
        quietly("-q", "clear_permissions", "guest");
        quietly("-q", "purge_queue", "q");
        assertThat(quietly("-q", "delete_queue", "q"))
                .containsExactly("Queue was successfully deleted with 0 ready messages");
    }
}
