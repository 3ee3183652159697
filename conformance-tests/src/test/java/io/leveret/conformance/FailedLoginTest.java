package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.connection;
import static io.leveret.conformance.raw.Handshake.handshake;
import static io.leveret.conformance.raw.Handshake.plain;
import static io.leveret.conformance.raw.Octets.octets;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import io.leveret.conformance.raw.Handshake;
import io.leveret.conformance.raw.RawConnection;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins that fail: answered late and all alike, and in nobody else's way. A broker of its own, since it remembers them. */
class FailedLoginTest {

    private static final Duration LATE = Duration.ofSeconds(1);
    /** Far more than are looked at. */
    private static final int FLOOD = 200;

    @TempDir
    Path directory;

    private TlsBroker broker;
    private InetSocketAddress http;

    @BeforeEach
    void start() {
        broker = TlsBroker.start(directory);
        broker.user("keyless", null);
        http = broker.startManagement();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private RawConnection answerStart(Handshake handshake) {
        RawConnection raw = RawConnection.connect(broker.plainAddress());
        raw.start();
        return raw.method(0, handshake.startOk());
    }

    @ParameterizedTest
    @CsvSource({"guest, wrong", "nobody, guest", "keyless, keyless", "keyless, ''", "'', guest", "'', ''"})
    @Spec(section = "1.2", row = "login failure: told late, and nothing of the reason")
    void saysTheSameOfEveryFailureAndSaysItLate(String user, String password) {
        long from = System.nanoTime();
        RawConnection raw = answerStart(handshake().sasl("PLAIN", plain(user, password)));

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(
                        403,
                        "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the"
                                + " broker logfile.",
                        "none"));
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThanOrEqualTo(LATE);
    }

    @ParameterizedTest
    @CsvSource({"guest, wrong", "nobody, guest", "keyless, keyless", "keyless, ''", "'', guest", "'', ''"})
    @Spec(section = "3.1", row = "bad credentials: told late, and nothing of the reason")
    void saysTheSameOverHttp(String user, String password) throws Exception {
        long from = System.nanoTime();
        HttpResponse<String> response = HttpAsGuest.get(http, "/api/overview", user, password);

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body()).isEqualTo("{\"error\":\"not_authorized\",\"reason\":\"Not_Authorized\"}");
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThanOrEqualTo(LATE);
    }

    @Test
    @Spec(section = "1.2", row = "login failure: there is one try on a connection")
    void doesNotLookAtASecondTryOnTheSameConnection() {
        RawConnection raw = answerStart(handshake().sasl("PLAIN", plain("guest", "wrong")));

        raw.method(0, handshake().startOk());

        assertThat(raw.expect(0, AMQP.Connection.Close.class).getReplyCode()).isEqualTo(403);
    }

    @Test
    @Spec(section = "1.2", row = "login failure: a flood from one address")
    void letsInWhoHasLoggedInBeforeBesideAFloodOfFailures() throws Exception {
        RawConnection.connect(broker.plainAddress()).open(handshake()).close();
        assertThat(HttpAsGuest.get(http, "/api/overview").statusCode()).isEqualTo(200);
        List<RawConnection> flood = new ArrayList<>();
        for (int i = 0; i < FLOOD; i++) {
            flood.add(answerStart(handshake().sasl("PLAIN", plain("guest", "wrong" + i))));
        }

        RawConnection good = RawConnection.connect(broker.plainAddress()).open(handshake());
        assertThat(HttpAsGuest.get(http, "/api/overview").statusCode()).isEqualTo(200);

        good.openChannel(1).close();
        for (RawConnection bad : flood) {
            assertThat(bad.expect(0, AMQP.Connection.Close.class).getReplyCode())
                    .isEqualTo(403);
            bad.close();
        }
    }

    @Test
    @Spec(section = "3.1", row = "bad credentials: a flood from one address")
    void answersOthersOverHttpWhileManyFailuresWait() throws Exception {
        assertThat(HttpAsGuest.get(http, "/api/overview").statusCode()).isEqualTo(200);
        ExecutorService threads = Executors.newCachedThreadPool();
        List<CompletableFuture<Integer>> flood = new ArrayList<>();
        for (int i = 0; i < FLOOD; i++) {
            flood.add(CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return HttpAsGuest.get(http, "/api/overview", "guest", "wrong")
                                    .statusCode();
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                    },
                    threads));
        }

        assertThat(HttpAsGuest.get(http, "/api/overview").statusCode()).isEqualTo(200);

        assertThat(flood.stream().map(CompletableFuture::join)).containsOnly(401, 429);
        threads.shutdown();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0guest\0",
                "\0guest\0\0",
                "\0guest\0guest\0",
                "\0guest",
                "guest\0guest",
                "\0\0",
                "\0",
                "",
                "guest\0guest\0",
                "\0guest\0guest\0guest",
                "guest\0guest\0guest",
                "\0guest\n\0guest",
                "\0guest:guest"
            })
    @Spec(section = "1.2", row = "PLAIN without a password, or with separators in wrong places")
    void letsNobodyInByAPlainResponseThatIsNone(String response) {
        RawConnection raw = answerStart(handshake()
                .without("authentication_failure_close")
                .sasl("PLAIN", response.getBytes(StandardCharsets.UTF_8)));

        raw.expectEnd();
        RawConnection.connect(broker.plainAddress()).open(handshake()).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\0", "guest\0", "\0guest"})
    @Spec(section = "1.2", row = "AMQPLAIN without a password")
    void letsNobodyInByAnAmqplainPasswordThatIsNone(String password) {
        byte[] response = octets().shortString("LOGIN")
                .u8('S')
                .longString("guest")
                .shortString("PASSWORD")
                .u8('S')
                .longString(password)
                .toBytes();
        answerStart(handshake().without("authentication_failure_close").sasl("AMQPLAIN", response))
                .expectEnd();
    }

    @Test
    @Spec(section = "1.2", row = "AMQPLAIN with values of other types")
    void letsNobodyInByAmqplainValuesOfOtherTypes() {
        byte[] noText = octets().shortString("LOGIN")
                .u8('S')
                .longString("guest")
                .shortString("PASSWORD")
                .u8('V')
                .toBytes();
        answerStart(handshake().sasl("AMQPLAIN", noText)).expectEnd();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "guest:",
                "guest",
                ":",
                ":guest",
                "",
                "guest:\0",
                "guest:guest\0",
                "guest\0:guest",
                "guest:guest:"
            })
    @Spec(section = "3.1", row = "HTTP Basic without a password, or with separators in wrong places")
    void letsNobodyInByHttpCredentialsThatAreNone(String pair) throws Exception {
        HttpResponse<String> response = HttpAsGuest.getAs(http, "/api/overview", pair);

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body()).isEqualTo("{\"error\":\"not_authorized\",\"reason\":\"Not_Authorized\"}");
    }

    @Test
    @Spec(section = "3.1", row = "credentials in the query string")
    void doesNotTakeCredentialsFromTheQueryString() throws Exception {
        assertThat(HttpAsGuest.getAs(http, "/api/overview?username=guest&password=guest&auth=Z3Vlc3Q6Z3Vlc3Q%3D", "x:y")
                        .statusCode())
                .isEqualTo(401);
    }
}
