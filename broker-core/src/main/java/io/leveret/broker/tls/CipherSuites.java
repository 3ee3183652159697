package io.leveret.broker.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which cipher suites are used, under the JDK's names or OpenSSL's, which configuration files for RabbitMQ have. */
final class CipherSuites {

    /** Forward secrecy and authenticated encryption only. */
    private static final List<String> DEFAULTS = List.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_AES_128_GCM_SHA256",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private static final Pattern OPENSSL = Pattern.compile(
            "(?:(ECDHE|DHE)-(ECDSA|RSA)-)?(?:(AES)(128|256)(-GCM)?-(SHA|SHA256|SHA384)|(CHACHA20-POLY1305))");

    private CipherSuites() {}

    /**
     * The names that the JDK has for these, or the defaults if there are none.
     *
     * @param supported what the JDK knows
     * @throws TlsFault for one that it does not know
     */
    static List<String> of(List<String> wanted, Set<String> supported) throws TlsFault {
        if (wanted.isEmpty()) {
            return DEFAULTS.stream().filter(supported::contains).toList();
        }
        List<String> names = new ArrayList<>();
        for (String name : wanted) {
            String translated = fromOpenSsl(name);
            if (!supported.contains(translated)) {
                throw new TlsFault(
                        TlsFault.Part.CIPHER_SUITES,
                        "\"" + name + "\" is no cipher suite that is supported (such as"
                                + " ECDHE-RSA-AES256-GCM-SHA384 or TLS_AES_256_GCM_SHA384)");
            }
            names.add(translated);
        }
        return names;
    }

    /** The JDK's name for one of OpenSSL's; any other name as it is. */
    static String fromOpenSsl(String name) {
        Matcher matcher = OPENSSL.matcher(name);
        if (!matcher.matches()) {
            return name;
        }
        String exchange = matcher.group(1) == null ? "RSA" : matcher.group(1) + "_" + matcher.group(2);
        if (matcher.group(7) != null) {
            return "TLS_" + exchange + "_WITH_CHACHA20_POLY1305_SHA256";
        }
        String mode = matcher.group(5) == null ? "CBC" : "GCM";
        return "TLS_" + exchange + "_WITH_AES_" + matcher.group(4) + "_" + mode + "_" + matcher.group(6);
    }
}
