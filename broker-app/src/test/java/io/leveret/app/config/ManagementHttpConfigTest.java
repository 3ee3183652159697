package io.leveret.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementHttpConfigTest {

    private static Settings settings(String... lines) throws ConfigException {
        return Settings.resolve(Flags.NONE, RabbitConf.parse("file", Arrays.asList(lines)), 1L << 30, true);
    }

    @Test
    void everythingCanBeSet() throws ConfigException {
        Settings settings = settings(
                "management.path_prefix = /one/two",
                "management.cors.allow_origins.1 = http://one.example",
                "management.cors.allow_origins.2 = http://two.example",
                "management.cors.max_age = 5",
                "management.http.max_body_size = 1000",
                "management.tcp.compress = false",
                "management.csp.policy = default-src 'self'",
                "management.hsts.policy = max-age=1",
                "management.headers.content_type_options = nosniff",
                "management.headers.frame_options = SAMEORIGIN",
                "management.headers.xss_protection = 0");
        assertThat(settings.management().http())
                .isEqualTo(new ManagementHttpConfig(
                        "/one/two",
                        List.of("http://one.example", "http://two.example"),
                        5L,
                        1000L,
                        false,
                        Map.of(
                                "content-security-policy", "default-src 'self'",
                                "strict-transport-security", "max-age=1",
                                "x-content-type-options", "nosniff",
                                "x-frame-options", "SAMEORIGIN",
                                "x-xss-protection", "0")));
        assertThat(settings.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/a/,/a", "/,''", "/a,/a"})
    void takesAPrefixWithASlashBehind(String given, String meant) throws ConfigException {
        assertThat(settings("management.path_prefix = " + given)
                        .management()
                        .http()
                        .pathPrefix())
                .isEqualTo(meant);
    }

    @Test
    void takesNoneForNoOrigin() throws ConfigException {
        assertThat(settings("management.cors.allow_origins = none")
                        .management()
                        .http()
                        .corsOrigins())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "management.path_prefix = a",
                "management.path_prefix = /a b",
                "management.cors.max_age = -1",
                "management.http.max_body_size = 1MB",
                "management.tcp.compress = gzip"
            })
    void refusesWhatMakesNoSense(String line) {
        assertThatThrownBy(() -> settings(line)).isInstanceOf(ConfigException.class);
    }
}
