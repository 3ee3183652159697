package io.leveret.broker.tls;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * Certificates and key of one time, ready for handshakes. Immutable.
 *
 * @param chain the broker's certificate first
 * @param authorities who signs certificates of clients
 */
record TlsMaterial(SslContext context, List<X509Certificate> chain, List<X509Certificate> authorities) {

    TlsMaterial {
        chain = List.copyOf(chain);
        authorities = List.copyOf(authorities);
    }

    /** Makes sense of the files. */
    static TlsMaterial of(TlsSettings settings, PemFiles files) throws TlsFault {
        List<X509Certificate> chain =
                certificates(TlsFault.Part.CERTIFICATE, settings.certificateFile(), files.certificate());
        PrivateKey key = key(settings, files.key());
        requireBelonging(settings, key, chain.get(0));
        Path authoritiesFile = settings.authoritiesFile();
        byte[] authoritiesRead = files.authorities();
        List<X509Certificate> authorities = authoritiesFile == null || authoritiesRead == null
                ? List.of()
                : certificates(TlsFault.Part.AUTHORITIES, authoritiesFile, authoritiesRead);
        return new TlsMaterial(context(settings, key, chain, authorities), chain, authorities);
    }

    private static List<X509Certificate> certificates(TlsFault.Part part, Path file, byte[] content) throws TlsFault {
        try {
            return Pem.certificates(content);
        } catch (CertificateException e) {
            throw new TlsFault(part, file + " holds no usable certificate: " + e.getMessage());
        }
    }

    private static PrivateKey key(TlsSettings settings, byte[] content) throws TlsFault {
        try {
            return PrivateKeys.read(content, settings.keyPassword());
        } catch (PrivateKeys.PasswordException e) {
            throw new TlsFault(TlsFault.Part.KEY_PASSWORD, settings.keyFile() + ": " + e.getMessage());
        } catch (GeneralSecurityException e) {
            throw new TlsFault(TlsFault.Part.KEY, settings.keyFile() + " cannot be used: " + e.getMessage());
        }
    }

    private static void requireBelonging(TlsSettings settings, PrivateKey key, X509Certificate certificate)
            throws TlsFault {
        boolean belongs;
        try {
            belongs = PrivateKeys.belongTogether(key, certificate.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new TlsFault(TlsFault.Part.KEY, settings.keyFile() + " cannot be used: " + e.getMessage());
        }
        if (!belongs) {
            throw new TlsFault(
                    TlsFault.Part.KEY,
                    settings.keyFile() + " is not the key of the first certificate in " + settings.certificateFile());
        }
    }

    private static SslContext context(
            TlsSettings settings, PrivateKey key, List<X509Certificate> chain, List<X509Certificate> authorities)
            throws TlsFault {
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(key, chain.toArray(X509Certificate[]::new))
                    .sslProvider(SslProvider.JDK)
                    .protocols(settings.protocols())
                    .ciphers(CipherSuites.of(settings.cipherSuites(), supported(settings.protocols())))
                    .clientAuth(clientAuth(settings.clients()));
            if (settings.clients() != TlsSettings.Clients.NOT_ASKED) {
                builder.trustManager(trust(authorities, settings.depth()));
            }
            return builder.build();
        } catch (SSLException | GeneralSecurityException | IllegalArgumentException e) {
            throw new TlsFault(
                    TlsFault.Part.CERTIFICATE, settings.certificateFile() + " cannot be used: " + e.getMessage());
        }
    }

    private static Set<String> supported(List<String> protocols) throws NoSuchAlgorithmException, TlsFault {
        List<String> known = Arrays.asList(
                SSLContext.getDefault().getSupportedSSLParameters().getProtocols());
        for (String protocol : protocols) {
            if (!known.contains(protocol)) {
                throw new TlsFault(TlsFault.Part.PROTOCOLS, "this Java does not have " + protocol);
            }
        }
        return Set.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
    }

    private static ClientAuth clientAuth(TlsSettings.Clients clients) {
        return switch (clients) {
            case NOT_ASKED -> ClientAuth.NONE;
            case MAY -> ClientAuth.OPTIONAL;
            case MUST -> ClientAuth.REQUIRE;
        };
    }

    private static TrustManagerFactory trust(List<X509Certificate> authorities, int depth)
            throws GeneralSecurityException {
        Set<TrustAnchor> anchors = authorities.stream()
                .map(authority -> new TrustAnchor(authority, null))
                .collect(Collectors.toSet());
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
        parameters.setRevocationEnabled(false);
        parameters.setMaxPathLength(depth);
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(new CertPathTrustManagerParameters(parameters));
        return factory;
    }
}
