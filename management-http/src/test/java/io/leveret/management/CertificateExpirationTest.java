package io.leveret.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.view.TlsListenerBody;
import io.leveret.management.view.TlsListenerBody.Validity;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Codes and bodies as RabbitMQ 3.10 and the sources of 4.x have them. */
class CertificateExpirationTest {

    private static final Instant LONG_AGO = FakeBroker.NOW.minus(Duration.ofDays(100));

    private final HttpClient client = HttpClient.newHttpClient();
    private final FakeBroker broker = new FakeBroker();
    private ManagementServer server;

    @BeforeEach
    void setUp() throws ManagementStartException {
        server = ManagementServer.start(List.of("127.0.0.1"), 0, broker);
    }

    @AfterEach
    void tearDown() {
        server.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        String credentials = Base64.getEncoder().encodeToString("guest:pass:word".getBytes(StandardCharsets.UTF_8));
        int port = server.addresses().get(0).getPort();
        URI uri = URI.create("http://127.0.0.1:" + port + "/api/health/checks/certificate-expiration/" + path);
        return client.send(
                HttpRequest.newBuilder(uri)
                        .header("Authorization", "Basic " + credentials)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void listens(Instant until, @Nullable Instant authorityUntil) {
        broker.tlsListeners.add(new TlsListenerBody(
                "leveret@test",
                "127.0.0.1",
                5671,
                "/c.pem",
                List.of(new Validity(LONG_AGO, until)),
                authorityUntil == null ? null : "/ca.pem",
                authorityUntil == null ? List.of() : List.of(new Validity(LONG_AGO, authorityUntil))));
    }

    private static Instant in(int days) {
        return FakeBroker.NOW.plus(Duration.ofDays(days));
    }

    @Test
    void isFineWithoutTls() throws Exception {
        HttpResponse<String> response = get("1/years");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"status\":\"ok\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "29/days, 200",
        "31/days, 503",
        "4/weeks, 200",
        "5/WEEKS, 503",
        "0/months, 200",
        "1/months, 503",
        "1/Years, 503",
        "-10/days, 200",
        "99999999999999999999/days, 503"
    })
    void countsDaysWeeksMonthsAndYears(String path, int status) throws Exception {
        listens(in(30), null);
        assertThat(get(path).statusCode()).isEqualTo(status);
    }

    @Test
    void namesListenerFilesAndDates() throws Exception {
        listens(in(30).minus(Duration.ofHours(5)), in(1000));
        assertThat(get("2/months").body())
                .isEqualTo("{\"status\":\"failed\",\"reason\":\"Certificates expiring\",\"expired\":[{\"node\":"
                        + "\"leveret@test\",\"protocol\":\"amqp/ssl\",\"interface\":\"127.0.0.1\",\"port\":5671,"
                        + "\"certfile\":\"/c.pem\",\"cacertfile\":\"/ca.pem\",\"certfile_expires_on\":"
                        + "[\"2026-12-30 7:00:00\"],\"cacertfile_expires_on\":[]}]}");
    }

    @Test
    void looksAtTheAuthoritiesToo() throws Exception {
        listens(in(1000), in(3));
        assertThat(get("1/weeks").body()).contains("\"cacertfile_expires_on\":[\"2026-12-03 12:00:00\"]");
    }

    @Test
    void oneThatIsNotValidYetIsNotFine() throws Exception {
        broker.tlsListeners.add(new TlsListenerBody(
                "leveret@test", "127.0.0.1", 5671, "/c.pem", List.of(new Validity(in(1), in(1000))), null, List.of()));
        assertThat(get("1/days").body()).contains("\"certfile_expires_on\":[\"Certificate is not yet valid\"]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            x/days    | Invalid expiration value.
            1.5/days  | Invalid expiration value.
            x/foo     | Invalid expiration value.
            1/foo     | Time unit not recognised. Supported units: days, weeks, months, years.
            1/day     | Time unit not recognised. Supported units: days, weeks, months, years.
            """)
    void refusesWhatIsNoTime(String path, String reason) throws Exception {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).isEqualTo("{\"error\":\"bad_request\",\"reason\":\"" + reason + "\"}");
    }
}
