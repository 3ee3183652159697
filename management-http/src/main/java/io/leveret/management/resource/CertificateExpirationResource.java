package io.leveret.management.resource;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.leveret.management.view.BrokerView;
import io.leveret.management.view.TlsListenerBody;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/health/checks/certificate-expiration/{within}/{unit}}: 200, or 503 with the listeners whose certificates,
 * or those of whose authorities, expire by then.
 */
public record CertificateExpirationResource(BrokerView broker) implements Handler<RoutingContext> {

    /** Without a leading zero of the hour, as RabbitMQ has it. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("u-MM-dd H:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final String NOT_YET = "Certificate is not yet valid";
    private static final int HOURS_OF_MONTH = 365 * 24 / 12;
    private static final int DAYS_OF_YEAR = 365;
    /** In any unit more than a certificate is valid for, and far from where times end. */
    private static final int WITHIN_MAX = 100_000;

    private record Fine(String status) {}

    private record Failed(String status, String reason, List<Expiring> expired) {}

    private record Expiring(
            String node,
            String protocol,
            @JsonProperty("interface") String address,
            int port,
            String certfile,
            @Nullable String cacertfile,
            List<String> certfileExpiresOn,
            List<String> cacertfileExpiresOn) {}

    @Override
    public void handle(RoutingContext request) {
        Duration unit = unit(Path.part(request, "unit"));
        Integer within = number(Path.part(request, "within"));
        if (within == null) {
            Answer.error(request, 400, "bad_request", "Invalid expiration value.");
        } else if (unit == null) {
            Answer.error(
                    request,
                    400,
                    "bad_request",
                    "Time unit not recognised. Supported units: days, weeks, months, years.");
        } else {
            answer(request, unit.multipliedBy(within));
        }
    }

    private void answer(RoutingContext request, Duration within) {
        Instant now = broker.now();
        List<Expiring> expiring = new ArrayList<>();
        for (TlsListenerBody listener : broker.tlsListeners()) {
            List<String> own = expiring(listener.certificates(), now, now.plus(within));
            List<String> authorities = expiring(listener.authorities(), now, now.plus(within));
            if (!own.isEmpty() || !authorities.isEmpty()) {
                expiring.add(new Expiring(
                        listener.node(),
                        TlsListenerBody.PROTOCOL,
                        listener.address(),
                        listener.port(),
                        listener.certificateFile(),
                        listener.authoritiesFile(),
                        own,
                        authorities));
            }
        }
        if (expiring.isEmpty()) {
            Answer.ok(request, new Fine("ok"));
        } else {
            Answer.unavailable(request, new Failed("failed", "Certificates expiring", expiring));
        }
    }

    private static List<String> expiring(List<TlsListenerBody.Validity> certificates, Instant now, Instant end) {
        return certificates.stream()
                .filter(validity ->
                        validity.until().isBefore(end) || validity.from().isAfter(now))
                .map(validity -> validity.from().isAfter(now) ? NOT_YET : DATE.format(validity.until()))
                .toList();
    }

    private static @Nullable Integer number(String text) {
        return text.matches("[+-]?\\d{1,100}")
                ? new BigInteger(text)
                        .max(BigInteger.valueOf(-WITHIN_MAX))
                        .min(BigInteger.valueOf(WITHIN_MAX))
                        .intValue()
                : null;
    }

    private static @Nullable Duration unit(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "days" -> Duration.ofDays(1);
            case "weeks" -> Duration.ofDays(7);
            case "months" -> Duration.ofHours(HOURS_OF_MONTH);
            case "years" -> Duration.ofDays(DAYS_OF_YEAR);
            default -> null;
        };
    }
}
