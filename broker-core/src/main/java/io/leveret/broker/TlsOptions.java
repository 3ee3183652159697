package io.leveret.broker;

import io.leveret.broker.tls.TlsFault;
import io.leveret.broker.tls.TlsServer;
import io.leveret.broker.tls.TlsSettings;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How AMQP over TLS is to be: TLS 1.2 and 1.3 with forward secrecy unless something else is asked for. The files are in PEM
 * form; changed ones count for new connections within some seconds. Immutable: every {@code with} method returns a changed
 * copy.
 */
public final class TlsOptions {

    private final TlsSettings settings;

    private TlsOptions(TlsSettings settings) {
        this.settings = settings;
    }

    /** Whether clients show a certificate. */
    public enum ClientCertificates {
        /** They are not asked for one. */
        NOT_ASKED,
        /** They may; one that is shown must be valid. */
        MAY,
        /** Without one there is no connection. */
        MUST
    }

    /**
     * A broker with a certificate, which asks nobody for theirs.
     *
     * @param certificate PEM: the broker's certificate, and those between it and its authority
     * @param key PEM: its private key
     */
    public static TlsOptions of(Path certificate, Path key) {
        return new TlsOptions(TlsSettings.of(certificate, key));
    }

    /** The password of the key. */
    public TlsOptions withKeyPassword(@Nullable String password) {
        return new TlsOptions(settings.withKeyPassword(password));
    }

    /**
     * Clients' certificates.
     *
     * @param authorities PEM: who signs them; null only if nobody is asked for one
     * @param depth how many certificates may stand between a client's and its authority, from 0
     */
    public TlsOptions withClientCertificates(ClientCertificates certificates, @Nullable Path authorities, int depth) {
        if (authorities == null && certificates != ClientCertificates.NOT_ASKED) {
            throw new IllegalArgumentException("certificates that nobody has signed");
        }
        return new TlsOptions(
                settings.withClients(TlsSettings.Clients.valueOf(certificates.name()), authorities, depth));
    }

    /** Protocol versions as the JDK names them, at least one. */
    public TlsOptions withProtocols(List<String> protocols) {
        return new TlsOptions(settings.withProtocols(protocols));
    }

    /**
     * Cipher suites.
     *
     * @param suites under the JDK's names or OpenSSL's, the best first; none for the defaults
     * @param ownOrder whether this order counts and not the client's
     */
    public TlsOptions withCipherSuites(List<String> suites, boolean ownOrder) {
        return new TlsOptions(settings.withCipherSuites(suites, ownOrder));
    }

    /**
     * Reads the files and tries what is to be done with them.
     *
     * @throws TlsException if that cannot be
     */
    public void verify() throws TlsException {
        try {
            TlsServer.verify(settings);
        } catch (TlsFault fault) {
            throw new TlsException(fault);
        }
    }

    TlsSettings settings() {
        return settings;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return settings.toString();
    }
}
