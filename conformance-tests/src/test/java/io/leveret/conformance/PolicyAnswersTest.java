package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the management API says of policies. All expected answers are those of RabbitMQ 3.10.8. */
class PolicyAnswersTest extends PolicyFixture {

    private static final String DEFINES = "{\"pattern\":\"^x$\",\"definition\":%s}";

    private Admin.Answer put(String kind, String body) {
        return admin.ask("PUT", path(kind, "x"), body);
    }

    private static Admin.Answer invalid(String reason) {
        return new Admin.Answer(
                400,
                "{\"error\":\"bad_request\",\"reason\":\"Validation failed\\n\\n" + reason.replace("\"", "\\\"")
                        + "\\n\"}");
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of("{\"message-ttl\":-1}", "-1 is not a valid message TTL"),
                Arguments.of("{\"message-ttl\":\"x\"}", "&lt;&lt;\"x\"&gt;&gt; is not a valid message TTL"),
                Arguments.of("{\"message-ttl\":1.5}", "1.5 is not a valid message TTL"),
                Arguments.of("{\"message-ttl\":null}", "null is not a valid message TTL"),
                Arguments.of("{\"message-ttl\":true}", "true is not a valid message TTL"),
                Arguments.of("{\"expires\":0}", "0 is not a valid queue expiry"),
                Arguments.of("{\"max-length\":-1}", "-1 is not a valid maximum length"),
                Arguments.of("{\"max-length-bytes\":-1}", "-1 is not a valid maximum length in bytes"),
                Arguments.of("{\"max-in-memory-length\":-1}", "-1 is not a valid maximum memory in bytes"),
                Arguments.of("{\"overflow\":\"x\"}", "&lt;&lt;\"x\"&gt;&gt; is not a valid overflow value"),
                Arguments.of("{\"queue-mode\":\"x\"}", "&lt;&lt;\"x\"&gt;&gt; is not a valid queue-mode value"),
                Arguments.of("{\"queue-version\":3}", "3 is not a valid queue-version value"),
                Arguments.of(
                        "{\"dead-letter-strategy\":\"x\"}",
                        "&lt;&lt;\"x\"&gt;&gt; is not a valid dead letter strategy"),
                Arguments.of("{\"dead-letter-exchange\":5}", "5 is not a valid dead letter exchange name"),
                Arguments.of("{\"dead-letter-routing-key\":5}", "5 is not a valid dead letter routing key"),
                Arguments.of("{\"alternate-exchange\":5}", "5 is not a valid alternate exchange name"),
                Arguments.of("{\"delivery-limit\":\"x\"}", "&lt;&lt;\"x\"&gt;&gt; is not a valid delivery limit"),
                Arguments.of(
                        "{\"queue-leader-locator\":\"x\"}",
                        "&lt;&lt;\"x\"&gt;&gt; is not a valid queue leader locator value"),
                Arguments.of("{\"initial-cluster-size\":-1}", "-1 is not a valid cluster size"),
                Arguments.of("{\"stream-max-segment-size-bytes\":-1}", "-1 is not a valid segment size"),
                Arguments.of(
                        "{\"federation-upstream-set\":\"all\"}",
                        "[{&lt;&lt;\"federation-upstream-set\"&gt;&gt;,&lt;&lt;\"all\"&gt;&gt;}] are not recognised policy"
                                + " settings"),
                Arguments.of("{\"zzz\":1,\"max-length\":-1,\"expires\":0}", "0 is not a valid queue expiry"),
                Arguments.of("{}", "no policy provided"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    @Spec(section = "2.18", row = "policies: what is wrong with a definition")
    void saysWhatIsWrongWithADefinition(String definition, String reason) {
        assertThat(put("policies", DEFINES.formatted(definition))).isEqualTo(invalid(reason));
        assertThat(admin.ask("GET", path("policies", "x"), "").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"message-ttl":"x"} | <<"x">> is not a valid message TTL
            {"alternate-exchange":"x"} | [{<<"alternate-exchange">>,<<"x">>}] are not recognised policy settings
            {"dead-letter-exchange":"x"} | [{<<"dead-letter-exchange">>,<<"x">>}] are not recognised policy settings
            {} | no policy provided
            """)
    @Spec(section = "2.18", row = "operator policies: what is wrong with a definition")
    void saysWhatIsWrongWithAnOperatorsDefinition(String definition, String reason) {
        assertThat(put("operator-policies", DEFINES.formatted(definition))).isEqualTo(invalid(reason));
    }

    @ParameterizedTest
    @CsvSource({"policies", "operator-policies"})
    @Spec(section = "3.4", row = "/policies, /operator-policies: made, changed, shown, deleted")
    void oneIsMadeAndChangedAndShownAndDeleted(String kind) {
        assertThat(put(kind, DEFINES.formatted("{\"max-length\":5}")).status()).isEqualTo(201);
        assertThat(put(kind, DEFINES.formatted("{\"max-length\":2}")).status()).isEqualTo(204);
        String shown = "{\"vhost\":\"" + vhost
                + "\",\"name\":\"x\",\"pattern\":\"^x$\",\"apply-to\":\"all\",\"definition\":{\"max-length\":2},"
                + "\"priority\":0}";
        assertThat(admin.ask("GET", path(kind, "x"), "")).isEqualTo(new Admin.Answer(200, shown));
        assertThat(admin.ask("GET", kind + "/" + vhost, "")).isEqualTo(new Admin.Answer(200, "[" + shown + "]"));
        assertThat(admin.ask("GET", kind, "").body()).contains(shown);
        assertThat(admin.ask("DELETE", path(kind, "x"), "").status()).isEqualTo(204);
        assertThat(admin.ask("DELETE", path(kind, "x"), "").status()).isEqualTo(404);
    }

    @Test
    @Spec(section = "3.4", row = "/operator-policies: what is missing, and a virtual host that is not there")
    void saysWhatIsMissing() {
        assertThat(put("operator-policies", "{\"pattern\":\"x\"}").body())
                .isEqualTo("{\"error\":\"bad_request\",\"reason\":\"[{key_missing,definition}]\"}");
        assertThat(put("operator-policies", "{\"definition\":{}}").body())
                .isEqualTo("{\"error\":\"bad_request\",\"reason\":\"[{key_missing,pattern}]\"}");
        assertThat(admin.ask("PUT", "operator-policies/none-of-this-name/x", DEFINES.formatted("{\"max-length\":2}")))
                .isEqualTo(new Admin.Answer(404, "{\"error\":\"not_found\",\"reason\":\"vhost_not_found\"}"));
    }

    @ParameterizedTest
    @CsvSource({"management", "policymaker", "monitoring"})
    @Spec(section = "3.4", row = "/operator-policies: PUT/DELETE A")
    void onlyAdministratorsSetOperatorPolicies(String tag) {
        String user = admin.user();
        admin.set("users/" + user, "{\"tags\":\"" + tag + "\",\"password\":\"" + user + "\"}");
        admin.permit(user, vhost, ".*", ".*", ".*");
        Admin.Answer refused =
                new Admin.Answer(401, "{\"error\":\"not_authorised\",\"reason\":\"Not administrator user\"}");
        String path = path("operator-policies", "x");
        for (String method : List.of("GET", "PUT", "DELETE")) {
            assertThat(admin.ask(user, user, method, path, DEFINES.formatted("{\"max-length\":2}")))
                    .as(method)
                    .isEqualTo(refused);
        }
        assertThat(admin.ask(user, user, "GET", "operator-policies/" + vhost, ""))
                .isEqualTo(new Admin.Answer(200, "[]"));
    }
}
