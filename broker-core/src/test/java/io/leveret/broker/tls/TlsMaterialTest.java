package io.leveret.broker.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What files are taken, and what is said of those that are not. */
class TlsMaterialTest {

    private final TestCertificate own = TestCertificate.make().signedBy(null);

    @TempDir
    private Path directory;

    private Path certificate;
    private Path key;

    @BeforeEach
    void writeFiles() throws IOException {
        certificate = own.write(directory, "own");
        key = directory.resolve("own-key.pem");
    }

    private TlsSettings settings() {
        return TlsSettings.of(certificate, key);
    }

    @Test
    void takesACertificateAndItsKey() throws TlsFault {
        assertThat(load(settings()).chain()).containsExactly(own.certificate());
    }

    @Test
    void takesAChainAndTextBetweenTheCertificates() throws Exception {
        TestCertificate authority = TestCertificate.authority("ca");
        TestCertificate leaf = TestCertificate.make().rsa().signedBy(authority);
        Files.writeString(certificate, "leaf\n" + leaf.pem() + "subject: ca\n\n" + authority.pem());
        Files.writeString(key, leaf.keyPem());
        assertThat(load(settings()).chain()).containsExactly(leaf.certificate(), authority.certificate());
    }

    @Test
    void takesCertificateAndKeyInOneFile() throws Exception {
        Files.writeString(certificate, own.keyPem() + own.pem());
        assertThat(load(TlsSettings.of(certificate, certificate)).chain()).hasSize(1);
    }

    @Test
    void takesAnRsaKeyInItsOldForm() throws Exception {
        TestCertificate rsa = TestCertificate.make().rsa().signedBy(null);
        Der info = new Der(rsa.key().getEncoded()).next(Der.SEQUENCE);
        info.next(Der.INTEGER);
        info.next(Der.SEQUENCE);
        rsa.write(directory, "own");
        Files.writeString(
                key,
                TestCertificate.pem(
                        "RSA PRIVATE KEY", info.next(Der.OCTET_STRING).octets()));
        assertThat(load(settings()).chain()).containsExactly(rsa.certificate());
    }

    @Test
    void takesAKeyOfACurveInItsOldForm() throws Exception {
        Der info = new Der(own.key().getEncoded()).next(Der.SEQUENCE);
        info.next(Der.INTEGER);
        info.next(Der.SEQUENCE);
        Der sec1 = new Der(info.next(Der.OCTET_STRING).octets()).next(Der.SEQUENCE);
        byte[] version = Der.write(Der.INTEGER, sec1.next(Der.INTEGER).octets());
        byte[] number = Der.write(Der.OCTET_STRING, sec1.next(Der.OCTET_STRING).octets());
        byte[] curve = Der.write(Der.OBJECT_IDENTIFIER, HexFormat.of().parseHex("2a8648ce3d030107"));
        byte[] old = Der.write(Der.SEQUENCE, version, number, Der.write(Der.CONTEXT_0, curve));
        Files.writeString(
                key, TestCertificate.pem("EC PARAMETERS", curve) + TestCertificate.pem("EC PRIVATE KEY", old));
        assertThat(load(settings()).chain()).hasSize(1);
    }

    @Test
    void takesAnEncryptedKeyWithItsPassword() throws Exception {
        assertThat(load(encrypted().withKeyPassword("secret")).chain()).hasSize(1);
    }

    @Test
    void refusesAnEncryptedKeyWithAnotherPassword() throws Exception {
        TlsSettings settings = encrypted().withKeyPassword("Secret");
        assertFault(
                settings,
                TlsFault.Part.KEY_PASSWORD,
                settings.keyFile() + ": the password is not that of the key in it");
    }

    @Test
    void refusesAnEncryptedKeyWithoutAPassword() throws Exception {
        assertFault(
                encrypted(),
                TlsFault.Part.KEY_PASSWORD,
                encrypted().keyFile() + ": the key in it is encrypted, and there is no password");
    }

    @Test
    void saysHowToConvertAKeyThatIsEncryptedInTheOldForm() throws Exception {
        Files.writeString(key, """
                -----BEGIN RSA PRIVATE KEY-----
                Proc-Type: 4,ENCRYPTED
                DEK-Info: AES-256-CBC,00

                AAAA
                -----END RSA PRIVATE KEY-----
                """);
        assertThatThrownBy(() -> load(settings())).hasMessageContaining("openssl pkcs8 -topk8");
    }

    @Test
    void refusesTheKeyOfAnotherCertificate() throws Exception {
        Files.writeString(key, TestCertificate.make().signedBy(null).keyPem());
        assertFault(settings(), TlsFault.Part.KEY, key + " is not the key of the first certificate in " + certificate);
    }

    @Test
    void refusesTheKeyOfACertificateOfAnotherKind() throws Exception {
        Files.writeString(key, TestCertificate.make().rsa().signedBy(null).keyPem());
        assertFault(settings(), TlsFault.Part.KEY, key + " is not the key of the first certificate in " + certificate);
    }

    @Test
    void namesAFileThatIsMissing() {
        Path missing = directory.resolve("missing.pem");
        assertFault(TlsSettings.of(missing, key), TlsFault.Part.CERTIFICATE, missing + " does not exist");
        assertFault(TlsSettings.of(certificate, missing), TlsFault.Part.KEY, missing + " does not exist");
        assertFault(
                settings().withClients(TlsSettings.Clients.MUST, missing, 1),
                TlsFault.Part.AUTHORITIES,
                missing + " does not exist");
    }

    @Test
    void namesADirectory() {
        assertFault(TlsSettings.of(directory, key), TlsFault.Part.CERTIFICATE, directory + " is a directory");
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "no PEM at all",
        "'-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----'",
        "'-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----'",
        "'-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----'",
        "'-----BEGIN PRIVATE KEY-----\nQUJD\n-----END PRIVATE KEY-----'",
        "'-----BEGIN EC PRIVATE KEY-----\nQUJD\n-----END EC PRIVATE KEY-----'",
        "'-----BEGIN ENCRYPTED PRIVATE KEY-----\nQUJD\n-----END ENCRYPTED PRIVATE KEY-----'"
    })
    void namesAFileThatMakesNoSense(String content) throws Exception {
        Path broken = Files.writeString(directory.resolve("broken.pem"), content);
        assertThatThrownBy(() -> load(TlsSettings.of(broken, key)))
                .isInstanceOf(TlsFault.class)
                .hasMessageStartingWith(broken + " holds no usable certificate: ");
        assertThatThrownBy(() -> load(TlsSettings.of(certificate, broken).withKeyPassword("x")))
                .isInstanceOf(TlsFault.class)
                .hasMessageStartingWith(broken.toString());
        assertThatThrownBy(() -> load(settings().withClients(TlsSettings.Clients.MAY, broken, 1)))
                .isInstanceOf(TlsFault.class)
                .hasMessageStartingWith(broken + " holds no usable certificate: ");
    }

    @ParameterizedTest
    @CsvSource({
        "ECDHE-RSA-AES256-GCM-SHA384, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "ECDHE-ECDSA-AES128-GCM-SHA256, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "ECDHE-RSA-CHACHA20-POLY1305, TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        "DHE-RSA-AES256-SHA256, TLS_DHE_RSA_WITH_AES_256_CBC_SHA256",
        "AES128-SHA, TLS_RSA_WITH_AES_128_CBC_SHA",
        "TLS_AES_256_GCM_SHA384, TLS_AES_256_GCM_SHA384",
        "RC4-MD5, RC4-MD5"
    })
    void knowsOpenSslsNamesOfCipherSuites(String name, String translated) {
        assertThat(CipherSuites.fromOpenSsl(name)).isEqualTo(translated);
    }

    @Test
    void refusesACipherSuiteThatJavaDoesNotHave() {
        assertThatThrownBy(() -> load(settings().withCipherSuites(List.of("RC4-MD5"), false)))
                .hasMessageStartingWith("\"RC4-MD5\" is no cipher suite that is supported");
    }

    @Test
    void hasNoPasswordInItsText() {
        assertThat(settings().withKeyPassword("canary").toString()).doesNotContain("canary");
    }

    private static TlsMaterial load(TlsSettings settings) throws TlsFault {
        return TlsMaterial.of(settings, PemFiles.read(settings));
    }

    private static void assertFault(TlsSettings settings, TlsFault.Part part, String message) {
        assertThatThrownBy(() -> load(settings))
                .isInstanceOfSatisfying(
                        TlsFault.class, fault -> assertThat(fault.part()).isEqualTo(part))
                .hasMessage(message);
    }

    /** A certificate whose key OpenSSL has encrypted; the password is secret. */
    private static TlsSettings encrypted() throws URISyntaxException {
        return TlsSettings.of(resource("encrypted.pem"), resource("encrypted-key.pem"));
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(TlsMaterialTest.class.getResource(name).toURI());
    }
}
