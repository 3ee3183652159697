package io.leveret.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of definitions. Texts are RabbitMQ's where it has them. */
class DefinitionOperationsTest {

    private static final String USER = "guest";
    private static final Map<String, Object> HOST = Map.of("name", "v");
    private static final Map<String, Object> QUEUE = queue("v", "q", Map.of());

    private Broker broker;
    private Management management;
    private DefinitionOperations definitions;

    @BeforeEach
    void start() throws BrokerStartException {
        broker = Broker.start(BrokerConfig.defaults()
                .withBindHosts(List.of("127.0.0.1"))
                .withPort(0)
                .withEventLoops(2)
                .withStore(null));
        management = broker.management();
        definitions = management.definitions();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private static Map<String, Object> queue(String vhost, String name, Map<String, Object> arguments) {
        return Map.of("vhost", vhost, "name", name, "durable", true, "auto_delete", false, "arguments", arguments);
    }

    private static Map<String, Object> exchange(String name, String type) {
        return Map.of("vhost", "/", "name", name, "type", type, "durable", true, "auto_delete", false);
    }

    private static Map<String, Object> binding(String source, String queue, Map<String, Object> arguments) {
        return Map.of(
                "vhost",
                "/",
                "source",
                source,
                "destination",
                queue,
                "destination_type",
                "queue",
                "routing_key",
                "k",
                "arguments",
                arguments);
    }

    private static Map<String, Object> user(String name, Object... more) {
        Map<String, Object> user = new HashMap<>(Map.of("name", name, "tags", "administrator"));
        for (int i = 0; i < more.length; i += 2) {
            user.put((String) more[i], more[i + 1]);
        }
        return user;
    }

    private List<String> set(String section, Map<String, Object> item) {
        return set(section, List.of(item));
    }

    private List<String> set(String section, List<Map<String, Object>> items) {
        return definitions.set(USER, Map.of(section, items)).join();
    }

    private void assertRefused(CompletableFuture<?> answer, Object reason) {
        assertThatThrownBy(answer::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        DefinitionException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }

    private void assertRefused(String section, Map<String, Object> item, Object reason) {
        assertRefused(definitions.set(USER, Map.of(section, List.of(item))), reason);
    }

    private @Nullable QueueInfo queue(String vhost, String name) {
        return management.queue(vhost, name).join();
    }

    private List<Map<String, Object>> exported(String section) {
        return list(definitions.all(), section);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Map<String, Object> found, String section) {
        return (List<Map<String, Object>>) Objects.requireNonNull(found.get(section));
    }

    @Test
    void makesThingsInWhateverOrderTheyStand() {
        Map<String, Object> all = Map.of(
                "bindings", List.of(binding("x", "q", Map.of())),
                "queues", List.of(queue("/", "q", Map.of()), QUEUE),
                "exchanges", List.of(exchange("x", "direct")),
                "permissions", List.of(Map.of("user", "u", "vhost", "v", "configure", "", "write", "", "read", "")),
                "vhosts", List.of(HOST),
                "users", List.of(user("u", "password", "p")));
        assertThat(definitions.set(USER, all).join()).isEmpty();
        assertThat(queue("v", "q")).isNotNull();
        assertThat(management.objects().bindingsToQueue("/", "q")).hasSize(2);
        assertThat(management.access().permissions()).hasSize(2);
        assertThat(management.access().user("u")).map(UserInfo::tags).hasValue(List.of("administrator"));
    }

    @Test
    void passesOverSectionsThatNobodyKnows() {
        assertThat(definitions.set(USER, Map.of("foo", 1, "bar", List.of())).join())
                .isEmpty();
    }

    @Test
    void changesNothingIfAnythingIsWrong() {
        Map<String, Object> all = Map.of(
                "vhosts", List.of(HOST),
                "users", List.of(user("u")),
                "queues", List.of(QUEUE, queue("v", "w", Map.of("x-queue-type", "foo"))));
        assertRefused(
                definitions.set(USER, all),
                "precondition_failed: invalid arg 'x-queue-type' for queue 'w' in vhost 'v': "
                        + "\"unsupported queue type 'foo'\"");
        assertThat(management.access().virtualHost("v")).isEmpty();
        assertThat(management.access().user("u")).isEmpty();
    }

    @Test
    void leavesWhatIsThereAsItIs() {
        set("queues", queue("/", "q", Map.of("x-message-ttl", 5)));
        set("exchanges", exchange("x", "direct"));
        set("queues", queue("/", "q", Map.of("x-queue-type", "foo")));
        set("exchanges", exchange("x", "fanout"));
        set("bindings", binding("x", "q", Map.of("a", 1)));
        set("bindings", binding("x", "q", Map.of("a", 1L)));
        assertThat(exported("queues")).extracting("arguments").containsExactly(Map.of("x-message-ttl", 5L));
        assertThat(exported("exchanges")).extracting("type").containsExactly("direct");
        assertThat(exported("bindings")).hasSize(1);
    }

    @Test
    void bindsWithArgumentsOnceWhateverKindOfNumberTheyHold() {
        UserOperations guest = management.objects().of(USER, "/");
        guest.declareQueue("q", true, false, Map.of()).join();
        guest.bind("amq.headers", "q", false, "k", Map.of("a", 1.0)).join();
        set("bindings", exported("bindings").get(0));
        assertThat(exported("bindings")).hasSize(1);
    }

    @Test
    void keepsWhatTheFileDoesNotSayOfUsersAndVirtualHosts() {
        management.access().setUser("u", List.of("monitoring"), "secret").join();
        management.access().limitUser("u", "max-channels", 7).join();
        management
                .access()
                .setVirtualHost("v", "text", List.of("t"), "quorum", null)
                .join();
        UserInfo before = management.access().user("u").orElseThrow();
        set("users", user("u", "limits", Map.of("max-connections", 5)));
        set("vhosts", HOST);
        UserInfo after = management.access().user("u").orElseThrow();
        assertThat(after.passwordHash()).isEqualTo(before.passwordHash());
        assertThat(after.limits()).isEqualTo(Map.of("max-channels", 7L, "max-connections", 5L));
        assertThat(after.tags()).containsExactly("administrator");
        assertThat(management.access().virtualHost("v").orElseThrow())
                .isEqualTo(new VirtualHostInfo("v", "text", List.of("t"), "quorum", Map.of(), false));
    }

    @Test
    void saysWhoCanDoLessThanBefore() {
        management.access().setUser("u", List.of("administrator"), "secret").join();
        assertThat(set("users", user("u", "password_hash", "", "tags", List.of())))
                .containsExactly(
                        "user 'u' can no longer log in with a password", "user 'u' is no longer an administrator");
        assertThat(management.access().user(USER)).isPresent();
    }

    @Test
    void leavesOutWhatCannotBeHereAndSaysSo() {
        Map<String, Object> all = Map.of(
                "queues", List.of(queue("/", "s", Map.of("x-queue-type", "stream")), queue("/", "q", Map.of())),
                "exchanges", List.of(exchange("d", "x-delayed-message")),
                "bindings", List.of(binding("d", "q", Map.of()), binding("amq.direct", "s", Map.of())),
                "parameters",
                        List.of(Map.of("component", "shovel", "vhost", "/", "name", "sh", "value", Map.of("a", 1))),
                "policies",
                        List.of(Map.of(
                                "vhost", "/", "name", "p", "pattern", "", "definition", Map.of("ha-mode", "all"))));
        assertThat(definitions.set(USER, all).join())
                .containsExactly(
                        "parameter 'sh' in vhost '/' is of shovel, which is not here; left out",
                        "policy 'p' in vhost '/' sets what is not here; left out: ha-mode",
                        "queue 's' in vhost '/' is a stream, which cannot be here; left out",
                        "exchange 'd' in vhost '/' is of type x-delayed-message, which is not here; left out",
                        "bindings left out, since one of their ends is not here: 2");
        assertThat(queue("/", "q")).isNotNull();
        assertThat(queue("/", "s")).isNull();
    }

    @Test
    void hidesPoliciesByOneOfWhichNothingRemains() {
        Map<String, Object> mirrored = Map.of(
                "vhost", "/", "name", "ha", "pattern", "", "priority", 2, "definition", Map.of("ha-mode", "all"));
        Map<String, Object> lesser = Map.of(
                "vhost", "/", "name", "ttl", "pattern", "", "priority", 1, "definition", Map.of("message-ttl", 5));
        set("policies", List.of(mirrored, lesser));
        set("queues", queue("/", "q", Map.of()));
        assertThat(queue("/", "q")).extracting(QueueInfo::policy).isEqualTo("ha");
        assertThat(queue("/", "q")).extracting(QueueInfo::policyDefinition).isEqualTo(Map.of());
    }

    @Test
    void takesQueuesOfAnOlderVersionAndOfTheTypeBesideTheArguments() {
        Map<String, Object> quorum = new HashMap<>(queue("/", "qq", Map.of()));
        quorum.put("type", "quorum");
        set("queues", List.of(quorum, queue("/", "old", Map.of("x-queue-version", 1))));
        assertThat(queue("/", "qq")).extracting(QueueInfo::type).isEqualTo("quorum");
        assertThat(queue("/", "old")).extracting(QueueInfo::arguments).isEqualTo(Map.of("x-queue-version", 1L));
    }

    @Test
    void makesNothingThatOnlyTheBrokerNames() {
        set("queues", queue("/", "amq.gen-x", Map.of()));
        set("exchanges", List.of(exchange("amq.x", "direct"), exchange("", "direct")));
        set("bindings", binding("", "q", Map.of()));
        assertThat(exported("queues")).isEmpty();
        assertThat(exported("exchanges")).isEmpty();
        assertThat(management.objects().exchange("/", "amq.x")).isEmpty();
    }

    @Test
    void exportsWhatAFileOfAVirtualHostNeeds() {
        set("vhosts", Map.of("name", "v", "description", "d", "limits", Map.of("max-queues", 3)));
        set("queues", QUEUE);
        set("parameters", operatorPolicy("op", Map.of("max-length", 5)));
        Map<String, Object> found = definitions.of("v").orElseThrow();
        assertThat(found.keySet())
                .containsExactly(
                        "rabbit_version",
                        "rabbitmq_version",
                        "product_name",
                        "product_version",
                        "rabbitmq_definition_format",
                        "original_vhost_name",
                        "explanation",
                        "description",
                        "tags",
                        "limits",
                        "metadata",
                        "parameters",
                        "policies",
                        "queues",
                        "exchanges",
                        "bindings");
        assertThat(list(found, "queues"))
                .containsExactly(Map.of(
                        "name", "q", "type", "classic", "durable", true, "auto_delete", false, "arguments", Map.of()));
        assertThat(list(found, "parameters"))
                .extracting("component", "vhost", "name")
                .containsExactly(tuple("operator_policy", "v", "op"), tuple("vhost-limits", "v", "limits"));
        assertThat(definitions.of("none")).isEmpty();
    }

    private static Map<String, Object> operatorPolicy(String name, Map<String, Object> definition) {
        return Map.of(
                "component",
                "operator_policy",
                "vhost",
                "v",
                "name",
                name,
                "value",
                Map.of("pattern", "", "definition", definition, "priority", 0, "apply-to", "queues"));
    }

    @Test
    void importsIntoAVirtualHostWhateverTheFileSays() {
        set("vhosts", HOST);
        Map<String, Object> all = Map.of(
                "queues", List.of(queue("elsewhere", "q", Map.of())),
                "users", List.of(user("u")),
                "vhosts", List.of(Map.of("name", "w")),
                "global_parameters", List.of(Map.of("name", "g", "value", 1)));
        assertThat(definitions.set(USER, "v", all).join()).isEmpty();
        assertThat(queue("v", "q")).isNotNull();
        assertThat(management.access().user("u")).isEmpty();
        assertThat(management.access().virtualHost("w")).isEmpty();
        assertThat(management.globalParameters().list()).hasSize(1);
        assertRefused(definitions.set(USER, "none", Map.of()), "vhost_not_found");
    }

    @Test
    void neitherExportsNorTakesOverTheIdOfACluster() {
        List<GlobalParameterInfo> before = management.globalParameters().list();
        set("global_parameters", Map.of("name", "internal_cluster_id", "value", "other"));
        assertThat(management.globalParameters().list()).isEqualTo(before);
        assertThat(exported("global_parameters")).isEmpty();
    }

    @Test
    void stopsAtALimitThatTheFileBrings() {
        Map<String, Object> all = Map.of(
                "parameters",
                List.of(Map.of(
                        "component", "vhost-limits", "vhost", "/", "name", "limits", "value", Map.of("max-queues", 1))),
                "queues",
                List.of(queue("/", "a", Map.of()), queue("/", "b", Map.of())));
        assertRefused(
                definitions.set(USER, all),
                "precondition_failed: cannot declare queue 'b': queue limit in vhost '/' (1) is reached");
    }

    @ParameterizedTest
    @CsvSource({
        "vhosts, 5, vhosts should be a list",
        "queues, text, queues should be a list",
    })
    void refusesSectionsThatAreNoLists(String section, String value, String reason) {
        assertRefused(definitions.set(USER, Map.of(section, value)), reason);
    }

    @Test
    void namesWhatIsWrongWithUsersAndVirtualHosts() {
        assertRefused(
                definitions.set(USER, Map.of("vhosts", List.of("v"))), "every entry of vhosts should be an object");
        assertRefused("vhosts", Map.of(), "vhost: name should be a string");
        assertRefused("users", Map.of(), List.of("badkey", "name"));
        assertRefused("users", Map.of("name", "u"), "tags_not_present");
        assertRefused("users", user("u", "tags", 5), "user 'u': tags should be a string or a list of strings");
        assertRefused("users", user("u", "password_hash", "?"), List.of("not_base64", "?"));
        assertRefused(
                "users",
                user("u", "password_hash", "", "password", ""),
                "both_password_and_password_hash_are_provided");
        assertRefused(
                "users",
                user("u", "limits", Map.of("max-connections", "x")),
                "user 'u': max-connections should be a number, actually was <<\"x\">>");
    }

    @Test
    void namesWhatIsWrongWithPermissions() {
        Map<String, Object> permission = Map.of("user", "u", "vhost", "/", "configure", "", "write", "", "read", "");
        assertRefused("permissions", permission, List.of("no_such_user", "u"));
        Map<String, Object> elsewhere = new HashMap<>(permission);
        elsewhere.put("vhost", "w");
        assertRefused("permissions", elsewhere, List.of("no_such_vhost", "w"));
        Map<String, Object> invalid = new HashMap<>(permission);
        invalid.put("user", USER);
        invalid.put("write", "(");
        assertRefused("permissions", invalid, List.of("invalid_regexp", "(", "Unclosed group"));
    }

    @Test
    void namesWhatIsWrongWithQueuesExchangesAndBindings() {
        assertRefused("queues", QUEUE, List.of("no_such_vhost", "v"));
        assertRefused(
                "queues", Map.of("name", "q", "vhost", "/"), "queue 'q' in vhost '/': durable should be true or false");
        assertRefused(
                "queues", queue("/", "q", new HashMap<>(Collections.singletonMap("a", null))), "null_not_allowed");
        assertRefused("exchanges", exchange("x", "foo"), "command_invalid: unknown exchange type 'foo'");
        assertRefused(
                "bindings",
                binding("amq.headers", "q", Map.of("x-match", "foo")),
                "precondition_failed: Invalid x-match field value <<\"foo\">>; expected all, any, all-with-x, or"
                        + " any-with-x");
    }

    @Test
    void namesWhatIsWrongWithParametersAndPolicies() {
        assertRefused(
                "parameters",
                Map.of("component", "foo", "vhost", "/", "name", "n", "value", 1),
                "Validation failed\n\ncomponent foo not found\n (//foo/n)");
        assertRefused(
                "policies",
                Map.of("vhost", "/", "name", "p", "pattern", "", "definition", Map.of("foo", 1)),
                "Validation failed\n\n[{<<\"foo\">>,1}] are not recognised policy settings\n (//p)");
        assertRefused("parameters", operatorPolicy("op", Map.of("max-length", 5)), List.of("no_such_vhost", "v"));
        assertRefused(
                "global_parameters",
                Map.of("name", "cluster_name", "value", 5),
                "global parameter 'cluster_name': value should be a string");
    }

    @Test
    void makesManyThings() {
        List<Object> queues = new ArrayList<>();
        List<Object> bindings = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            queues.add(queue("/", "q" + i, Map.of()));
            bindings.add(binding("amq.direct", "q" + i, Map.of()));
        }
        assertThat(definitions
                        .set(USER, Map.of("queues", queues, "bindings", bindings))
                        .join())
                .isEmpty();
        assertThat(exported("queues")).hasSize(2_500);
        assertThat(exported("bindings")).hasSize(2_500);
    }
}
