package io.leveret.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parameters of virtual hosts and of the broker, in one life of it and over several. */
class ParameterOperationsTest {

    private static final String CLUSTER_ID = "internal_cluster_id";

    @TempDir
    Path directory;

    private interface Use {
        void of(Management management);
    }

    /** One life of a broker. */
    private void life(Use use) throws BrokerStartException {
        try (Broker broker = Broker.start(BrokerConfig.defaults()
                .withBindHosts(List.of("127.0.0.1"))
                .withPort(0)
                .withDataDirectory(directory))) {
            use.of(broker.management());
        }
    }

    private static Optional<Boolean> setLimits(Management management, String vhost, Object value) {
        return management
                .parameters()
                .set("guest", "vhost-limits", vhost, "limits", value)
                .join();
    }

    private static boolean set(Management management, String name, @Nullable Object value) {
        return management.globalParameters().set("guest", name, value).join();
    }

    /** All but what every broker has. */
    private static Map<String, Object> globals(Management management) {
        return management.globalParameters().list().stream()
                .filter(parameter -> !parameter.name().equals(CLUSTER_ID))
                .collect(Collectors.toMap(
                        GlobalParameterInfo::name, parameter -> Optional.ofNullable(parameter.value())));
    }

    private static String clusterId(Management management) {
        return management.globalParameters().list().stream()
                .filter(parameter -> parameter.name().equals(CLUSTER_ID))
                .map(parameter -> String.valueOf(parameter.value()))
                .findFirst()
                .orElse("");
    }

    @Test
    void limitsAreOneParameterOfTheirVirtualHost() throws Exception {
        life(management -> {
            management.access().limitVirtualHost("/", "max-queues", 5).join();
            ParameterInfo limits = new ParameterInfo("vhost-limits", "/", "limits", Map.of("max-queues", 5L));
            assertThat(management.parameters().list()).containsExactly(limits);
            assertThat(management.parameters().list("/")).contains(List.of(limits));
            assertThat(management.parameters().list("none")).isEmpty();
        });
    }

    @Test
    void settingTheParameterReplacesAllLimitsAndDeletingItEndsThem() throws Exception {
        life(management -> {
            assertThat(setLimits(management, "/", Map.of("max-queues", 5))).contains(true);
            assertThat(setLimits(management, "/", Map.of("max-connections", 6))).contains(false);
            assertThat(setLimits(management, "none", Map.of())).isEmpty();
        });
        life(management -> {
            assertThat(management.access().virtualHost("/").orElseThrow().limits())
                    .isEqualTo(Map.of("max-connections", 6L));
            ParameterOperations parameters = management.parameters();
            assertThat(parameters.delete("guest", "vhost-limits", "/", "other").join())
                    .isFalse();
            assertThat(parameters.delete("guest", "shovel", "/", "limits").join())
                    .isFalse();
            assertThat(parameters.delete("guest", "vhost-limits", "/", "limits").join())
                    .isTrue();
            assertThat(parameters.delete("guest", "vhost-limits", "/", "limits").join())
                    .isFalse();
            assertThat(parameters
                            .delete("guest", "vhost-limits", "none", "limits")
                            .join())
                    .isFalse();
        });
        life(management -> assertThat(management.parameters().list()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "policy; x; policies may not be set using this method",
                "operator_policy; x; policies may not be set using this method",
                "shovel; x; 'Validation failed\n\ncomponent shovel not found\n'",
                "vhost-limits; x; 'Validation failed\n\nthe name of vhost-limits is limits, not x\n'",
                "vhost-limits; limits; 'Validation failed\n\nlimits not a list 5\n'"
            })
    void refusesWhatIsNoParameter(String component, String name, String reason) throws Exception {
        life(management -> {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> management.parameters().set("guest", component, "/", name, 5))
                    .withMessage(reason);
            assertThat(management.parameters().list()).isEmpty();
        });
    }

    @Test
    void globalParametersComeBackAsTheyWereLast() throws Exception {
        Map<String, Object> value = Map.of("list", Arrays.asList(1L, null), "text", "grün");
        life(management -> {
            assertThat(set(management, "kept", "old")).isTrue();
            assertThat(set(management, "kept", value)).isFalse();
            assertThat(set(management, "nothing", null)).isTrue();
            set(management, "gone", 1);
            assertThat(management.globalParameters().delete("guest", "gone").join())
                    .isTrue();
            assertThat(management.globalParameters().delete("guest", "gone").join())
                    .isFalse();
        });
        life(management -> assertThat(globals(management))
                .isEqualTo(Map.of("kept", Optional.of(value), "nothing", Optional.empty())));
    }

    @Test
    void theClusterKeepsTheIdThatItGotAtFirst() throws Exception {
        StringBuilder first = new StringBuilder();
        life(management -> first.append(clusterId(management)));
        assertThat(first.toString()).matches("rabbitmq-cluster-id-[A-Za-z0-9_-]{22}");
        life(management -> assertThat(clusterId(management)).isEqualTo(first.toString()));
    }

    @Test
    void theClusterIsCalledAsItsNodeUntilItIsCalledSomethingElse() throws Exception {
        life(management -> {
            assertThat(management.globalParameters().clusterName()).isEqualTo(management.nodeName());
            set(management, "cluster_name", "hares");
        });
        life(management -> {
            assertThat(management.globalParameters().clusterName()).isEqualTo("hares");
            Overview overview = management.overview().join();
            assertThat(overview.clusterName()).isEqualTo("hares");
            assertThat(overview.nodeName()).isEqualTo(management.nodeName());
            management.globalParameters().delete("guest", "cluster_name").join();
            assertThat(management.globalParameters().clusterName()).isEqualTo(management.nodeName());
        });
    }

    @Test
    void refusesGlobalParametersThatCannotBeKept() throws Exception {
        life(management -> {
            GlobalParameterOperations globals = management.globalParameters();
            String tooLong = "x".repeat(256);
            assertThatIllegalArgumentException().isThrownBy(() -> globals.set("guest", tooLong, 1));
            assertThatIllegalArgumentException().isThrownBy(() -> globals.set("guest", "cluster_name", tooLong));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> globals.set("guest", "cluster_name", 5))
                    .withMessage("cluster_name should be a string");
            assertThat(globals.delete("guest", tooLong).join()).isFalse();
            assertThat(globals(management)).isEmpty();
        });
    }
}
