package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Definitions over HTTP, out and in. All expected answers are those of RabbitMQ 3.10.8. */
class DefinitionsTest {

    private static final Admin.Answer DONE = new Admin.Answer(204, "");
    private static final String OF_QUEUE = ",\"durable\":true,\"auto_delete\":false,\"arguments\":{}";

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @RegisterExtension
    final Admin admin = new Admin();

    private String vhost;
    private String path;
    private Channel channel;

    @BeforeEach
    void makeVirtualHost() {
        vhost = admin.virtualHost();
        path = "definitions/" + vhost;
        channel = newChannel();
    }

    private Channel newChannel() {
        return AmqpClient.channel(amqp.newConnection(factory -> factory.setVirtualHost(vhost)));
    }

    /** Newer brokers say the type of each queue; what is left is the same. */
    private String exported() {
        Admin.Answer answer = admin.ask("GET", path, "");
        assertThat(answer.status()).isEqualTo(200);
        return answer.body().replaceAll("(\"name\":\"[^\"]*\",)\"type\":\"(classic|quorum)\",\"durable", "$1\"durable");
    }

    private Admin.Answer set(String definitions) {
        return admin.ask("POST", "definitions", definitions.replace("VHOST", vhost));
    }

    private Admin.Answer setHere(String definitions) {
        return admin.ask("POST", path, definitions);
    }

    private static Admin.Answer bad(String reason) {
        return new Admin.Answer(400, "{\"error\":\"bad_request\",\"reason\":" + reason + "}");
    }

    @Test
    @Spec(section = "3.6", row = "per vhost")
    void exportsWhatIsInAVirtualHost() throws IOException {
        channel.exchangeDeclare("x", "topic", true, false, Map.of("alternate-exchange", "y"));
        channel.queueDeclare("q", true, false, false, Map.of("x-message-ttl", 60_000, "x-expires", 70_000));
        channel.queueBind("q", "x", "k", Map.of("b", List.of("c", Map.of("d", true)), "a", 1));
        channel.exchangeDeclare("y", "fanout", false, true, Map.of());
        admin.set(
                "policies/" + vhost + "/p",
                "{\"pattern\":\"^a\",\"definition\":{\"max-length\":10},\"priority\":3,\"apply-to\":\"queues\"}");
        admin.set("vhost-limits/" + vhost + "/max-queues", "{\"value\":50}");
        assertThat(exported())
                .contains(
                        "\"queues\":[{\"name\":\"q\",\"durable\":true,\"auto_delete\":false,"
                                + "\"arguments\":{\"x-expires\":70000,\"x-message-ttl\":60000}}]",
                        "{\"name\":\"x\",\"type\":\"topic\",\"durable\":true,\"auto_delete\":false,\"internal\":false,"
                                + "\"arguments\":{\"alternate-exchange\":\"y\"}}",
                        "{\"name\":\"y\",\"type\":\"fanout\",\"durable\":false,\"auto_delete\":true,\"internal\":false,"
                                + "\"arguments\":{}}",
                        "\"bindings\":[{\"source\":\"x\",\"destination\":\"q\",\"destination_type\":\"queue\","
                                + "\"routing_key\":\"k\",\"arguments\":{\"a\":1,\"b\":[\"c\",{\"d\":true}]}}]",
                        "\"policies\":[{\"vhost\":\"" + vhost + "\",\"name\":\"p\",\"pattern\":\"^a\","
                                + "\"apply-to\":\"queues\",\"definition\":{\"max-length\":10},\"priority\":3}]",
                        "\"parameters\":[{\"value\":{\"max-queues\":50},\"vhost\":\"" + vhost
                                + "\",\"component\":\"vhost-limits\",\"name\":\"limits\"}]");
    }

    @Test
    @Spec(section = "3.6", row = "excluded")
    void leavesOutWhatCannotBeMadeAgain() throws IOException {
        channel.queueDeclare("mine", false, true, false, Map.of());
        channel.queueBind("mine", "amq.direct", "k");
        assertThat(exported()).contains("\"queues\":[]", "\"exchanges\":[]", "\"bindings\":[]");
    }

    @Test
    @Spec(section = "3.6", row = "operator policies are parameters")
    void exportsAndImportsOperatorPoliciesAsParameters() {
        String parameters = "\"parameters\":[{\"value\":{\"pattern\":\"a\",\"apply-to\":\"queues\","
                + "\"definition\":{\"max-length\":5},\"priority\":1},\"vhost\":\"" + vhost
                + "\",\"component\":\"operator_policy\",\"name\":\"o\"}]";
        assertThat(setHere("{" + parameters + "}")).isEqualTo(DONE);
        assertThat(admin.ask("GET", "operator-policies/" + vhost + "/o", "").body())
                .contains("\"max-length\":5");
        assertThat(exported()).contains("\"component\":\"operator_policy\",\"name\":\"o\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"foo\":1,\"bar\":[]}", "{\"queues\":[]}"})
    @Spec(section = "3.6", row = "unknown top-level keys ignored; minimal file is legal")
    void importsFilesThatSayLittle(String definitions) {
        assertThat(set(definitions)).isEqualTo(DONE);
        assertThat(setHere(definitions)).isEqualTo(DONE);
        assertThat(admin.ask("POST", "all-configuration", definitions)).isEqualTo(DONE);
    }

    @Test
    @Spec(section = "3.6", row = "order inside file does not matter")
    void importsThingsInWhateverOrderTheyStand() throws Exception {
        assertThat(set("{\"bindings\":[{\"source\":\"x\",\"vhost\":\"VHOST\",\"destination\":\"q\","
                        + "\"destination_type\":\"queue\",\"routing_key\":\"k\",\"arguments\":{}}],"
                        + "\"queues\":[{\"name\":\"q\",\"vhost\":\"VHOST\"" + OF_QUEUE + "}],"
                        + "\"exchanges\":[{\"name\":\"x\",\"vhost\":\"VHOST\",\"type\":\"direct\",\"internal\":false"
                        + OF_QUEUE + "}]}"))
                .isEqualTo(DONE);
        channel.confirmSelect();
        channel.basicPublish("x", "k", true, new AMQP.BasicProperties(), new byte[] {1});
        channel.waitForConfirmsOrDie();
        assertThat(channel.basicGet("q", true)).isNotNull();
    }

    @Test
    @Spec(section = "3.6", row = "existing untouched")
    void leavesQueuesAndExchangesAsTheyAre() throws IOException {
        channel.exchangeDeclare("x", "direct", true);
        channel.queueDeclare("q", true, false, false, Map.of());
        channel.basicPublish("", "q", null, new byte[] {1});
        assertThat(setHere("{\"queues\":[{\"name\":\"q\",\"durable\":false,\"auto_delete\":true,"
                        + "\"arguments\":{\"x-queue-type\":\"foo\"}}],\"exchanges\":[{\"name\":\"x\",\"type\":\"fanout\","
                        + "\"internal\":false" + OF_QUEUE + "}]}"))
                .isEqualTo(DONE);
        assertThat(exported())
                .contains(
                        "\"queues\":[{\"name\":\"q\"" + OF_QUEUE + "}]",
                        "\"exchanges\":[{\"name\":\"x\",\"type\":\"direct\"");
        GetResponse got = channel.basicGet("q", true);
        assertThat(got).isNotNull();
    }

    @Test
    @Spec(section = "3.6", row = "users, permissions, policies overwritten")
    void overwritesUsersPermissionsAndPolicies() {
        String user = admin.user();
        assertThat(set("{\"users\":[{\"name\":\"" + user + "\",\"password\":\"new\",\"tags\":[\"administrator\"],"
                        + "\"limits\":{\"max-connections\":5}}],\"permissions\":[{\"user\":\"" + user
                        + "\",\"vhost\":\"VHOST\",\"configure\":\"^a\",\"write\":\".*\",\"read\":\"\"}],"
                        + "\"topic_permissions\":[{\"user\":\"" + user
                        + "\",\"vhost\":\"VHOST\",\"exchange\":\"amq.topic\",\"write\":\"^a\",\"read\":\".*\"}],"
                        + "\"policies\":[{\"vhost\":\"VHOST\",\"name\":\"p\",\"pattern\":\"\",\"apply-to\":\"all\","
                        + "\"definition\":{\"max-length\":3},\"priority\":0}]}"))
                .isEqualTo(DONE);
        Admin.Answer whole = admin.ask(user, "new", "GET", "definitions", "");
        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.body())
                .contains(
                        "\"tags\":[\"administrator\"],\"limits\":{\"max-connections\":5}}",
                        "{\"user\":\"" + user + "\",\"vhost\":\"" + vhost
                                + "\",\"configure\":\"^a\",\"write\":\".*\",\"read\":\"\"}",
                        "{\"user\":\"" + user + "\",\"vhost\":\"" + vhost
                                + "\",\"exchange\":\"amq.topic\",\"write\":\"^a\",\"read\":\".*\"}");
        assertThat(set("{\"policies\":[{\"vhost\":\"VHOST\",\"name\":\"p\",\"pattern\":\"\",\"apply-to\":\"all\","
                        + "\"definition\":{\"max-length\":4},\"priority\":0}]}"))
                .isEqualTo(DONE);
        assertThat(exported()).contains("\"definition\":{\"max-length\":4}").doesNotContain("\"max-length\":3");
    }

    @Test
    @Spec(section = "3.7", row = "password hash")
    void movesUsersWithTheirPasswords() {
        String user = admin.user();
        String body = admin.ask("GET", "users/" + user, "").body();
        String hash = body.replaceAll(".*\"password_hash\":\"([^\"]*)\".*", "$1");
        String other = admin.user();
        assertThat(set("{\"users\":[{\"name\":\"" + other + "\",\"password_hash\":\"" + hash
                        + "\",\"hashing_algorithm\":\"rabbit_password_hashing_sha256\",\"tags\":\"management\"}]}"))
                .isEqualTo(DONE);
        assertThat(admin.ask(other, user, "GET", "whoami", "").status()).isEqualTo(200);
        assertThat(admin.ask(other, other, "GET", "whoami", "").status()).isEqualTo(401);
    }

    @Test
    @Spec(section = "3.6", row = "per vhost")
    void importsIntoAVirtualHostOnlyWhatIsInOne() {
        String user = Admin.name("nobody");
        assertThat(setHere("{\"queues\":[{\"name\":\"q\",\"vhost\":\"elsewhere\"" + OF_QUEUE
                        + "}],\"users\":[{\"name\":\"" + user
                        + "\",\"password\":\"x\",\"tags\":\"\"}],\"vhosts\":[{\"name\":\"" + user + "\"}]}"))
                .isEqualTo(DONE);
        assertThat(exported()).contains("\"queues\":[{\"name\":\"q\"");
        assertThat(admin.ask("GET", "users/" + user, "").status()).isEqualTo(404);
        assertThat(admin.ask("GET", "vhosts/" + user, "").status()).isEqualTo(404);
    }

    @Test
    @Spec(section = "3.6", row = "a file goes in as it came out")
    void bringsAVirtualHostToAnother() throws IOException {
        channel.exchangeDeclare("x", "headers", true);
        channel.queueDeclare("q", true, false, false, Map.of("x-max-length", 5));
        channel.queueDeclare("qq", true, false, false, Map.of("x-queue-type", "quorum"));
        channel.queueBind("q", "x", "", Map.of("x-match", "any", "a", 1));
        channel.exchangeBind("x", "amq.topic", "a.#");
        admin.set("policies/" + vhost + "/p", "{\"pattern\":\"\",\"definition\":{\"expires\":100000}}");
        String file = admin.ask("GET", path, "").body();
        List<String> before = thingsIn(exported());
        assertThat(before).hasSize(1 + 1 + 2 + 1 + 2);
        vhost = admin.virtualHost();
        path = "definitions/" + vhost;
        assertThat(setHere(file)).isEqualTo(DONE);
        assertThat(thingsIn(exported())).isEqualTo(before);
        assertThat(setHere(file)).isEqualTo(DONE);
        assertThat(thingsIn(exported())).isEqualTo(before);
    }

    /** In no order, since RabbitMQ has none. */
    private List<String> thingsIn(String exported) {
        String things = exported.substring(exported.indexOf("\"policies\"")).replace(vhost, "VHOST");
        return Stream.of(things.split("]?,?\"(policies|queues|exchanges|bindings)\":\\[|(?<=}}),(?=\\{)|]}$"))
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "[]", "null", "\"{}\"", "{\"queues\":"})
    @Spec(section = "3.4", row = "definitions: 400 on error")
    void refusesWhatIsNoFileOfDefinitions(String body) {
        assertThat(set(body)).isEqualTo(bad("\"failed_to_parse_json\""));
        assertThat(setHere(body)).isEqualTo(bad("\"failed_to_parse_json\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{'users':[{}]}~ ['badkey','name']",
                "{'users':[{'name':'x'}]}~ 'tags_not_present'",
                "{'users':[{'name':'x','tags':'','password_hash':'?'}]}~ ['not_base64','?']",
                "{'users':[{'name':'x','tags':'','password':'','password_hash':''}]}~"
                        + " 'both_password_and_password_hash_are_provided'",
                "{'permissions':[{'user':'nobody','vhost':'VHOST','configure':'','write':'','read':''}]}~"
                        + " ['no_such_user','nobody']",
                "{'permissions':[{'user':'guest','vhost':'none','configure':'','write':'','read':''}]}~"
                        + " ['no_such_vhost','none']",
                "{'queues':[{'name':'q','vhost':'none','durable':true,'auto_delete':false,'arguments':{}}]}~"
                        + " ['no_such_vhost','none']",
                "{'queues':[{'name':'q','vhost':'VHOST','durable':true,'auto_delete':false,'arguments':{'x':null}}]}~"
                        + " 'null_not_allowed'",
                "{'policies':[{'vhost':'none','name':'p','pattern':'','definition':{'max-length':1}}]}~"
                        + " ['no_such_vhost','none']",
                "{'policies':[{'vhost':'VHOST','name':'p','definition':{'max-length':1},'priority':0}]}~"
                        + " 'Validation failed\\n\\npattern should be a binary but was undefined\\n (VHOST/p)'",
                "{'policies':[{'vhost':'VHOST','name':'p','pattern':'','definition':{'foo':1},'priority':0,"
                        + "'apply-to':'all'}]}~ 'Validation failed\\n\\n[{&lt;&lt;\\\"foo\\\"&gt;&gt;,1}] are not recognised policy"
                        + " settings\\n (VHOST/p)'",
                "{'parameters':[{'component':'foo','vhost':'VHOST','name':'n','value':{}}]}~"
                        + " 'Validation failed\\n\\ncomponent foo not found\\n (VHOST/foo/n)'",
                "{'parameters':[{'component':'policy','vhost':'VHOST','name':'n','value':{}}]}~"
                        + " 'policies may not be set using this method (VHOST/policy/n)'",
                "{'parameters':[{'component':'vhost-limits','vhost':'VHOST','name':'limits','value':{'max-queues':'x'}}]}~"
                        + " 'Validation failed\\n\\nmax-queues should be a number, actually was &lt;&lt;\\\"x\\\"&gt;&gt;\\n"
                        + " (VHOST/vhost-limits/limits)'",
            })
    @Spec(section = "3.4", row = "definitions: 400 on error")
    void namesWhatIsWrong(String definitions, String reason) {
        assertThat(set(definitions.replace('\'', '"')))
                .isEqualTo(bad(reason.replace('\'', '"').replace("VHOST", vhost)));
    }

    @Test
    @Spec(section = "3.4", row = "definitions: 400 on error")
    void refusesAQueueAsAmqpDoes() {
        assertThat(setHere("{\"queues\":[{\"name\":\"q\",\"durable\":true,\"auto_delete\":false,"
                        + "\"arguments\":{\"x-queue-type\":\"foo\"}}]}"))
                .isEqualTo(bad("\"precondition_failed: invalid arg 'x-queue-type' for queue 'q' in vhost '" + vhost
                        + "': \\\"unsupported queue type 'foo'\\\"\""));
    }

    @Test
    @Spec(section = "3.6", row = "bindings without an end are passed over")
    void passesOverBindingsOfWhatIsNotThere() {
        assertThat(setHere(
                        "{\"bindings\":[{\"source\":\"none\",\"destination\":\"none\",\"destination_type\":\"queue\","
                                + "\"routing_key\":\"\",\"arguments\":{}}]}"))
                .isEqualTo(DONE);
        assertThat(exported()).contains("\"bindings\":[]");
    }

    @Test
    @Spec(section = "3.6", row = "names of the broker are passed over")
    void passesOverNamesThatOnlyTheBrokerMayGive() {
        assertThat(setHere("{\"queues\":[{\"name\":\"amq.q\"" + OF_QUEUE + "}],\"exchanges\":[{\"name\":\"amq.x\","
                        + "\"type\":\"direct\",\"internal\":false" + OF_QUEUE + "}]}"))
                .isEqualTo(DONE);
        assertThat(exported()).contains("\"queues\":[]", "\"exchanges\":[]");
    }

    @Test
    @Spec(section = "3.1", row = "vhost missing")
    void knowsNoVirtualHostThatIsNotThere() {
        assertThat(admin.ask("GET", "definitions/none", "")).isEqualTo(bad("\"vhost_not_found\""));
        assertThat(admin.ask("POST", "definitions/none", "{}"))
                .isEqualTo(new Admin.Answer(404, "{\"error\":\"not_found\",\"reason\":\"vhost_not_found\"}"));
    }

    @Test
    @Spec(section = "3.4", row = "definitions: administrator")
    void isForAdministratorsOnly() {
        String user = admin.user();
        admin.set("users/" + user, "{\"tags\":\"management,policymaker,monitoring\",\"password\":\"" + user + "\"}");
        admin.permit(user, vhost, ".*", ".*", ".*");
        Admin.Answer refused =
                new Admin.Answer(401, "{\"error\":\"not_authorised\",\"reason\":\"Not administrator user\"}");
        for (String one : List.of("definitions", "all-configuration", path)) {
            assertThat(admin.ask(user, user, "GET", one, "")).isEqualTo(refused);
            assertThat(admin.ask(user, user, "POST", one, "{}")).isEqualTo(refused);
        }
    }

    @Test
    @OnPurpose(rabbit = "refuses what no plugin of it has")
    @Spec(section = "3.6", row = "files of another broker")
    void importsAFileWithWhatItDoesNotHave() {
        assertThat(setHere("{\"queues\":[{\"name\":\"s\",\"durable\":true,\"auto_delete\":false,"
                        + "\"arguments\":{\"x-queue-type\":\"stream\"}},{\"name\":\"q\"" + OF_QUEUE + "}],"
                        + "\"exchanges\":[{\"name\":\"d\",\"type\":\"x-delayed-message\",\"internal\":false" + OF_QUEUE
                        + "}],\"parameters\":[{\"component\":\"shovel\",\"name\":\"n\",\"value\":{\"src-uri\":\"amqp://\"}},"
                        + "{\"component\":\"federation-upstream\",\"name\":\"u\",\"value\":{\"uri\":\"amqp://\"}}],"
                        + "\"policies\":[{\"name\":\"ha\",\"pattern\":\"\",\"apply-to\":\"all\",\"priority\":0,"
                        + "\"definition\":{\"ha-mode\":\"all\",\"max-length\":7}}]}"))
                .isEqualTo(DONE);
        assertThat(exported())
                .contains(
                        "\"queues\":[{\"name\":\"q\"",
                        "\"exchanges\":[]",
                        "\"parameters\":[]",
                        "\"definition\":{\"max-length\":7}");
    }

    @Test
    @OnPurpose(rabbit = "makes what comes before")
    @Spec(section = "3.6", row = "import")
    void changesNothingIfAnythingIsWrong() {
        assertThat(setHere("{\"queues\":[{\"name\":\"q\"" + OF_QUEUE + "},{\"name\":\"w\",\"durable\":true,"
                                + "\"auto_delete\":false,\"arguments\":{\"x-queue-type\":\"foo\"}}]}")
                        .status())
                .isEqualTo(400);
        assertThat(exported()).contains("\"queues\":[]");
    }

    @Test
    @OnPurpose(rabbit = "takes the password from the user")
    @Spec(section = "3.6", row = "import")
    void leavesAUserThePasswordOfWhichTheFileSaysNothing() {
        String user = admin.user();
        assertThat(set("{\"users\":[{\"name\":\"" + user + "\",\"tags\":\"management\"}]}"))
                .isEqualTo(DONE);
        assertThat(admin.ask(user, user, "GET", "whoami", "").status()).isEqualTo(200);
    }
}
