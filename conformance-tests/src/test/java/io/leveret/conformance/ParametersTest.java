package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import io.leveret.conformance.raw.CloseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters of virtual hosts and of the broker, and the cluster's name. All expected answers are those of RabbitMQ 3.10.8. */
class ParametersTest {

    private static final Admin.Answer NOT_FOUND =
            new Admin.Answer(404, "{\"error\":\"Object Not Found\",\"reason\":\"Not Found\"}");
    private static final Admin.Answer NOT_AUTHORISED =
            new Admin.Answer(401, "{\"error\":\"not_authorised\",\"reason\":\"User not authorised to access object\"}");
    private static final String CLUSTER_NAME = "global-parameters/cluster_name";

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @RegisterExtension
    final Admin admin = new Admin();

    private final List<String> globals = new ArrayList<>();
    private String vhost;
    private String limits;

    @BeforeEach
    void makeVirtualHost() {
        vhost = admin.virtualHost();
        limits = "parameters/vhost-limits/" + vhost + "/limits";
    }

    @AfterEach
    void deleteGlobals() {
        globals.forEach(path -> admin.ask("DELETE", path, ""));
    }

    private Admin.Answer get(String path) {
        return admin.ask("GET", path, "");
    }

    private int status(String method, String path, String body) {
        return admin.ask(method, path, body).status();
    }

    private static String valued(String value) {
        return "{\"value\":" + value + "}";
    }

    private static Admin.Answer invalid(String reason) {
        return new Admin.Answer(400, "{\"error\":\"bad_request\",\"reason\":\"" + reason.replace("\"", "\\\"") + "\"}");
    }

    private String shown(String value) {
        return "{\"value\":" + value + ",\"vhost\":\"" + vhost
                + "\",\"component\":\"vhost-limits\",\"name\":\"limits\"}";
    }

    /** The path of a global parameter that nobody else has. */
    private String global() {
        String path = "global-parameters/" + Admin.name("global");
        globals.add(path);
        return path;
    }

    private String tagged(String tag) {
        String user = admin.user();
        admin.set("users/" + user, "{\"tags\":\"" + tag + "\",\"password\":\"" + user + "\"}");
        return user;
    }

    @Test
    @Spec(section = "3.4", row = "/parameters: made, changed, shown, deleted")
    void oneIsMadeAndChangedAndShownAndDeleted() {
        assertThat(get(limits)).isEqualTo(NOT_FOUND);
        assertThat(status("PUT", limits, valued("{\"max-queues\":5}"))).isEqualTo(201);
        assertThat(status("PUT", limits, valued("{\"max-connections\":-1,\"max-queues\":7}")))
                .isEqualTo(204);
        String shown = shown("{\"max-connections\":-1,\"max-queues\":7}");
        assertThat(get(limits)).isEqualTo(new Admin.Answer(200, shown));
        assertThat(get("parameters/vhost-limits/" + vhost)).isEqualTo(new Admin.Answer(200, "[" + shown + "]"));
        assertThat(get("parameters/vhost-limits").body()).contains(shown);
        assertThat(get("parameters").body()).contains(shown);
        assertThat(status("DELETE", limits, "")).isEqualTo(204);
        assertThat(admin.ask("DELETE", limits, "")).isEqualTo(NOT_FOUND);
        assertThat(get("parameters").body()).doesNotContain(vhost);
    }

    @Test
    @Spec(section = "2.18", row = "parameters: vhost-limits")
    void theLimitsOfAVirtualHostAreAParameterOfIt() throws Exception {
        admin.set("vhost-limits/" + vhost + "/max-queues", valued("1"));
        assertThat(get(limits).body()).isEqualTo(shown("{\"max-queues\":1}"));
        admin.set(limits, valued("{\"max-connections\":5,\"max-queues\":0}"));
        assertThat(get("vhost-limits/" + vhost).body()).contains("\"max-connections\":5", "\"max-queues\":0");
        Channel channel = AmqpClient.channel(amqp.newConnection(factory -> factory.setVirtualHost(vhost)));
        assertThat(CloseReason.of(channel, () -> channel.queueDeclare("q", false, false, false, Map.of()))
                        .replyText())
                .isEqualTo("PRECONDITION_FAILED - cannot declare queue 'q': queue limit in vhost '" + vhost
                        + "' (0) is reached");
    }

    @Test
    @Spec(section = "2.18", row = "parameters: vhost-limits")
    void whatIsSetReplacesAllThatWasAndDeletingItEndsAllLimits() throws Exception {
        admin.set("vhost-limits/" + vhost + "/max-queues", valued("0"));
        admin.set(limits, valued("{\"max-connections\":5}"));
        assertThat(get("vhost-limits/" + vhost).body()).doesNotContain("max-queues");
        admin.set("vhost-limits/" + vhost + "/max-queues", valued("0"));
        admin.delete(limits);
        assertThat(get("vhost-limits/" + vhost).body()).isEqualTo("[]");
        AmqpClient.channel(amqp.newConnection(factory -> factory.setVirtualHost(vhost)))
                .queueDeclare("q", false, false, false, Map.of());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            5                                   | limits not a list 5
            "x"                                 | limits not a list &lt;&lt;"x"&gt;&gt;
            null                                | limits not a list null
            ["a"]                               | Unrecognised terms [&lt;&lt;"a"&gt;&gt;] in limits
            {"max-queues":"x"}                  | max-queues should be a number, actually was &lt;&lt;"x"&gt;&gt;
            {"max-queues":1.5}                  | max-queues should be a number, actually was 1.5
            {"zz":9,"aa":2,"max-queues":1}      | Unrecognised terms [{&lt;&lt;"aa"&gt;&gt;,2},{&lt;&lt;"zz"&gt;&gt;,9}] in limits
            {"max-queues":null,"aa":1}          | Unrecognised terms [{&lt;&lt;"aa"&gt;&gt;,1}] in limits\\nmax-queues should be a number, actually was null
            {"max-connections":[],"max-queues":true} | max-queues should be a number, actually was true\\nmax-connections should be a number, actually was []
            """)
    @Spec(section = "3.4", row = "/parameters: what is wrong with a value")
    void saysAllThatIsWrongWithLimits(String value, String reason) {
        assertThat(admin.ask("PUT", limits, valued(value)))
                .isEqualTo(invalid("Validation failed\\n\\n" + reason + "\\n"));
        assertThat(get(limits)).isEqualTo(NOT_FOUND);
    }

    @Test
    @Spec(section = "3.4", row = "/parameters: components without parameters")
    void aComponentThatIsUnknownHasNoParameters() {
        assertThat(get("parameters/nonesuch")).isEqualTo(new Admin.Answer(200, "[]"));
        assertThat(get("parameters/nonesuch/" + vhost)).isEqualTo(new Admin.Answer(200, "[]"));
        String path = "parameters/nonesuch/" + vhost + "/x";
        assertThat(admin.ask("PUT", path, valued("{}")))
                .isEqualTo(invalid("Validation failed\\n\\ncomponent nonesuch not found\\n"));
        assertThat(get(path)).isEqualTo(NOT_FOUND);
        assertThat(admin.ask("DELETE", path, "")).isEqualTo(NOT_FOUND);
    }

    @Test
    @Spec(section = "3.4", row = "/parameters: policies")
    void policiesAreNotSetThisWay() {
        assertThat(admin.ask("PUT", "parameters/policy/" + vhost + "/x", valued("{}")))
                .isEqualTo(invalid("policies may not be set using this method"));
        admin.set("policies/" + vhost + "/x", "{\"pattern\":\"^x$\",\"definition\":{\"max-length\":5}}");
        assertThat(get("parameters").body()).doesNotContain(vhost);
    }

    @Test
    @Spec(section = "3.4", row = "/parameters: what is missing, and a virtual host that is not there")
    void saysWhatIsMissing() {
        assertThat(admin.ask("PUT", limits, "{}")).isEqualTo(invalid("[{key_missing,value}]"));
        assertThat(admin.ask("PUT", limits, "x")).isEqualTo(invalid("not_json"));
        String nowhere = "parameters/vhost-limits/none-of-this-name";
        assertThat(admin.ask("PUT", nowhere + "/limits", "x"))
                .isEqualTo(new Admin.Answer(404, "{\"error\":\"not_found\",\"reason\":\"vhost_not_found\"}"));
        assertThat(get(nowhere)).isEqualTo(NOT_FOUND);
        assertThat(get(nowhere + "/limits")).isEqualTo(NOT_FOUND);
        assertThat(admin.ask("DELETE", nowhere + "/limits", "")).isEqualTo(NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5",
                "-9223372036854775808",
                "1.5",
                "true",
                "null",
                "\"\"",
                "\"grün\"",
                "[]",
                "[1,[\"a\",null],{\"b\":[]}]",
                "{\"a\":{\"b\":{\"c\":false}},\"d\":null}"
            })
    @Spec(section = "2.18", row = "global parameters: any value")
    void aGlobalParameterHasAnyValue(String value) {
        String path = global();
        String name = path.substring(path.indexOf('/') + 1);
        assertThat(status("PUT", path, valued("\"first\""))).isEqualTo(201);
        assertThat(status("PUT", path, valued(value))).isEqualTo(204);
        assertThat(get(path)).isEqualTo(new Admin.Answer(200, "{\"value\":" + value + ",\"name\":\"" + name + "\"}"));
        assertThat(get("global-parameters").body()).contains("\"name\":\"" + name + "\"");
        assertThat(status("DELETE", path, "")).isEqualTo(204);
        assertThat(admin.ask("DELETE", path, "")).isEqualTo(NOT_FOUND);
        assertThat(get(path)).isEqualTo(NOT_FOUND);
    }

    @Test
    @Spec(section = "3.4", row = "/global-parameters: what is missing")
    void saysWhatAGlobalParameterMisses() {
        String path = global();
        assertThat(admin.ask("PUT", path, "")).isEqualTo(invalid("[{key_missing,value}]"));
        assertThat(admin.ask("PUT", path, "[]")).isEqualTo(invalid("not_json"));
        assertThat(get(path)).isEqualTo(NOT_FOUND);
    }

    @Test
    @Spec(section = "2.18", row = "global parameters: internal_cluster_id")
    void theClusterHasAnId() {
        assertThat(get("global-parameters/internal_cluster_id").body())
                .matches("\\{\"value\":\"rabbitmq-cluster-id-[A-Za-z0-9_-]{22}\",\"name\":\"internal_cluster_id\"}");
    }

    @Test
    @Spec(section = "2.18", row = "global parameters: cluster_name")
    void clientsAreToldTheNameOfTheCluster() {
        Admin.Answer before = get(CLUSTER_NAME);
        String name = Admin.name("cluster");
        try {
            assertThat(status("PUT", "cluster-name", "{\"name\":\"" + name + "\"}"))
                    .isEqualTo(204);
            assertThat(get("cluster-name")).isEqualTo(new Admin.Answer(200, "{\"name\":\"" + name + "\"}"));
            assertThat(get(CLUSTER_NAME).body()).isEqualTo("{\"value\":\"" + name + "\",\"name\":\"cluster_name\"}");
            assertThat(get("overview").body()).contains("\"cluster_name\":\"" + name + "\"");
            assertThat(amqp.rawSocket().start().getServerProperties().get("cluster_name"))
                    .hasToString(name);
            assertThat(status("PUT", CLUSTER_NAME, valued("\"" + name + ".2\"")))
                    .isEqualTo(204);
            assertThat(get("cluster-name").body()).isEqualTo("{\"name\":\"" + name + ".2\"}");
            assertThat(status("DELETE", CLUSTER_NAME, "")).isEqualTo(204);
            assertThat(get("cluster-name").body()).matches("\\{\"name\":\"[^\"]+@[^\"]+\"}");
        } finally {
            if (before.status() == 200) {
                admin.set(CLUSTER_NAME, before.body());
            }
        }
    }

    @Test
    @Spec(section = "3.4", row = "/cluster-name: GET U; PUT A")
    void onlyAdministratorsNameTheCluster() {
        String user = tagged("policymaker");
        assertThat(admin.ask(user, user, "GET", "cluster-name", "").status()).isEqualTo(200);
        assertThat(admin.ask(user, user, "PUT", "cluster-name", "{\"name\":\"x\"}"))
                .isEqualTo(
                        new Admin.Answer(401, "{\"error\":\"not_authorised\",\"reason\":\"Not administrator user\"}"));
        assertThat(admin.ask("PUT", "cluster-name", "{}")).isEqualTo(invalid("[{key_missing,name}]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"management", "monitoring"})
    @Spec(section = "3.4", row = "/parameters, /global-parameters: P")
    void whoIsNoPolicymakerGetsNone(String tag) {
        String user = tagged(tag);
        admin.permit(user, vhost, ".*", ".*", ".*");
        for (String path : List.of("parameters", "parameters/vhost-limits/" + vhost, "global-parameters")) {
            assertThat(admin.ask(user, user, "GET", path, "")).as(path).isEqualTo(NOT_AUTHORISED);
        }
        for (String path : List.of(limits, global())) {
            for (String method : List.of("GET", "PUT", "DELETE")) {
                assertThat(admin.ask(user, user, method, path, valued("{}")))
                        .as(method + " " + path)
                        .isEqualTo(NOT_AUTHORISED);
            }
        }
    }

    @Test
    @Spec(section = "3.2", row = "policymaker: parameters of own vhosts")
    void aPolicymakerSetsThoseOfItsVirtualHosts() {
        String user = tagged("policymaker");
        String other = admin.virtualHost();
        admin.set("parameters/vhost-limits/" + other + "/limits", valued("{\"max-queues\":5}"));
        admin.permit(user, vhost, ".*", ".*", ".*");
        assertThat(admin.ask(user, user, "PUT", limits, valued("{\"max-queues\":5}"))
                        .status())
                .isEqualTo(201);
        assertThat(admin.ask(user, user, "GET", "parameters", ""))
                .isEqualTo(new Admin.Answer(200, "[" + shown("{\"max-queues\":5}") + "]"));
        assertThat(admin.ask(user, user, "GET", "parameters/vhost-limits/" + other, "")
                        .status())
                .isBetween(400, 499);
        assertThat(admin.ask(user, user, "PUT", global(), valued("1")).status()).isEqualTo(201);
    }
}
