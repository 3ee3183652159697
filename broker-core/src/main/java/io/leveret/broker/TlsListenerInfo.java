package io.leveret.broker;

import io.leveret.broker.tls.TlsServer;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A listener for TLS and what it shows, for those who look from outside.
 *
 * @param certificates those of its file, its own first
 * @param authoritiesFile null if it asks no client for a certificate
 * @param authorities those of that file
 */
public record TlsListenerInfo(
        InetSocketAddress address,
        Path certificateFile,
        List<Validity> certificates,
        @Nullable Path authoritiesFile,
        List<Validity> authorities) {

    /** When a certificate is valid. */
    public record Validity(Instant from, Instant until) {}

    public TlsListenerInfo {
        certificates = List.copyOf(certificates);
        authorities = List.copyOf(authorities);
    }

    static TlsListenerInfo of(InetSocketAddress address, TlsServer tls) {
        return new TlsListenerInfo(
                address,
                tls.settings().certificateFile(),
                validities(tls.chain()),
                tls.settings().authoritiesFile(),
                validities(tls.authorities()));
    }

    private static List<Validity> validities(List<X509Certificate> certificates) {
        return certificates.stream()
                .map(certificate -> new Validity(
                        certificate.getNotBefore().toInstant(),
                        certificate.getNotAfter().toInstant()))
                .toList();
    }
}
