package io.leveret.app.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How AMQP clients say who they are.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>default</th></tr>
 * <tr><td>{@code auth_mechanisms.N}: {@code PLAIN}, {@code AMQPLAIN}, {@code EXTERNAL} or {@code ANONYMOUS}</td>
 *     <td>{@code PLAIN}, {@code AMQPLAIN}</td></tr>
 * <tr><td>{@code anonymous_login_user}, {@code none} for nobody, and {@code anonymous_login_pass}</td>
 *     <td>{@code guest}, {@code guest}</td></tr>
 * <tr><td>{@code ssl_cert_login_from}: {@code distinguished_name}, {@code common_name} or
 *     {@code subject_alternative_name}</td><td>{@code distinguished_name}</td></tr>
 * <tr><td>{@code ssl_cert_login_san_type}: {@code dns}, {@code email} or {@code uri}</td><td>{@code dns}</td></tr>
 * <tr><td>{@code ssl_cert_login_san_index}</td><td>0</td></tr>
 * </table>
 *
 * @param mechanisms in the order in which clients see them
 * @param anonymousUser null for nobody
 */
public record LoginConfig(
        List<String> mechanisms,
        @Nullable String anonymousUser,
        String anonymousPassword,
        CertificateUser certificateUser,
        int alternativeNameIndex) {

    static final String MECHANISMS = "auth_mechanisms.";

    private static final String ANONYMOUS_USER = "anonymous_login_user";
    private static final String ANONYMOUS_PASSWORD = "anonymous_login_pass";
    private static final String CERTIFICATE_NAME = "ssl_cert_login_from";
    private static final String ALTERNATIVE_TYPE = "ssl_cert_login_san_type";
    private static final String ALTERNATIVE_INDEX = "ssl_cert_login_san_index";

    /** Its keys, for {@link KnownKeys}. */
    static final List<String> KEYS =
            List.of(ANONYMOUS_USER, ANONYMOUS_PASSWORD, CERTIFICATE_NAME, ALTERNATIVE_TYPE, ALTERNATIVE_INDEX);

    private static final Set<String> KNOWN = Set.of("PLAIN", "AMQPLAIN", "EXTERNAL", "ANONYMOUS");
    private static final List<String> DEFAULT = List.of("PLAIN", "AMQPLAIN");
    private static final String NOBODY = "none";
    private static final String GUEST = "guest";
    private static final Map<String, CertificateUser> ALTERNATIVES = Map.of(
            "dns",
            CertificateUser.ALTERNATIVE_DNS,
            "email",
            CertificateUser.ALTERNATIVE_EMAIL,
            "uri",
            CertificateUser.ALTERNATIVE_URI);

    /** Which name of a client's certificate is that of its user. */
    public enum CertificateUser {
        DISTINGUISHED_NAME,
        COMMON_NAME,
        ALTERNATIVE_EMAIL,
        ALTERNATIVE_DNS,
        ALTERNATIVE_URI
    }

    public LoginConfig {
        mechanisms = List.copyOf(mechanisms);
    }

    static LoginConfig resolve(RabbitConf conf) throws ConfigException {
        RabbitConf.Entry user = conf.get(ANONYMOUS_USER);
        RabbitConf.Entry password = conf.get(ANONYMOUS_PASSWORD);
        String anonymous = First.of(null, user == null ? null : user.plainValue(), GUEST);
        return new LoginConfig(
                mechanisms(conf.startingWith(MECHANISMS)),
                anonymous.equals(NOBODY) ? null : anonymous,
                First.of(null, password == null ? null : password.plainValue(), GUEST),
                certificateUser(conf),
                index(conf.get(ALTERNATIVE_INDEX)));
    }

    /** One line if somebody comes in without a password; else null. */
    @Nullable
    String warning(@Nullable TlsConfig tls) {
        if (mechanisms.contains("ANONYMOUS") && anonymousUser != null) {
            return "auth_mechanisms has ANONYMOUS: whoever can connect is user " + anonymousUser
                    + ", unless that may come from this machine only";
        }
        return mechanisms.contains("EXTERNAL") && (tls == null || !tls.verifiesPeers())
                ? "auth_mechanisms has EXTERNAL, which nobody can use without listeners.ssl and ssl_options.verify ="
                        + " verify_peer"
                : null;
    }

    private static List<String> mechanisms(List<RabbitConf.Entry> entries) throws ConfigException {
        for (RabbitConf.Entry entry : entries) {
            if (!KNOWN.contains(entry.value())) {
                throw entry.fault("\"" + entry.value()
                        + "\" is not supported (expected: PLAIN, AMQPLAIN, EXTERNAL or ANONYMOUS)");
            }
        }
        return entries.isEmpty()
                ? DEFAULT
                : entries.stream().map(RabbitConf.Entry::value).distinct().toList();
    }

    private static CertificateUser certificateUser(RabbitConf conf) throws ConfigException {
        CertificateUser alternative = alternative(conf.get(ALTERNATIVE_TYPE));
        RabbitConf.Entry entry = conf.get(CERTIFICATE_NAME);
        if (entry == null) {
            return CertificateUser.DISTINGUISHED_NAME;
        }
        return switch (entry.value()) {
            case "distinguished_name" -> CertificateUser.DISTINGUISHED_NAME;
            case "common_name" -> CertificateUser.COMMON_NAME;
            case "subject_alternative_name", "subject_alt_name" -> alternative;
            default ->
                throw entry.fault("\"" + entry.value()
                        + "\" (expected: distinguished_name, common_name or subject_alternative_name)");
        };
    }

    private static CertificateUser alternative(RabbitConf.@Nullable Entry entry) throws ConfigException {
        CertificateUser alternative = ALTERNATIVES.get(entry == null ? "dns" : entry.value());
        if (entry != null && alternative == null) {
            throw entry.fault("\"" + entry.value() + "\" is not supported (expected: dns, email or uri)");
        }
        return First.of(null, alternative, CertificateUser.ALTERNATIVE_DNS);
    }

    private static int index(RabbitConf.@Nullable Entry entry) throws ConfigException {
        if (entry == null) {
            return 0;
        }
        if (!entry.value().matches("\\d{1,3}")) {
            throw entry.fault("\"" + entry.value() + "\" is not an index (expected: 0 to 999)");
        }
        return Integer.parseInt(entry.value());
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "LoginConfig" + mechanisms;
    }
}
