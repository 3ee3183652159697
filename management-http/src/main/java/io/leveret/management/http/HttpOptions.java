package io.leveret.management.http;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the API is served. Immutable.
 *
 * @param pathPrefix what stands in front of {@code /api}; empty, or with a slash in front and none behind
 * @param corsOrigins origins whose pages may use the API, {@code *} for all; none by default
 * @param corsMaxAgeSeconds how long a browser may remember that, or null for its own default
 * @param bodyBytesMax octets that the body of a request may have
 * @param compress whether answers are compressed for clients that ask for it
 * @param headers what every answer carries
 */
public record HttpOptions(
        String pathPrefix,
        List<String> corsOrigins,
        @Nullable Long corsMaxAgeSeconds,
        long bodyBytesMax,
        boolean compress,
        Map<String, String> headers) {

    /** RabbitMQ's. */
    public static final long CORS_MAX_AGE_SECONDS = 1800;

    /** RabbitMQ's. */
    public static final long BODY_BYTES_MAX = 20_000_000;

    /** The header that says what a page may load and run. */
    public static final String CONTENT_SECURITY_POLICY = "content-security-policy";

    /** The header that forbids to guess what a body is. */
    public static final String CONTENT_TYPE_OPTIONS = "x-content-type-options";

    /** The header that says who may show a page in a frame. */
    public static final String FRAME_OPTIONS = "x-frame-options";

    /** Strict where RabbitMQ sets nothing: only what this server serves runs, and nobody frames it. */
    public static final Map<String, String> SECURE = Map.of(
            CONTENT_SECURITY_POLICY,
            "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
            CONTENT_TYPE_OPTIONS,
            "nosniff",
            FRAME_OPTIONS,
            "DENY");

    /** What holds where nothing is configured. */
    public static final HttpOptions DEFAULT =
            new HttpOptions("", List.of(), CORS_MAX_AGE_SECONDS, BODY_BYTES_MAX, true, SECURE);

    public HttpOptions {
        corsOrigins = List.copyOf(corsOrigins);
        headers = Map.copyOf(headers);
    }
}
