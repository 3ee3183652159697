package io.leveret.broker.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which name of a client's certificate is that of its user. Immutable.
 *
 * @param index which of the names of that kind, from 0; of alternative names only
 */
public record CertificateName(Source source, int index) {

    /** RabbitMQ's default. */
    public static final CertificateName DEFAULT = new CertificateName(Source.DISTINGUISHED_NAME, 0);

    /** Where the name stands. */
    public enum Source {
        DISTINGUISHED_NAME(-1),
        COMMON_NAME(-1),
        ALTERNATIVE_EMAIL(1),
        ALTERNATIVE_DNS(2),
        ALTERNATIVE_URI(6);

        /** The kind of alternative name (RFC 5280 section 4.2.1.6). */
        private final int kind;

        Source(int kind) {
            this.kind = kind;
        }
    }

    /** The user's name, or null if the certificate has none there. */
    public @Nullable String of(X509Certificate certificate) {
        return switch (source) {
            case DISTINGUISHED_NAME -> DistinguishedName.of(certificate.getSubjectX500Principal());
            case COMMON_NAME -> {
                List<String> names = DistinguishedName.commonNames(certificate.getSubjectX500Principal());
                yield names.isEmpty() ? null : String.join(",", names);
            }
            case ALTERNATIVE_EMAIL, ALTERNATIVE_DNS, ALTERNATIVE_URI -> alternative(certificate);
        };
    }

    private @Nullable String alternative(X509Certificate certificate) {
        Collection<List<?>> names;
        try {
            names = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            return null;
        }
        if (names == null) {
            return null;
        }
        return names.stream()
                .filter(name -> name.get(0).equals(source.kind))
                .skip(index)
                .findFirst()
                .map(name -> String.valueOf(name.get(1)))
                .orElse(null);
    }
}
