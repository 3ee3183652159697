package io.leveret.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsConfigTest {

    private static final List<String> LOOPBACK = List.of("127.0.0.1");

    private static MetricsConfig resolve(int managementPort, String... lines) throws ConfigException {
        return MetricsConfig.resolve(RabbitConf.parse("rabbitmq.conf", List.of(lines)), managementPort, LOOPBACK);
    }

    @Test
    void listensOnRabbitMqsPortByDefault() throws ConfigException {
        assertThat(resolve(15_672)).isEqualTo(new MetricsConfig(LOOPBACK, 15_692, false, "/metrics", false));
    }

    @Test
    void whoLetsTheSystemChooseOrWantsNoApiMeansTheMetricsToo() throws ConfigException {
        assertThat(resolve(0).port()).isZero();
        assertThat(resolve(-1).isOn()).isFalse();
        assertThat(resolve(-1, "prometheus.tcp.port = 9419").port()).isEqualTo(9419);
    }

    @Test
    void takesAllKeys() throws ConfigException {
        assertThat(resolve(
                        15_672,
                        "prometheus.tcp.port = 9419",
                        "prometheus.tcp.ip = 127.0.0.7",
                        "prometheus.path = /figures",
                        "prometheus.return_per_object_metrics = true"))
                .isEqualTo(new MetricsConfig(List.of("127.0.0.7"), 9419, true, "/figures", true));
    }

    @Test
    void refusesWhatIsNoPathAndWhatIsNeitherTrueNorFalse() {
        assertThatThrownBy(() -> resolve(15_672, "prometheus.path = metrics"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is no path");
        assertThatThrownBy(() -> resolve(15_672, "prometheus.return_per_object_metrics = maybe"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("true or false");
    }
}
