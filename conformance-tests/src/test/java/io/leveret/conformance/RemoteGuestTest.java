package io.leveret.conformance;

import static io.leveret.conformance.raw.Handshake.handshake;
import static io.leveret.conformance.raw.Handshake.plain;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import io.leveret.broker.TlsOptions.ClientCertificates;
import io.leveret.conformance.raw.RawConnection;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

/**
 * A fresh broker's guest comes from loopback only. The peer here is this machine by an address that is not loopback;
 * where it has none the tests are skipped.
 */
class RemoteGuestTest {

    @TempDir
    Path directory;

    private final InetAddress own = ownAddress().orElseThrow(() -> new TestAbortedException("no address but loopback"));
    private TlsBroker broker;
    private InetSocketAddress amqp;

    @BeforeEach
    void start() {
        broker = new TlsBroker(
                directory, ClientCertificates.NOT_ASKED, config -> config.withBindHosts(List.of(own.getHostAddress())));
        broker.user("remote", "remote");
        amqp = new InetSocketAddress(own, broker.plainAddress().getPort());
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private static Optional<InetAddress> ownAddress() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                    .findFirst();
        } catch (SocketException e) {
            return Optional.empty();
        }
    }

    @Test
    @Spec(section = "1.2", row = "loopback rule")
    void refusesGuestFromElsewhere() {
        try (RawConnection raw = RawConnection.connect(amqp)) {
            raw.start();
            raw.method(0, handshake().startOk());

            assertThat(raw.expect(0, AMQP.Connection.Close.class).getReplyText())
                    .isEqualTo(
                            "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see"
                                    + " the broker logfile.");
        }
    }

    @Test
    @Spec(section = "1.2", row = "loopback rule")
    void letsOthersInFromElsewhere() {
        try (RawConnection raw = RawConnection.connect(amqp)) {
            raw.open(handshake().sasl("PLAIN", plain("remote", "remote")));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: 127.0.0.1",
                "Forwarded: for=127.0.0.1",
                "X-Real-IP: 127.0.0.1",
                "X-Client-IP: ::1",
                "True-Client-IP: 127.0.0.1"
            })
    @Spec(section = "3.1", row = "guest from remote, whatever headers say")
    void refusesGuestFromElsewhereOverHttpWhateverAHeaderSays(String header) throws Exception {
        InetSocketAddress http = broker.startManagement(own.getHostAddress());
        String[] nameAndValue = header.split(": ", 2);

        HttpResponse<String> response =
                HttpAsGuest.getAs(http, "/api/overview", "guest:guest", nameAndValue[0], nameAndValue[1]);

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body())
                .isEqualTo("{\"error\":\"not_authorised\",\"reason\":\"User can only log in via localhost\"}");
    }
}
