package io.leveret.bench;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The broker to load and who does it, as an AMQP URI says it: {@code amqp://user:password@host:port/vhost}, each part
 * percent-encoded. What is left out is guest, guest, 127.0.0.1, 5672 and {@code /}.
 */
record Target(String host, int port, String user, String password, String virtualHost) {

    static final Target DEFAULT = new Target("127.0.0.1", 5672, "guest", "guest", "/");

    private static final int PORT_MAX = 65_535;

    /** @throws IllegalArgumentException with one line that says what is wrong, without the password */
    static Target parse(String text) {
        URI uri = uri(text);
        if (!"amqp".equalsIgnoreCase(uri.getScheme())) {
            throw new IllegalArgumentException("an AMQP URI begins with amqp:// (TLS is not supported)");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("parameters behind ? or # in an AMQP URI are not supported");
        }
        if (uri.isOpaque() || (uri.getHost() == null && uri.getRawAuthority() != null)) {
            throw new IllegalArgumentException("no host and port can be read from the AMQP URI");
        }
        int port = uri.getPort() < 0 ? DEFAULT.port : uri.getPort();
        if (port < 1 || port > PORT_MAX) {
            throw new IllegalArgumentException("port " + port + " (expected: 1 to " + PORT_MAX + ")");
        }
        String[] login = login(uri.getRawUserInfo());
        String host = uri.getHost() == null ? DEFAULT.host : uri.getHost().replaceAll("[\\[\\]]", "");
        return new Target(host, port, login[0], login[1], virtualHost(uri.getRawPath()));
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e.getReason() + " at character " + e.getIndex() + " of the AMQP URI", e);
        }
    }

    private static String[] login(@Nullable String userInfo) {
        if (userInfo == null) {
            return new String[] {DEFAULT.user, DEFAULT.password};
        }
        int colon = userInfo.indexOf(':');
        return colon < 0
                ? new String[] {decoded(userInfo), DEFAULT.password}
                : new String[] {decoded(userInfo.substring(0, colon)), decoded(userInfo.substring(colon + 1))};
    }

    /** No path is the default; a lone slash is the virtual host whose name is empty, as RabbitMQ's clients read it. */
    private static String virtualHost(@Nullable String path) {
        if (path == null || path.isEmpty()) {
            return DEFAULT.virtualHost;
        }
        if (path.indexOf('/', 1) >= 0) {
            throw new IllegalArgumentException("a slash in the name of a virtual host is written %2F");
        }
        return decoded(path.substring(1));
    }

    private static String decoded(String part) {
        // In a URI, other than in a form, a plus is a plus.
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Host and port, for messages. */
    String address() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
