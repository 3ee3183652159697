package io.leveret.broker;

import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * How one connection is encrypted.
 *
 * @param protocol {@code TLSv1.3} and so on
 * @param cipherSuite as the Java platform calls it
 * @param peer what the client has shown; null for nothing
 */
public record TlsInfo(
        String protocol, String cipherSuite, @Nullable Certificate peer) {

    /** Names in the form of RFC 2253. */
    public record Certificate(String subject, String issuer, Instant from, Instant until) {}

    static @Nullable TlsInfo of(@Nullable SSLSession session, @Nullable X509Certificate shown) {
        if (session == null) {
            return null;
        }
        Certificate peer = shown == null
                ? null
                : new Certificate(
                        shown.getSubjectX500Principal().getName(),
                        shown.getIssuerX500Principal().getName(),
                        shown.getNotBefore().toInstant(),
                        shown.getNotAfter().toInstant());
        return new TlsInfo(session.getProtocol(), session.getCipherSuite(), peer);
    }
}
