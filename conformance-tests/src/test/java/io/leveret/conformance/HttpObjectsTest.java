package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Queues, exchanges and bindings that the HTTP API declares, deletes and shows. */
class HttpObjectsTest {

    private static final String NOT_FOUND = "{\"error\":\"Object Not Found\",\"reason\":\"Not Found\"}";
    private static final String NO_VHOST = "{\"error\":\"not_found\",\"reason\":\"vhost_not_found\"}";
    private static final String REFUSED = "{\"error\":\"not_authorised\",\"reason\":\"Access refused.\"}";

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @RegisterExtension
    final Admin admin = new Admin();

    private String vhost;
    private Channel channel;

    @BeforeEach
    void makeVirtualHost() {
        vhost = admin.virtualHost();
        channel = AmqpClient.channel(amqp.newConnection(factory -> factory.setVirtualHost(vhost)));
    }

    private void assertAnswer(String method, String path, String body, int status, String answer) {
        assertThat(admin.ask(method, path, body)).isEqualTo(new Admin.Answer(status, answer));
    }

    private void assertDone(String method, String path, String body, int status) {
        assertAnswer(method, path, body, status, "");
    }

    private void assertBad(String method, String path, String body, String reason) {
        assertAnswer(method, path, body, 400, "{\"error\":\"bad_request\",\"reason\":" + reason + "}");
    }

    private String queue(String name) {
        return "queues/" + vhost + "/" + name;
    }

    private String exchange(String name) {
        return "exchanges/" + vhost + "/" + name;
    }

    private String bindings(String between) {
        return "bindings/" + vhost + "/" + between;
    }

    private String named(String text) {
        return text.replace("VHOST", vhost);
    }

    @Test
    @Spec(section = "3.4", row = "PUT queue; durable defaults to false")
    void declaresAQueueOnceAndFindsItThen() throws IOException {
        assertDone("PUT", queue("q"), "{\"auto_delete\":\"false\",\"arguments\":{\"x-max-length\":5}}", 201);
        assertDone("PUT", queue("q"), "{\"arguments\":{\"x-max-length\":5}}", 204);
        assertThat(channel.queueDeclare("q", false, false, false, Map.of("x-max-length", 5L))
                        .getQueue())
                .isEqualTo("q");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "undefined", "{}", "{\"arguments\":[],\"unknown\":1}"})
    @Spec(section = "3.1", row = "empty body, null, undefined = {}")
    void needsNothingForAQueue(String body) {
        assertDone("PUT", queue("q"), body, 201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"durable\":\"yes\"}; [\"not_boolean\",\"yes\"]",
                "{\"durable\":1}; [\"not_boolean\",1]",
                "{\"arguments\":{\"x\":null}}; \"null_not_allowed\"",
                "nonsense; \"not_json\"",
                "[]; \"not_json\"",
                "\"{}\"; \"invalid payload: the request body JSON-decoded to a string. Is the input doubly-JSON-encoded?\"",
            })
    @Spec(section = "3.1", row = "JSON body invalid")
    void refusesABodyThatDescribesNothing(String body, String reason) {
        assertBad("PUT", queue("q"), body, reason);
        assertBad("PUT", exchange("x"), body, reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"durable\":true}; \"inequivalent arg 'durable' for queue 'q' in vhost 'VHOST': received 'true' but"
                        + " current is 'false'\"",
                "{\"arguments\":{\"x-max-length\":5}}; \"inequivalent arg 'x-max-length' for queue 'q' in vhost 'VHOST':"
                        + " received the value '5' of type 'long' but current is none\"",
            })
    @Spec(section = "3.1", row = "AMQP errors inside queue/exchange/binding PUT/DELETE")
    void refusesAQueueAsAmqpDoes(String body, String reason) throws IOException {
        channel.queueDeclare("q", false, false, false, Map.of());
        assertBad("PUT", queue("q"), body, named(reason));
    }

    @Test
    @Spec(section = "3.1", row = "AMQP errors inside queue/exchange/binding PUT/DELETE")
    void refusesAnArgumentThatIsNoGood() {
        assertBad(
                "PUT",
                queue("q"),
                "{\"arguments\":{\"x-max-length\":-5}}",
                named("\"invalid arg 'x-max-length' for queue 'q' in vhost 'VHOST': {value_negative,-5}\""));
    }

    @Test
    @Spec(section = "3.4", row = "queue name > 255 bytes")
    void refusesANameThatIsTooLong() {
        assertBad("PUT", queue("k".repeat(256)), "{}", "\"queue should be less than 255 bytes, actually was 256\\n\"");
    }

    @Test
    @Spec(section = "3.1", row = "403/530")
    void refusesNamesThatAreReserved() {
        assertAnswer("PUT", queue("amq.mine"), "{}", 401, REFUSED);
        assertAnswer("PUT", exchange("amq.mine"), "{}", 401, REFUSED);
        assertAnswer("PUT", exchange("amq.default"), "{}", 401, REFUSED);
        assertAnswer("DELETE", exchange("amq.default"), "", 401, REFUSED);
        assertAnswer("DELETE", exchange("amq.direct"), "", 401, REFUSED);
        assertDone("PUT", exchange("amq.direct"), "{\"type\":\"direct\",\"durable\":true}", 204);
    }

    @Test
    @Spec(section = "3.1", row = "vhost missing")
    void findsNothingInAVirtualHostThatIsNotThere() {
        assertAnswer("PUT", "queues/none/q", "{}", 404, NO_VHOST);
        assertAnswer("PUT", "exchanges/none/x", "{}", 404, NO_VHOST);
        assertAnswer("POST", "bindings/none/e/x/q/q", "{}", 404, NO_VHOST);
        for (String path : List.of("exchanges/none", "exchanges/none/x")) {
            assertAnswer("GET", path, "", 404, NOT_FOUND);
        }
        for (String path : List.of("queues/none/q", "exchanges/none/x", "bindings/none/e/x/q/q/~")) {
            assertAnswer("DELETE", path, "", 404, NOT_FOUND);
        }
    }

    @Test
    @Spec(section = "3.4", row = "DELETE queue ?if-empty=true&if-unused=true")
    void deletesAQueueOnItsConditions() throws Exception {
        channel.queueDeclare("q", false, false, false, Map.of());
        AmqpClient.publishConfirmed(channel, "", "q", "a");
        assertBad("DELETE", queue("q?if-empty=true"), "", named("\"queue 'q' in vhost 'VHOST' not empty\""));
        assertDone("DELETE", queue("q/contents"), "", 204);
        channel.basicConsume("q", new DefaultConsumer(channel));
        assertBad("DELETE", queue("q?if-unused=true"), "", named("\"queue 'q' in vhost 'VHOST' in use\""));
        assertDone("DELETE", queue("q?if-empty=true&if-unused=no"), "", 204);
        assertAnswer("DELETE", queue("q"), "", 404, NOT_FOUND);
        assertAnswer("DELETE", queue("q/contents"), "", 404, NOT_FOUND);
    }

    @Test
    @Spec(section = "3.4", row = "exclusive queue of a connection")
    void leavesAnExclusiveQueueToItsConnection() throws IOException {
        channel.queueDeclare("q", false, true, false, Map.of());
        String locked =
                named("\"cannot obtain exclusive access to locked queue 'q' in vhost 'VHOST'. It could be originally"
                        + " declared on another connection or the exclusive property value does not match that of the original"
                        + " declaration.\"");
        assertBad("PUT", queue("q"), "{}", locked);
        assertBad("DELETE", queue("q"), "", locked);
        assertBad("DELETE", queue("q/contents"), "", locked);
        assertBad("POST", bindings("e/amq.direct/q/q"), "{}", locked);
    }

    @Test
    @Spec(section = "3.4", row = "exchange PUT")
    void declaresAnExchange() throws IOException {
        assertDone("PUT", exchange("x"), "{}", 201);
        assertDone("PUT", exchange("x"), "{\"type\":\"direct\"}", 204);
        assertBad(
                "PUT",
                exchange("x"),
                "{\"type\":\"fanout\"}",
                named("\"inequivalent arg 'type' for exchange 'x' in vhost 'VHOST': received 'fanout' but current is"
                        + " 'direct'\""));
        assertDone(
                "PUT",
                exchange("y"),
                "{\"type\":\"topic\",\"durable\":true,\"auto_delete\":\"true\",\"internal\":true,"
                        + "\"arguments\":{\"alternate-exchange\":\"x\"}}",
                201);
        channel.exchangeDeclare("y", "topic", true, true, true, Map.of("alternate-exchange", "x"));
    }

    @Test
    @Spec(section = "1.6", row = "unknown exchange type")
    void refusesAnExchangeTypeThatThereIsNot() {
        Admin.Answer answer = admin.ask("PUT", exchange("x"), "{\"type\":\"nosuch\"}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("unknown exchange type 'nosuch'");
    }

    @Test
    @Spec(section = "3.4", row = "DELETE exchange ?if-unused=true")
    void deletesAnExchangeOnItsCondition() throws IOException {
        channel.exchangeDeclare("x", "fanout");
        channel.queueDeclare("q", false, false, false, Map.of());
        channel.queueBind("q", "x", "");
        assertBad("DELETE", exchange("x?if-unused=true"), "", named("\"exchange 'x' in vhost 'VHOST' in use\""));
        assertDone("DELETE", exchange("x"), "", 204);
        assertAnswer("DELETE", exchange("x"), "", 404, NOT_FOUND);
    }

    @Test
    @Spec(section = "3.5", row = "exchange")
    void showsAnExchange() throws IOException {
        channel.exchangeDeclare("x", "topic", true, true, true, Map.of("n", 1));
        for (String body : List.of(
                admin.ask("GET", exchange("x"), "").body(),
                admin.ask("GET", "exchanges/" + vhost, "").body(),
                admin.ask("GET", "exchanges", "").body())) {
            assertThat(body)
                    .contains("\"name\":\"x\"", "\"vhost\":\"" + vhost + "\"", "\"type\":\"topic\"")
                    .contains("\"arguments\":{\"n\":1}");
        }
        assertThat(admin.ask("GET", exchange("x"), "").body())
                .contains("\"durable\":true", "\"auto_delete\":true", "\"internal\":true")
                .contains("\"incoming\":[]", "\"outgoing\":[]");
        assertThat(admin.ask("GET", exchange("amq.default"), "").body()).contains("\"name\":\"\"");
        assertAnswer("GET", exchange("none"), "", 404, NOT_FOUND);
    }

    private String binding(String destination, String type, String key, String arguments, String propertiesKey) {
        return "{\"source\":\"x\",\"vhost\":\"" + vhost + "\",\"destination\":\"" + destination
                + "\",\"destination_type\":\"" + type + "\",\"routing_key\":\"" + key + "\",\"arguments\":" + arguments
                + ",\"properties_key\":\"" + propertiesKey + "\"}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "''; {}; ~; ~",
                "k; {}; k; k",
                "a b~c/d+é; {}; a+b%7Ec%2Fd%2B%C3%A9; a%2Bb%257Ec%252Fd%252B%25C3%25A9",
                "''; {\"z\":1}; ~e_RnAw; ~e_RnAw",
                "k; {\"a\":\"x\",\"z\":1}; k~4NhnYw; k~4NhnYw",
                "k; {\"a\":-1,\"arr\":[1,\"s\"],\"big\":5000000000,\"e\":{},\"ea\":[],\"f\":1.5,\"neg\":-5000000000,"
                        + "\"t\":true,\"tab\":{\"x\":\"y\"},\"z\":300}; k~tUwS8w; k~tUwS8w",
            })
    @Spec(section = "3.5", row = "properties_key")
    void bindsAndNamesTheBindingByItsProperties(String key, String arguments, String propertiesKey, String inPath)
            throws IOException {
        channel.exchangeDeclare("x", "direct");
        channel.queueDeclare("q", false, false, false, Map.of());
        String body = "{\"routing_key\":\"" + key + "\",\"arguments\":" + arguments + "}";
        assertDone("POST", bindings("e/x/q/q"), body, 201);
        assertDone("POST", bindings("e/x/q/q"), body, 201);

        String shown = binding("q", "queue", key, arguments, propertiesKey);
        assertAnswer("GET", bindings("e/x/q/q"), "", 200, "[" + shown + "]");
        assertAnswer("GET", exchange("x/bindings/source"), "", 200, "[" + shown + "]");
        assertAnswer("GET", bindings("e/x/q/q/" + inPath), "", 200, shown);
        assertDone("DELETE", bindings("e/x/q/q/" + inPath), "", 204);
        assertAnswer("DELETE", bindings("e/x/q/q/" + inPath), "", 404, NOT_FOUND);
        assertAnswer("GET", bindings("e/x/q/q/" + inPath), "", 404, NOT_FOUND);
    }

    @Test
    @Spec(section = "3.4", row = "bindings e/:x/e/:y")
    void bindsExchanges() throws IOException {
        channel.exchangeDeclare("x", "direct");
        channel.exchangeDeclare("y", "fanout");
        assertDone("POST", bindings("e/x/e/y"), "{\"routing_key\":\"k\"}", 201);
        String shown = "[" + binding("y", "exchange", "k", "{}", "k") + "]";
        assertAnswer("GET", bindings("e/x/e/y"), "", 200, shown);
        assertAnswer("GET", exchange("y/bindings/destination"), "", 200, shown);
        assertAnswer("GET", "bindings/" + vhost, "", 200, shown);
        assertDone("DELETE", bindings("e/x/e/y/k"), "", 204);
        assertAnswer("GET", "bindings/" + vhost, "", 200, "[]");
    }

    @Test
    @Spec(section = "3.4", row = "includes default-exchange binding")
    void showsTheBindingOfTheDefaultExchange() throws IOException {
        channel.queueDeclare("q", false, false, false, Map.of());
        String implied = "{\"source\":\"\",\"vhost\":\"" + vhost + "\",\"destination\":\"q\","
                + "\"destination_type\":\"queue\",\"routing_key\":\"q\",\"arguments\":{},\"properties_key\":\"q\"}";
        for (String path : List.of(
                "bindings/" + vhost,
                queue("q/bindings"),
                exchange("amq.default/bindings/source"),
                bindings("e/amq.default/q/q"))) {
            assertAnswer("GET", path, "", 200, "[" + implied + "]");
        }
        assertThat(admin.ask("GET", "bindings", "").body()).contains(implied);
        assertAnswer("DELETE", bindings("e/amq.default/q/q/q"), "", 401, REFUSED);
        assertAnswer("POST", bindings("e/amq.default/q/q"), "{}", 401, REFUSED);
    }

    @Test
    @Spec(section = "3.1", row = "404 → 404 (reason = explanation)")
    void bindsOnlyWhatIsThere() throws IOException {
        channel.queueDeclare("q", false, false, false, Map.of());
        assertAnswer(
                "POST",
                bindings("e/amq.direct/q/none"),
                "{}",
                404,
                named("{\"error\":\"not_found\",\"reason\":\"no queue 'none' in vhost 'VHOST'\"}"));
        assertAnswer(
                "POST",
                bindings("e/none/q/q"),
                "{}",
                404,
                named("{\"error\":\"not_found\",\"reason\":\"no exchange 'none' in vhost 'VHOST'\"}"));
        assertAnswer("GET", bindings("e/amq.direct/q/none"), "", 200, "[]");
        assertAnswer("GET", exchange("none/bindings/source"), "", 200, "[]");
    }

    private String manager(String configure, String write, String read) {
        String user = admin.user();
        admin.set("users/" + user, "{\"tags\":\"management\",\"password\":\"" + user + "\"}");
        admin.permit(user, vhost, configure, write, read);
        return user;
    }

    private void assertAnswer(String user, String method, String path, String body, int status, String answer) {
        assertThat(admin.ask(user, user, method, path, body)).isEqualTo(new Admin.Answer(status, answer));
    }

    @Test
    @Spec(section = "3.1", row = "403/530 → 401")
    void letsAUserDoWhatAmqpWould() throws IOException {
        channel.queueDeclare("q", false, false, false, Map.of());
        channel.exchangeDeclare("x", "direct");
        String user = manager("^a", "^w", "^r");
        assertAnswer(user, "PUT", queue("n"), "{}", 401, REFUSED);
        assertAnswer(user, "PUT", queue("an"), "{}", 201, "");
        assertAnswer(user, "DELETE", queue("q"), "", 401, REFUSED);
        assertAnswer(user, "DELETE", queue("none"), "", 404, NOT_FOUND);
        assertAnswer(user, "DELETE", queue("q/contents"), "", 401, REFUSED);
        assertAnswer(user, "PUT", exchange("n"), "{}", 401, REFUSED);
        assertAnswer(user, "DELETE", exchange("x"), "", 401, REFUSED);
        assertAnswer(user, "POST", bindings("e/x/q/q"), "{}", 401, REFUSED);
        channel.queueDeclare("wq", false, false, false, Map.of());
        channel.exchangeDeclare("rx", "direct");
        assertAnswer(user, "POST", bindings("e/rx/q/wq"), "{}", 201, "");
        assertAnswer(user, "DELETE", bindings("e/rx/q/wq/~"), "", 204, "");
    }

    @Test
    @Spec(section = "3.1", row = "403/530 → 401")
    void administratorsNeedPermissionsToo() throws IOException {
        channel.queueDeclare("q", false, false, false, Map.of());
        String user = admin.user();
        admin.set("users/" + user, "{\"tags\":\"administrator\",\"password\":\"" + user + "\"}");
        assertAnswer(user, "PUT", queue("n"), "{}", 401, REFUSED);
        assertAnswer(user, "DELETE", queue("q"), "", 401, REFUSED);
        assertAnswer(user, "POST", bindings("e/amq.direct/q/q"), "{}", 401, REFUSED);
        assertAnswer(user, "GET", bindings("e/amq.direct/q/q"), "", 200, "[]");
    }

    @Test
    @SinceRabbit(value = "4.0", before = "answers 401, User not authorised to access virtual host")
    @Spec(section = "3.1", row = "vhost not visible to user")
    void hidesAVirtualHostFromThoseWhoMayNotEnterIt() {
        String user = admin.user();
        admin.set("users/" + user, "{\"tags\":\"management\",\"password\":\"" + user + "\"}");
        String hidden = "{\"error\":\"not_found\",\"reason\":\"Not Found\"}";
        assertAnswer(user, "PUT", queue("q"), "{}", 404, hidden);
        assertAnswer(user, "GET", "exchanges/" + vhost, "", 404, hidden);
        assertAnswer(user, "DELETE", bindings("e/x/q/q/~"), "", 404, hidden);
    }

    @Test
    @Spec(section = "3.1", row = "vhost not visible to user; lists: filtered")
    void listsOnlyWhatTheUserSees() {
        String user = admin.user();
        admin.set("users/" + user, "{\"tags\":\"management\",\"password\":\"" + user + "\"}");
        assertAnswer(user, "GET", "exchanges", "", 200, "[]");
        assertAnswer(user, "GET", "bindings", "", 200, "[]");
        admin.permit(user, vhost, "", "", "");
        assertThat(admin.ask(user, user, "GET", "exchanges", "").body())
                .contains("\"vhost\":\"" + vhost + "\"")
                .doesNotContain("\"vhost\":\"/\"");
    }

    @Test
    @SinceRabbit(value = "4.0", before = "knows sync and cancel_sync, and answers 204")
    @Spec(section = "3.4", row = "queues/:vhost/:q/actions")
    void knowsNoActions() throws IOException {
        channel.queueDeclare("q", false, false, false, Map.of());
        assertBad("POST", queue("q/actions"), "{\"action\":\"sync\"}", "[\"unknown\",\"sync\"]");
    }

    @Test
    @Spec(section = "3.4", row = "queues/:vhost/:q/actions")
    void refusesAnActionThatThereNeverWas() throws IOException {
        channel.queueDeclare("q", false, false, false, Map.of());
        assertBad("POST", queue("q/actions"), "{\"action\":\"foo\"}", "[\"unknown\",\"foo\"]");
        assertBad("POST", queue("q/actions"), "{}", "\"[{key_missing,action}]\"");
    }
}
