package io.leveret.broker.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.broker.time.SystemClock;
import io.leveret.broker.tls.CertificateName;
import io.leveret.broker.tls.TestCertificate;
import io.leveret.broker.tls.TlsPeer;
import io.leveret.codec.ConnectionException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mechanisms: which are offered where, and whom each lets in. */
class LoginsTest {

    private static final SocketAddress HERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    private static final TlsPeer NAMELESS = new TlsPeer(null);
    private static final byte[] NOTHING = {};

    private final Users users = new Users(Set.of());

    LoginsTest() {
        users.publish(AccessTable.NONE
                .with(user("guest"))
                .with(new User("CN=client,O=Example", null, List.of()))
                .with(new User("client", null, List.of()))
                .with(new User("client.example", null, List.of()))
                .with(new User("second.example", null, List.of()))
                .with(new User("a@b.example", null, List.of()))
                .with(new User("urn:x", null, List.of())));
    }

    private static User user(String name) {
        byte[] password = name.getBytes(StandardCharsets.UTF_8);
        return new User(name, PasswordHash.of(PasswordHash.Algorithm.SHA_256, password, 7), List.of());
    }

    private Logins logins(String names, Sasl.@Nullable Credentials anonymous, CertificateName certificateName) {
        return new Logins(
                users,
                new Mechanisms(List.of(names.split(" ")), anonymous, certificateName),
                new FailedLogins(new SystemClock(), () -> 1));
    }

    private Logins logins(String names) {
        return logins(names, null, CertificateName.DEFAULT);
    }

    private static Sasl.Credentials credentials(String user, String password) {
        return new Sasl.Credentials(user, password.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void offersWhatIsListedInItsOrder() {
        assertThat(logins("AMQPLAIN PLAIN").mechanisms().offered(null)).isEqualTo("AMQPLAIN PLAIN");
    }

    @Test
    void offersExternalOverTlsOnly() {
        Mechanisms mechanisms = logins("EXTERNAL PLAIN").mechanisms();
        assertThat(mechanisms.offered(null)).isEqualTo("PLAIN");
        assertThat(mechanisms.offered(NAMELESS)).isEqualTo("EXTERNAL PLAIN");
    }

    @Test
    void offersAnonymousWhereSomebodyIsNamedForIt() {
        assertThat(logins("PLAIN ANONYMOUS").mechanisms().offered(null)).isEqualTo("PLAIN");
        assertThat(logins("PLAIN ANONYMOUS", credentials("guest", "guest"), CertificateName.DEFAULT)
                        .mechanisms()
                        .offered(null))
                .isEqualTo("PLAIN ANONYMOUS");
    }

    @ParameterizedTest
    @CsvSource({"SCRAM-SHA-256, unknown", "RABBIT-CR-DEMO, unknown", "PLAIN, invalid", "EXTERNAL, invalid"})
    void refusesAMechanismThatIsNotOffered(String mechanism, String kind) {
        Logins logins = logins("AMQPLAIN EXTERNAL");
        assertThatThrownBy(() -> logins.login(mechanism, NOTHING, HERE, null))
                .isInstanceOf(ConnectionException.class)
                .hasMessageContaining(kind + " authentication mechanism '" + mechanism + "'");
    }

    @Test
    void anonymousIsWhomTheConfigurationNames() {
        Logins.Answer answer = logins("ANONYMOUS", credentials("guest", "guest"), CertificateName.DEFAULT)
                .login("ANONYMOUS", NOTHING, HERE, null);
        assertThat(answer.isAccepted()).isTrue();
        assertThat(answer.user()).isEqualTo("guest");
    }

    @Test
    void anonymousNeedsTheRightPassword() {
        assertThat(logins("ANONYMOUS", credentials("guest", "changed"), CertificateName.DEFAULT)
                        .login("ANONYMOUS", NOTHING, HERE, null)
                        .verdict())
                .isEqualTo(Users.Verdict.INVALID_CREDENTIALS);
    }

    @ParameterizedTest
    @CsvSource({
        "DISTINGUISHED_NAME, 0, 'CN=client,O=Example'",
        "COMMON_NAME, 0, client",
        "ALTERNATIVE_DNS, 0, client.example",
        "ALTERNATIVE_DNS, 1, second.example",
        "ALTERNATIVE_EMAIL, 0, a@b.example",
        "ALTERNATIVE_URI, 0, urn:x"
    })
    void externalTakesTheNameOfTheCertificateThatIsMeant(CertificateName.Source source, int index, String user) {
        TestCertificate certificate = TestCertificate.make()
                .named("CN=client,O=Example")
                .dns("client.example")
                .email("a@b.example")
                .dns("second.example")
                .uri("urn:x")
                .signedBy(null);
        Logins.Answer answer = logins("EXTERNAL", null, new CertificateName(source, index))
                .login("EXTERNAL", NOTHING, HERE, new TlsPeer(certificate.certificate()));
        assertThat(answer.isAccepted()).isTrue();
        assertThat(answer.user()).isEqualTo(user);
    }

    @Test
    void externalRefusesWhoIsNoUser() {
        TlsPeer stranger = new TlsPeer(
                TestCertificate.make().named("CN=stranger").signedBy(null).certificate());
        Logins.Answer answer = logins("EXTERNAL").login("EXTERNAL", NOTHING, HERE, stranger);
        assertThat(answer.verdict()).isEqualTo(Users.Verdict.INVALID_CREDENTIALS);
        assertThat(answer.delayMs()).isEqualTo(1_000);
    }

    @ParameterizedTest
    @CsvSource({"COMMON_NAME, 0", "ALTERNATIVE_DNS, 0", "ALTERNATIVE_DNS, 3"})
    void externalRefusesACertificateWithoutSuchAName(CertificateName.Source source, int index) {
        TlsPeer nameless = new TlsPeer(
                TestCertificate.make().named("O=Example").signedBy(null).certificate());
        assertThat(logins("EXTERNAL", null, new CertificateName(source, index))
                        .login("EXTERNAL", NOTHING, HERE, nameless)
                        .verdict())
                .isEqualTo(Users.Verdict.NO_CERTIFICATE);
    }

    @Test
    void externalRefusesWhoShowsNoCertificate() {
        assertThat(logins("EXTERNAL").login("EXTERNAL", NOTHING, HERE, NAMELESS).verdict())
                .isEqualTo(Users.Verdict.NO_CERTIFICATE);
    }

    @ParameterizedTest
    @CsvSource({"nobody, guest", "guest, wrong", "client, client", "client, ''"})
    void whateverIsWrongTheAnswerIsTheSame(String user, String password) {
        Logins.Answer answer = logins("PLAIN").login(user, password.getBytes(StandardCharsets.UTF_8), HERE);
        assertThat(answer).isEqualTo(new Logins.Answer(user, Users.Verdict.INVALID_CREDENTIALS, 1_000));
    }
}
