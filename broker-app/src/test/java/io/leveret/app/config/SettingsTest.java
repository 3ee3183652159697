package io.leveret.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final List<String> LOOPBACK = List.of("127.0.0.1", "::1");

    private static final long MEMORY_BYTES = 1_000_000_000;

    @Test
    void defaultsToLoopbackAndRabbitMqsPorts() throws ConfigException {
        Settings settings = Settings.resolve(Flags.NONE, RabbitConf.EMPTY, MEMORY_BYTES, true);

        assertThat(settings.listeners()).isEqualTo(new ListenerConfig(LOOPBACK, 5672));
        assertThat(settings.management())
                .isEqualTo(new ManagementConfig(
                        LOOPBACK,
                        15_672,
                        new ManagementHttpConfig("", List.of(), null, null, true, Map.of()),
                        new MetricsConfig(LOOPBACK, 15_692, false, "/metrics", false)));
        assertThat(settings.management().isOn()).isTrue();
        assertThat(settings.data().directory())
                .isEqualTo(Path.of("").toAbsolutePath().resolve("leveret-data"));
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void leavesIpv6OutOfTheDefaultsWhereThereIsNoneAndWarns() throws ConfigException {
        Settings settings = Settings.resolve(Flags.NONE, RabbitConf.EMPTY, MEMORY_BYTES, false);

        assertThat(settings.listeners().hosts()).containsExactly("127.0.0.1");
        assertThat(settings.management().hosts()).containsExactly("127.0.0.1");
        assertThat(settings.warnings()).singleElement().asString().contains("IPv6");
    }

    @Test
    void keepsAnIpv6AddressThatWasAskedFor() throws ConfigException {
        Flags flags = new Flags(null, List.of("::1"), null, null, null);
        assertThat(Settings.resolve(flags, RabbitConf.EMPTY, MEMORY_BYTES, false)
                        .listeners()
                        .hosts())
                .containsExactly("::1");
    }

    @Test
    void flagsWinOverTheFileAndTheFileOverDefaults() throws ConfigException {
        RabbitConf conf = parse("listeners.tcp.default = 1111", "management.tcp.port = 2222", "data_dir = /from/file");
        Flags flags = new Flags(3333, List.of(), null, Path.of("/from/flag"), null);

        Settings settings = Settings.resolve(flags, conf, MEMORY_BYTES, true);

        assertThat(settings.listeners().port()).isEqualTo(3333);
        assertThat(settings.management().port()).isEqualTo(2222);
        assertThat(settings.data().directory()).isEqualTo(Path.of("/from/flag").toAbsolutePath());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            5673            | 127.0.0.1,::1 | 5673
            10.0.0.1:5673   | 10.0.0.1      | 5673
            ::1:5673        | ::1           | 5673
            [::1]:5673      | ::1           | 5673
            0.0.0.0:0       | 0.0.0.0       | 0
            """)
    void readsAListenerAsRabbitMqWritesIt(String value, String hosts, int port) throws ConfigException {
        ListenerConfig listeners = Settings.resolve(Flags.NONE, parse("listeners.tcp.a = " + value), MEMORY_BYTES, true)
                .listeners();
        assertThat(listeners.hosts()).containsExactly(hosts.split(","));
        assertThat(listeners.port()).isEqualTo(port);
    }

    @Test
    void joinsTheAddressesOfSeveralListeners() throws ConfigException {
        RabbitConf conf = parse("listeners.tcp.1 = 10.0.0.1:5673", "listeners.tcp.2 = 10.0.0.2:5673");
        assertThat(Settings.resolve(Flags.NONE, conf, MEMORY_BYTES, true).listeners())
                .isEqualTo(new ListenerConfig(List.of("10.0.0.1", "10.0.0.2"), 5673));
    }

    @Test
    void refusesListenersWithDifferentPorts() {
        RabbitConf conf = parse("listeners.tcp.1 = 10.0.0.1:5673", "listeners.tcp.2 = 10.0.0.2:5674");
        assertThatThrownBy(() -> Settings.resolve(Flags.NONE, conf, MEMORY_BYTES, true))
                .hasMessage("test.conf:2: listeners.tcp.2: all listeners share one port (expected: 5673)");
    }

    @Test
    void listensForTlsOnlyWhereTheFileSaysSo() throws ConfigException {
        RabbitConf conf =
                parse("listeners.tcp = none", "listeners.ssl.default = 5671", "ssl_options.certfile = /etc/broker.pem");
        Settings settings = Settings.resolve(Flags.NONE, conf, MEMORY_BYTES, true);
        assertThat(settings.listeners().hosts()).isEmpty();
        assertThat(Objects.requireNonNull(settings.tls()).hosts()).containsExactly("127.0.0.1", "::1");
    }

    @Test
    void theCommandLineBringsAPlainListenerBack() throws ConfigException {
        RabbitConf conf =
                parse("listeners.tcp = none", "listeners.ssl.default = 5671", "ssl_options.certfile = /etc/broker.pem");
        Flags flags = new Flags(5672, List.of(), null, null, null);
        assertThat(Settings.resolve(flags, conf, MEMORY_BYTES, true).listeners())
                .isEqualTo(new ListenerConfig(List.of("127.0.0.1", "::1"), 5672));
    }

    @Test
    void refusesToListenNowhere() {
        assertThatThrownBy(() -> Settings.resolve(Flags.NONE, parse("listeners.tcp = none"), MEMORY_BYTES, true))
                .hasMessageContaining("nobody could connect");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "65536", "1.5", "+5", "10.0.0.1:", "99999999999"})
    void refusesWhatIsNoPort(String value) {
        RabbitConf conf = parse("listeners.tcp.default = " + value);
        assertThatThrownBy(() -> Settings.resolve(Flags.NONE, conf, MEMORY_BYTES, true))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("test.conf:1: listeners.tcp.default: ")
                .hasMessageContaining("is not a port (expected: 0 to 65535)");
    }

    @Test
    void warnsOfUnknownKeysAndGoesOn() throws ConfigException {
        RabbitConf conf = parse("num_acceptors.tcp = 10", "vm_memory_high_watermark.relative = 0.6");
        assertThat(Settings.resolve(Flags.NONE, conf, MEMORY_BYTES, true).warnings())
                .containsExactly(
                        "test.conf:1: num_acceptors.tcp is not supported and was ignored",
                        "test.conf:2: vm_memory_high_watermark.relative is not supported and was ignored");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auth_backends.1 = ldap",
                "default_permissions.execute = .*",
                "default_users.a.password = x",
                "definitions.https.url = https://example.org/definitions.json",
                "management.ssl.port = 15671",
                "ssl_options.crl_check = true",
                "ssl_options.cert = abc"
            })
    void refusesToIgnoreAKeyThatRestrictsAccess(String line) {
        assertThatThrownBy(() -> Settings.resolve(Flags.NONE, parse(line), MEMORY_BYTES, true))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("test.conf:1: " + line.substring(0, line.indexOf(' ')))
                .hasMessageContaining("restricts access");
    }

    private static RabbitConf parse(String... lines) {
        try {
            return RabbitConf.parse("test.conf", List.of(lines));
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aConfirmedMessageIsForcedUnlessTheSettingsSayOtherwise() throws ConfigException {
        DurabilityConfig durability = Settings.resolve(Flags.NONE, RabbitConf.EMPTY, MEMORY_BYTES, true)
                .durability();
        assertThat(durability).isEqualTo(new DurabilityConfig(Sync.ALWAYS, 100, null));
    }

    @Test
    void aRelaxedPolicyIsWarnedOf() throws ConfigException {
        Settings settings =
                Settings.resolve(Flags.NONE, parse("sync = interval", "sync_interval = 20"), MEMORY_BYTES, true);
        assertThat(settings.durability()).isEqualTo(new DurabilityConfig(Sync.INTERVAL, 20, null));
        assertThat(settings.warnings()).hasSize(1).first().asString().contains("sync = interval", "20 ms");
    }

    @Test
    void theFlagForThePolicyWinsOverTheFile() throws ConfigException {
        Flags flags = new Flags(null, List.of(), null, null, Sync.ALWAYS);
        assertThat(Settings.resolve(flags, parse("sync = os"), MEMORY_BYTES, true)
                        .durability()
                        .sync())
                .isEqualTo(Sync.ALWAYS);
    }

    @ParameterizedTest
    @CsvSource({
        "disk_free_limit.absolute = 50MB,     50000000",
        "disk_free_limit.absolute = 2 GiB,    2147483648",
        "disk_free_limit.absolute = 7k,       7168",
        "disk_free_limit.absolute = 12345678, 12345678",
        "disk_free_limit.relative = 1.5,      1500000000"
    })
    void readsDiskLimitsAsRabbitMqWritesThem(String line, long bytes) throws ConfigException {
        assertThat(Settings.resolve(Flags.NONE, parse(line), MEMORY_BYTES, true)
                        .durability()
                        .diskFreeLimitBytes())
                .isEqualTo(bytes);
    }

    @Test
    void readsHowMuchMemoryMessagesAndIndexMayTake() throws ConfigException {
        assertThat(Settings.resolve(Flags.NONE, RabbitConf.EMPTY, MEMORY_BYTES, true)
                        .memory())
                .isEqualTo(new MemoryConfig(null, null));
        assertThat(Settings.resolve(
                                Flags.NONE, parse("message_memory = 3MiB", "index_memory = 1MiB"), MEMORY_BYTES, true)
                        .memory())
                .isEqualTo(new MemoryConfig(3L << 20, 1L << 20));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sync = sometimes",
                "sync_interval = 0",
                "sync_interval = 60001",
                "disk_free_limit.absolute = much",
                "disk_free_limit.absolute = 1PB",
                "disk_free_limit.absolute = 999999999999TB",
                "disk_free_limit.relative = -1",
                "message_memory = some",
                "message_memory = 1000000",
                "message_memory = 900TB",
                "index_memory = 0"
            })
    void refusesWhatIsNoPolicyAndNoLimit(String line) {
        assertThatThrownBy(() -> Settings.resolve(Flags.NONE, parse(line), MEMORY_BYTES, true))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(line.substring(0, line.indexOf(' ')));
    }
}
