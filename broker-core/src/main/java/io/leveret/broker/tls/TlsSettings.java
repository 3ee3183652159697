package io.leveret.broker.tls;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How TLS is to be. Immutable.
 *
 * @param certificateFile PEM: the broker's certificate, and those between it and its authority
 * @param keyFile PEM: the private key of that certificate
 * @param keyPassword of the key if it is encrypted
 * @param authoritiesFile PEM: who signs the certificates of clients
 * @param clients whether clients show a certificate
 * @param protocols as the JDK names them
 * @param cipherSuites as the JDK or OpenSSL names them, the best first; none for the defaults
 * @param ownOrder whether the broker's order of them counts and not the client's
 * @param depth how many certificates may stand between a client's and its authority
 */
public record TlsSettings(
        Path certificateFile,
        Path keyFile,
        @Nullable String keyPassword,
        @Nullable Path authoritiesFile,
        Clients clients,
        List<String> protocols,
        List<String> cipherSuites,
        boolean ownOrder,
        int depth) {

    /** RabbitMQ's, but for those that are broken. */
    public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /** RabbitMQ's. */
    public static final int DEPTH = 10;

    /** Whether clients show a certificate. */
    public enum Clients {
        /** They are not asked for one. */
        NOT_ASKED,
        /** They may; one that is shown must be valid. */
        MAY,
        /** Without one there is no connection. */
        MUST
    }

    public TlsSettings {
        protocols = List.copyOf(protocols);
        cipherSuites = List.copyOf(cipherSuites);
    }

    /** A server with a certificate, which asks nobody for theirs. */
    public static TlsSettings of(Path certificateFile, Path keyFile) {
        return new TlsSettings(
                certificateFile, keyFile, null, null, Clients.NOT_ASKED, PROTOCOLS, List.of(), false, DEPTH);
    }

    public TlsSettings withKeyPassword(@Nullable String password) {
        return new TlsSettings(
                certificateFile, keyFile, password, authoritiesFile, clients, protocols, cipherSuites, ownOrder, depth);
    }

    public TlsSettings withClients(Clients asked, @Nullable Path authorities, int depthMax) {
        return new TlsSettings(
                certificateFile, keyFile, keyPassword, authorities, asked, protocols, cipherSuites, ownOrder, depthMax);
    }

    public TlsSettings withProtocols(List<String> names) {
        return new TlsSettings(
                certificateFile, keyFile, keyPassword, authoritiesFile, clients, names, cipherSuites, ownOrder, depth);
    }

    public TlsSettings withCipherSuites(List<String> names, boolean inOwnOrder) {
        return new TlsSettings(
                certificateFile, keyFile, keyPassword, authoritiesFile, clients, protocols, names, inOwnOrder, depth);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "TlsSettings[" + certificateFile + ", " + clients + "]";
    }
}
