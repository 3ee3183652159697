package io.leveret.management.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A listener for TLS and how long its certificates are valid.
 *
 * @param address in digits
 * @param authoritiesFile null if no client is asked for a certificate
 */
public record TlsListenerBody(
        String node,
        String address,
        int port,
        String certificateFile,
        List<Validity> certificates,
        @Nullable String authoritiesFile,
        List<Validity> authorities) {

    /** RabbitMQ's name for what it listens to. */
    public static final String PROTOCOL = "amqp/ssl";

    /** When a certificate is valid. */
    public record Validity(Instant from, Instant until) {}

    public TlsListenerBody {
        certificates = List.copyOf(certificates);
        authorities = List.copyOf(authorities);
    }
}
