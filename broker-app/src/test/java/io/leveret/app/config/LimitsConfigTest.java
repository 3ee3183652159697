package io.leveret.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of limits, and those of profiles. */
class LimitsConfigTest {

    private static Settings settings(String... lines) throws ConfigException {
        return Settings.resolve(Flags.NONE, RabbitConf.parse("file", Arrays.asList(lines)), 1L << 30, true);
    }

    @Test
    void theDefaultsAreThoseOfRabbitMq() throws ConfigException {
        long free = Long.MAX_VALUE;
        assertThat(settings().limits())
                .isEqualTo(
                        new LimitsConfig(2047, 131_072, 8192, 60, 10_000, null, 0, free, free, free, free, free, free));
        assertThat(settings().compat()).isEqualTo(new CompatConfig("4.2", List.of()));
        assertThat(settings().eventVirtualHost()).isNull();
    }

    @Test
    void everyLimitCanBeSet() throws ConfigException {
        Settings settings = settings(
                "channel_max = 0",
                "frame_max = 4096",
                "initial_frame_max = 16384",
                "heartbeat = 0",
                "handshake_timeout = 500",
                "max_message_size = 1000",
                "consumer_timeout = 7",
                "connection_max = 1",
                "channel_max_per_node = 2",
                "consumer_max_per_channel = 3",
                "cluster_queue_limit = 4",
                "cluster_exchange_limit = 5",
                "vhost_max = 6");
        assertThat(settings.limits()).isEqualTo(new LimitsConfig(0, 4096, 16_384, 0, 500, 1000L, 7, 1, 2, 3, 4, 5, 6));
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void infinityIsNoLimit() throws ConfigException {
        assertThat(settings("connection_max = infinity").limits().connections()).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({
        "channel_max, 65536, 0 to 65535",
        "channel_max, -1, 0 to 65535",
        "frame_max, 4095, 4096 to 134217728",
        "frame_max, 0, 4096 to 134217728",
        "initial_frame_max, 1, 4096 to 134217728",
        "heartbeat, many, 0 to 65535",
        "handshake_timeout, 0, 1 to 2147483647",
        "max_message_size, 536870913, 1 to 536870912",
        "consumer_timeout, 0, 1 to 1000000000000000",
        "consumer_timeout, infinity, 1 to 1000000000000000",
        "connection_max, none, 1 to 2147483647",
        "vhost_max, 0, 1 to 2147483647",
        "cluster_queue_limit, 99999999999999999999, 1 to 2147483647",
    })
    void aValueThatCannotBeIsNamedWithWhatCould(String key, String value, String range) {
        assertThatThrownBy(() -> settings("# a comment", key + " = " + value))
                .isInstanceOf(ConfigException.class)
                .hasMessage("file:2: " + key + ": \"" + value + "\" cannot be used (expected: a whole number from "
                        + range + ")");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.13", "4.2", "4.3"})
    void aProfileIsNamedByItsLine(String line) throws ConfigException {
        assertThat(settings("compat = " + line).compat().line()).isEqualTo(line);
    }

    @Test
    void anUnknownProfileStopsTheStart() {
        assertThatThrownBy(() -> settings("compat = 5.0"))
                .hasMessage("file:1: compat: \"5.0\" is not a profile (expected: one of 3.13, 4.2, 4.3)");
    }

    @Test
    void deprecatedFeaturesArePermittedByName() throws ConfigException {
        assertThat(settings(
                                "deprecated_features.permit.transient_nonexcl_queues = true",
                                "deprecated_features.permit.global_qos = false")
                        .compat()
                        .permitted())
                .containsExactly("transient_nonexcl_queues");
    }

    @Test
    void aPermissionIsTrueOrFalse() {
        assertThatThrownBy(() -> settings("deprecated_features.permit.global_qos = yes"))
                .hasMessage("file:1: deprecated_features.permit.global_qos: \"yes\" is neither true nor false");
    }

    @Test
    void eventsGoToTheVirtualHostThatIsNamed() throws ConfigException {
        assertThat(settings("event_exchange.vhost = /").eventVirtualHost()).isEqualTo("/");
    }
}
