package io.leveret.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that listens for TLS, and how one ends that cannot; that has opened nothing by then. */
class TlsProcessTest {

    @TempDir
    private Path directory;

    @Test
    void saysWhereItListensAndHowLongItsCertificateIsValid() throws Exception {
        Path certificate = pem("broker.pem");
        Path file = Files.writeString(
                directory.resolve("tls.conf"),
                "listeners.ssl.default = 127.0.0.1:0\nssl_options.certfile = " + certificate
                        + "\nssl_options.keyfile = " + pem("broker-key.pem") + "\n");
        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("data"), "--config", file.toString())) {
            assertThat(broker.startLog())
                    .anyMatch(line -> line.matches(".*started TLS \\(SSL\\) listener on 127\\.0\\.0\\.1:\\d+"))
                    .anyMatch(line -> line.contains("TLS certificate " + certificate + " (CN=broker), valid until 2"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            missing.pem | broker-key.pem    |         | ssl_options.certfile    | missing.pem does not exist
            broker.pem  | missing.pem       |         | ssl_options.keyfile     | missing.pem does not exist
            broker.pem  | other-key.pem     |         | ssl_options.keyfile     | other-key.pem is not the key of the first certificate in
            broker.pem  | broker.pem        |         | ssl_options.keyfile     | there is no private key in PEM form in it
            broker.pem  | encrypted-key.pem | x       | ssl_options.password    | encrypted-key.pem: the password is not that of the key in it
            broker.pem  | broker-key.pem    | RC4-MD5 | ssl_options.ciphers.1   | "RC4-MD5" is no cipher suite
            """)
    void filesThatCannotBeUsedEndTheStartWithStatus78(
            String certificate, String key, String further, String blamed, String reason) throws Exception {
        List<String> lines = new ArrayList<>(List.of(
                "listeners.ssl.default = 127.0.0.1:0",
                "ssl_options.certfile = " + pem(certificate),
                "ssl_options.keyfile = " + pem(key)));
        if (further != null) {
            lines.add((further.equals("x") ? "ssl_options.password = " : "ssl_options.ciphers.1 = ") + further);
        }
        Files.write(directory.resolve("tls.conf"), lines);

        Command.Outcome outcome = Command.java("io.leveret.app.Main", "--config", "tls.conf", "--data-dir", "data")
                .in(directory)
                .run();

        assertThat(outcome.status()).isEqualTo(78);
        assertThat(outcome.onlyErrorLine()).startsWith("leveret: tls.conf:").contains(blamed + ": ", reason);
        assertThat(directory.resolve("data")).as("nothing is touched").doesNotExist();
    }

    private Path pem(String name) throws URISyntaxException {
        return name.startsWith("missing")
                ? directory.resolve(name)
                : Path.of(TlsProcessTest.class
                        .getResource("/io/leveret/app/" + name)
                        .toURI());
    }
}
