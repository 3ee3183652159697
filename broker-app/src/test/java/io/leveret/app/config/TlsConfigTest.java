package io.leveret.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsConfigTest {

    private static TlsConfig tls(String... lines) throws ConfigException {
        return Objects.requireNonNull(settings(lines).tls());
    }

    private static Settings settings(String... lines) throws ConfigException {
        List<String> all = new ArrayList<>(List.of("listeners.ssl.default = 5671", "ssl_options.certfile = /c.pem"));
        all.addAll(List.of(lines));
        return resolve(all.toArray(String[]::new));
    }

    private static Settings resolve(String... lines) throws ConfigException {
        return Settings.resolve(Flags.NONE, RabbitConf.parse("test.conf", List.of(lines)), 1L << 30, true);
    }

    @Test
    void aFileThatNamesACertificateGetsRabbitMqsDefaults() throws ConfigException {
        TlsConfig tls = tls();
        assertThat(tls.hosts()).containsExactly("127.0.0.1", "::1");
        assertThat(tls.port()).isEqualTo(5671);
        assertThat(tls.certificateFile()).isEqualTo(Path.of("/c.pem"));
        assertThat(tls.keyFile()).as("in the same file").isEqualTo(Path.of("/c.pem"));
        assertThat(tls.keyPassword()).isNull();
        assertThat(tls.verifiesPeers()).isFalse();
        assertThat(tls.depth()).isEqualTo(10);
        assertThat(tls.versions()).containsExactly("TLSv1.3", "TLSv1.2");
        assertThat(tls.ciphers()).isEmpty();
        assertThat(tls.honorsCipherOrder()).isFalse();
    }

    @Test
    void takesWhatTheFileSays() throws ConfigException {
        TlsConfig tls = tls(
                "listeners.ssl.default = 10.0.0.1:5670",
                "ssl_options.keyfile = /k.pem",
                "ssl_options.password = secret",
                "ssl_options.cacertfile = /ca.pem",
                "ssl_options.verify = verify_peer",
                "ssl_options.fail_if_no_peer_cert = true",
                "ssl_options.depth = 2",
                "ssl_options.versions.1 = tlsv1.3",
                "ssl_options.ciphers.1 = A",
                "ssl_options.ciphers.10 = C",
                "ssl_options.ciphers.2 = B",
                "ssl_options.honor_cipher_order = true");
        assertThat(tls.hosts()).containsExactly("10.0.0.1");
        assertThat(tls.port()).isEqualTo(5670);
        assertThat(tls.keyFile()).isEqualTo(Path.of("/k.pem"));
        assertThat(tls.keyPassword()).isEqualTo("secret");
        assertThat(tls.authoritiesFile()).isEqualTo(Path.of("/ca.pem"));
        assertThat(tls.verifiesPeers()).isTrue();
        assertThat(tls.requiresPeerCertificate()).isTrue();
        assertThat(tls.depth()).isEqualTo(2);
        assertThat(tls.versions()).containsExactly("TLSv1.3");
        assertThat(tls.ciphers()).containsExactly("A", "B", "C");
        assertThat(tls.honorsCipherOrder()).isTrue();
        assertThat(tls.toString()).doesNotContain("secret");
    }

    @Test
    void thereIsNoTlsWithoutAListener() throws ConfigException {
        assertThat(resolve().tls()).isNull();
        assertThat(resolve("ssl_options.certfile = /c.pem", "ssl_options.verify = verify_peer")
                        .tls())
                .isNull();
        assertThat(settings("listeners.ssl = none").tls()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ssl_options.verify = yes               | "yes" (expected: verify_none or verify_peer)
            ssl_options.verify = verify_peer       | verify_peer needs ssl_options.cacertfile, which is missing
            ssl_options.fail_if_no_peer_cert = 1   | "1" is neither true nor false
            ssl_options.fail_if_no_peer_cert = true | true needs ssl_options.verify = verify_peer
            ssl_options.depth = 256                | "256" is not a depth (expected: 0 to 255)
            ssl_options.depth = -1                 | "-1" is not a depth (expected: 0 to 255)
            ssl_options.versions.1 = tlsv1.1       | "tlsv1.1" is not supported (expected: tlsv1.3 or tlsv1.2)
            ssl_options.password = encrypted:x     | encrypted values and $(...) are not supported
            ssl_options.client_renegotiation = true | true is not supported (expected: false)
            ssl_options.secure_renegotiate = false | false is not supported (expected: true)
            listeners.ssl = all                    | "all" is not none (expected: none, or listeners.ssl.NAME = ...)
            """)
    void saysWhichValueItDoesNotTake(String line, String reason) {
        String key = line.substring(0, line.indexOf(' '));
        assertThatThrownBy(() -> settings(line))
                .isInstanceOf(ConfigException.class)
                .hasMessage("test.conf:3: " + key + ": " + reason);
    }

    @Test
    void needsACertificate() {
        assertThatThrownBy(() -> resolve("listeners.ssl.default = 5671"))
                .hasMessage("test.conf:1: listeners.ssl.default: needs ssl_options.certfile, which is missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssl_options.honor_ecc_order = true",
                "ssl_options.reuse_sessions = true",
                "ssl_options.log_level = notice"
            })
    void passesOverWhatRestrictsNothing(String line) throws ConfigException {
        assertThat(settings(line).warnings())
                .containsExactly(
                        "test.conf:3: " + line.substring(0, line.indexOf(' ')) + " is not supported and was ignored");
    }

    @Test
    void clientsLogInByPasswordUnlessTheFileSaysOtherwise() throws ConfigException {
        LoginConfig login = resolve().login();
        assertThat(login.mechanisms()).containsExactly("PLAIN", "AMQPLAIN");
        assertThat(login.certificateUser()).isEqualTo(LoginConfig.CertificateUser.DISTINGUISHED_NAME);
    }

    @Test
    void takesOtherMechanisms() throws ConfigException {
        LoginConfig login = resolve(
                        "auth_mechanisms.1 = EXTERNAL",
                        "auth_mechanisms.2 = ANONYMOUS",
                        "anonymous_login_user = nobody",
                        "anonymous_login_pass = secret",
                        "ssl_cert_login_from = subject_alternative_name",
                        "ssl_cert_login_san_type = email",
                        "ssl_cert_login_san_index = 1")
                .login();
        assertThat(login)
                .isEqualTo(new LoginConfig(
                        List.of("EXTERNAL", "ANONYMOUS"),
                        "nobody",
                        "secret",
                        LoginConfig.CertificateUser.ALTERNATIVE_EMAIL,
                        1));
        assertThat(login.toString()).doesNotContain("secret");
    }

    @Test
    void nobodyIsAnonymousWhereTheFileSaysNone() throws ConfigException {
        assertThat(resolve("anonymous_login_user = none").login().anonymousUser())
                .isNull();
    }

    @Test
    void warnsOfADoorWithoutAPassword() throws ConfigException {
        assertThat(resolve("auth_mechanisms.1 = ANONYMOUS").warnings())
                .singleElement()
                .asString()
                .contains("ANONYMOUS", "user guest");
    }

    @Test
    void warnsOfCertificatesThatNobodyIsAskedFor() throws ConfigException {
        assertThat(settings("auth_mechanisms.1 = EXTERNAL").warnings())
                .singleElement()
                .asString()
                .contains("EXTERNAL", "verify_peer");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            auth_mechanisms.1 = RABBIT-CR-DEMO | "RABBIT-CR-DEMO" is not supported (expected: PLAIN, AMQPLAIN, EXTERNAL or ANONYMOUS)
            auth_mechanisms.1 = plain          | "plain" is not supported (expected: PLAIN, AMQPLAIN, EXTERNAL or ANONYMOUS)
            ssl_cert_login_from = dn           | "dn" (expected: distinguished_name, common_name or subject_alternative_name)
            ssl_cert_login_san_type = ip       | "ip" is not supported (expected: dns, email or uri)
            ssl_cert_login_san_index = x       | "x" is not an index (expected: 0 to 999)
            """)
    void saysWhichWayToLogInItDoesNotKnow(String line, String reason) {
        String key = line.substring(0, line.indexOf(' '));
        assertThatThrownBy(() -> resolve(line)).hasMessage("test.conf:1: " + key + ": " + reason);
    }
}
