package io.leveret.app;

import io.leveret.app.config.LoginConfig;
import io.leveret.app.config.TlsConfig;
import io.leveret.broker.LoginOptions;
import io.leveret.broker.TlsException;
import io.leveret.broker.TlsListener;
import io.leveret.broker.TlsOptions;
import io.leveret.broker.TlsOptions.ClientCertificates;
import org.jspecify.annotations.Nullable;

/** What the configuration says of TLS and of logging in, in the broker's words. */
final class BrokerTls {

    private BrokerTls() {}

    /** Finds out whether the files can be used; whoever asks before anything is opened has changed nothing by then. */
    static void verify(@Nullable TlsConfig config) throws StartException {
        try {
            if (config != null) {
                options(config).verify();
            }
        } catch (TlsException e) {
            throw new StartException(ExitStatus.CONFIG, config.fault(key(e.option()), String.valueOf(e.getMessage())));
        }
    }

    private static String key(TlsException.Option option) {
        return switch (option) {
            case CERTIFICATE -> TlsConfig.CERTIFICATE;
            case KEY -> TlsConfig.KEY;
            case KEY_PASSWORD -> TlsConfig.PASSWORD;
            case AUTHORITIES -> TlsConfig.AUTHORITIES;
            case PROTOCOLS -> TlsConfig.VERSIONS;
            case CIPHER_SUITES -> TlsConfig.CIPHERS;
        };
    }

    static @Nullable TlsListener listener(@Nullable TlsConfig config) {
        return config == null ? null : new TlsListener(config.hosts(), config.port(), options(config));
    }

    private static TlsOptions options(TlsConfig config) {
        return TlsOptions.of(config.certificateFile(), config.keyFile())
                .withKeyPassword(config.keyPassword())
                .withClientCertificates(clientCertificates(config), config.authoritiesFile(), config.depth())
                .withProtocols(config.versions())
                .withCipherSuites(config.ciphers(), config.honorsCipherOrder());
    }

    private static ClientCertificates clientCertificates(TlsConfig config) {
        if (!config.verifiesPeers()) {
            return ClientCertificates.NOT_ASKED;
        }
        return config.requiresPeerCertificate() ? ClientCertificates.MUST : ClientCertificates.MAY;
    }

    static LoginOptions login(LoginConfig config) {
        return new LoginOptions(
                config.mechanisms(),
                config.anonymousUser(),
                config.anonymousPassword(),
                LoginOptions.CertificateUser.valueOf(config.certificateUser().name()),
                config.alternativeNameIndex());
    }
}
