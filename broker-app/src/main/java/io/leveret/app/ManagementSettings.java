package io.leveret.app;

import io.leveret.app.config.ManagementHttpConfig;
import io.leveret.management.http.HttpOptions;
import java.util.HashMap;
import java.util.Map;

/** The settings of the process in the terms of the management API. */
final class ManagementSettings {

    private ManagementSettings() {}

    static HttpOptions of(ManagementHttpConfig config) {
        Map<String, String> headers = new HashMap<>(HttpOptions.SECURE);
        headers.putAll(config.headers());
        Long maxAge = config.corsMaxAgeSeconds();
        Long bodyBytes = config.bodyBytesMax();
        return new HttpOptions(
                config.pathPrefix(),
                config.corsOrigins(),
                maxAge == null ? Long.valueOf(HttpOptions.CORS_MAX_AGE_SECONDS) : maxAge,
                bodyBytes == null ? HttpOptions.BODY_BYTES_MAX : bodyBytes,
                config.compress(),
                headers);
    }
}
