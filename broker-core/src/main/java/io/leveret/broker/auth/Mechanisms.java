package io.leveret.broker.auth;

import io.leveret.broker.auth.Sasl.Credentials;
import io.leveret.broker.tls.CertificateName;
import io.leveret.broker.tls.TlsPeer;
import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * By which SASL mechanisms clients may log in. Immutable.
 *
 * @param names in the order in which connection.start lists them
 * @param anonymous as whom ANONYMOUS lets everybody in, or null
 * @param certificateName which name EXTERNAL takes from the client's certificate
 */
public record Mechanisms(List<String> names, @Nullable Credentials anonymous, CertificateName certificateName) {

    public static final String PLAIN = "PLAIN";
    public static final String AMQPLAIN = "AMQPLAIN";
    public static final String EXTERNAL = "EXTERNAL";
    public static final String ANONYMOUS = "ANONYMOUS";

    /** RabbitMQ's default of before 4.0. */
    public static final Mechanisms DEFAULT = new Mechanisms(List.of(PLAIN, AMQPLAIN), null, CertificateName.DEFAULT);

    /** All that there are. */
    public static final List<String> KNOWN = List.of(PLAIN, AMQPLAIN, EXTERNAL, ANONYMOUS);

    public Mechanisms {
        names = List.copyOf(names);
    }

    /**
     * Whom a response claims to be.
     *
     * @param password null if a certificate has shown it already
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Claim(String user, byte @Nullable [] password) {

        /** Keeps the password out of logs. */
        @Override
        public String toString() {
            return "Claim[user=" + user + "]";
        }
    }

    /**
     * As connection.start lists them.
     *
     * @param tls null on a connection that is not encrypted
     */
    public String offered(@Nullable TlsPeer tls) {
        return String.join(
                " ", names.stream().filter(name -> isOffered(name, tls)).toList());
    }

    private boolean isOffered(String name, @Nullable TlsPeer tls) {
        return switch (name) {
            case EXTERNAL -> tls != null;
            case ANONYMOUS -> anonymous != null;
            default -> true;
        };
    }

    /**
     * Reads the response of connection.start-ok.
     *
     * @return null if the certificate names nobody, or there is none
     * @throws ConnectionException 503 for a mechanism that is not offered, 502 for a response that makes no sense
     */
    @Nullable
    Claim claim(String mechanism, byte[] response, @Nullable TlsPeer tls) {
        if (!KNOWN.contains(mechanism)) {
            throw new ConnectionException(
                    ReplyCode.COMMAND_INVALID, "unknown authentication mechanism '" + mechanism + "'");
        }
        if (!names.contains(mechanism) || !isOffered(mechanism, tls)) {
            throw new ConnectionException(
                    ReplyCode.COMMAND_INVALID, "invalid authentication mechanism '" + mechanism + "'");
        }
        return switch (mechanism) {
            case EXTERNAL -> external(tls);
            case ANONYMOUS -> anonymous == null ? null : claim(anonymous);
            default -> claim(Sasl.credentials(mechanism, response));
        };
    }

    private static Claim claim(Credentials credentials) {
        return new Claim(credentials.user(), credentials.password());
    }

    private @Nullable Claim external(@Nullable TlsPeer tls) {
        X509Certificate certificate = tls == null ? null : tls.certificate();
        String user = certificate == null ? null : certificateName.of(certificate);
        return user == null ? null : new Claim(user, null);
    }
}
