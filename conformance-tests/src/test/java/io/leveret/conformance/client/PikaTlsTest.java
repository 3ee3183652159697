package io.leveret.conformance.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.LoginOptions.CertificateUser;
import io.leveret.broker.tls.TestCertificate;
import io.leveret.conformance.TlsBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Python's pika, whose TLS is OpenSSL's. */
class PikaTlsTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void logsInByPasswordAndByCertificate() throws Exception {
        String python = ClientTools.python("pika");
        try (TlsBroker broker = TlsBroker.startForCertificates(directory, CertificateUser.COMMON_NAME)) {
            broker.user("client", null);
            TestCertificate.make()
                    .named("CN=client")
                    .signedBy(broker.authority())
                    .write(directory, "client");

            String result = ClientProcess.run(
                    LIMIT,
                    ClientTools.scripts("python"),
                    Map.of(),
                    List.of(
                            python,
                            "-u",
                            "pika_tls.py",
                            "127.0.0.1",
                            Integer.toString(broker.address().getPort()),
                            directory.toString()));

            assertThat(result).isEqualTo("password and certificate");
        }
    }
}
