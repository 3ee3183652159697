package io.leveret.broker.tls;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Who is on the other side of a TLS connection. Immutable.
 *
 * @param certificate valid, or null if the client has shown none
 */
public record TlsPeer(@Nullable X509Certificate certificate) {

    /** The peer of a handshake that is over. */
    public static TlsPeer of(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return new TlsPeer(chain[0] instanceof X509Certificate own ? own : null);
        } catch (SSLPeerUnverifiedException e) {
            return new TlsPeer(null);
        }
    }
}
