package io.leveret.broker;

import io.leveret.broker.auth.Mechanisms;
import io.leveret.broker.auth.Sasl;
import io.leveret.broker.tls.CertificateName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How AMQP clients say who they are.
 *
 * @param mechanisms SASL mechanisms in the order in which clients see them: {@code PLAIN}, {@code AMQPLAIN}, {@code
 *     EXTERNAL} (over TLS only) and {@code ANONYMOUS}
 * @param anonymousUser as whom {@code ANONYMOUS} lets everybody in; null for nobody
 * @param anonymousPassword that user's
 * @param certificateUser which name of a certificate {@code EXTERNAL} takes
 * @param certificateNameIndex which of the alternative names of that kind, from 0
 */
public record LoginOptions(
        List<String> mechanisms,
        @Nullable String anonymousUser,
        String anonymousPassword,
        CertificateUser certificateUser,
        int certificateNameIndex) {

    /** Passwords only. */
    public static final LoginOptions DEFAULT =
            new LoginOptions(Mechanisms.DEFAULT.names(), "guest", "guest", CertificateUser.DISTINGUISHED_NAME, 0);

    /** Which name of a client's certificate is that of its user. */
    public enum CertificateUser {
        /** All of its subject, as in {@code CN=shop,O=Example}. */
        DISTINGUISHED_NAME,
        COMMON_NAME,
        ALTERNATIVE_EMAIL,
        ALTERNATIVE_DNS,
        ALTERNATIVE_URI
    }

    /** Refuses mechanisms that do not exist. */
    public LoginOptions {
        mechanisms = List.copyOf(mechanisms);
        if (!isKnown(mechanisms)) {
            throw new IllegalArgumentException("unknown mechanisms: " + mechanisms);
        }
    }

    /** Whether there are such mechanisms. */
    public static boolean isKnown(List<String> mechanisms) {
        return Mechanisms.KNOWN.containsAll(mechanisms);
    }

    Mechanisms asMechanisms() {
        Sasl.Credentials anonymous = anonymousUser == null
                ? null
                : new Sasl.Credentials(anonymousUser, anonymousPassword.getBytes(StandardCharsets.UTF_8));
        return new Mechanisms(
                mechanisms,
                anonymous,
                new CertificateName(CertificateName.Source.valueOf(certificateUser.name()), certificateNameIndex));
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "LoginOptions" + mechanisms;
    }
}
