package io.leveret.management.view;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The parts of a cipher suite, as RabbitMQ names them: {@code ecdhe_rsa}, {@code aes_128_gcm}, {@code sha256}. */
record CipherNames(
        @Nullable String keyExchange,
        @Nullable String cipher,
        @Nullable String hash) {

    static final CipherNames NONE = new CipherNames(null, null, null);

    private static final String PREFIX = "TLS_";
    private static final String WITH = "_WITH_";

    /** Of a name such as {@code TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}, or {@code TLS_AES_256_GCM_SHA384} of TLS 1.3. */
    static CipherNames of(String suite) {
        int with = suite.indexOf(WITH);
        String exchange = with < 0 ? "any" : suite.substring(suite.indexOf('_') + 1, with);
        String rest = with < 0
                ? suite.startsWith(PREFIX) ? suite.substring(PREFIX.length()) : suite
                : suite.substring(with + WITH.length());
        int last = rest.lastIndexOf('_');
        return new CipherNames(
                exchange.toLowerCase(Locale.ROOT),
                (last < 0 ? rest : rest.substring(0, last)).toLowerCase(Locale.ROOT),
                last < 0 ? null : rest.substring(last + 1).toLowerCase(Locale.ROOT));
    }
}
