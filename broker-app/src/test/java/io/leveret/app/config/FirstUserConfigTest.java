package io.leveret.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FirstUserConfigTest {

    private static Settings settings(String... lines) throws ConfigException {
        return Settings.resolve(Flags.NONE, RabbitConf.parse("test.conf", List.of(lines)), 1_000_000_000, true);
    }

    private static FirstUserConfig resolve(String... lines) throws ConfigException {
        return settings(lines).firstUser();
    }

    @Test
    void isRabbitMqsGuestByDefault() throws ConfigException {
        assertThat(resolve())
                .isEqualTo(new FirstUserConfig(
                        "guest", "guest", List.of("administrator"), "/", ".*", ".*", ".*", Set.of("guest")));
        assertThat(settings().warnings()).isEmpty();
    }

    @Test
    void readsAllKeys() throws ConfigException {
        Settings settings = settings(
                "default_user = admin",
                "default_pass = 'two words # and more'",
                "default_vhost = main",
                "default_user_tags.administrator = false",
                "default_user_tags.monitoring = true",
                "default_user_tags.own = true",
                "default_permissions.configure = ^c",
                "default_permissions.write = ^w",
                "default_permissions.read = ^r",
                "loopback_users.guest = false",
                "loopback_users.admin = true");
        assertThat(settings.firstUser())
                .isEqualTo(new FirstUserConfig(
                        "admin",
                        "two words # and more",
                        List.of("monitoring", "own"),
                        "main",
                        "^c",
                        "^w",
                        "^r",
                        Set.of("admin")));
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void hasNoTagsIfAllAreFalse() throws ConfigException {
        assertThat(resolve("default_user_tags.administrator = false").tags()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "loopback_users.guest = true; guest",
                "loopback_users.alice = true; guest,alice",
                "loopback_users.a.b = true; guest,a.b"
            })
    void keepsGuestToThisMachineUnlessToldOtherwise(String line, String users) throws ConfigException {
        assertThat(resolve(line).loopbackUsers()).containsExactlyInAnyOrder(users.split(","));
    }

    @ParameterizedTest
    @ValueSource(strings = {"loopback_users.guest = false", "loopback_users = none"})
    void letsGuestInFromAnywhereIfTold(String line) throws ConfigException {
        assertThat(resolve(line).loopbackUsers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"loopback_users.guest = false", "loopback_users = none"})
    void warnsOfAGuestFromAnywhereWithRabbitMqsPassword(String line) throws ConfigException {
        assertThat(settings(line).warnings()).singleElement().asString().contains("from other machines");
        assertThat(settings(line, "default_pass = secret").warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "default_user_tags.administrator = yes; \"yes\" is neither true nor false",
                "default_user_tags. = true; no name behind the dot",
                "loopback_users.guest = 1; \"1\" is neither true nor false",
                "loopback_users. = true; no name behind the dot",
                "loopback_users = guest; \"guest\" is not none",
                "default_permissions.write = .*; default_permissions.read is missing (all three or none)",
                "default_pass = encrypted:abc; encrypted values and $(...) are not supported",
                "default_user = $(NAME); encrypted values and $(...) are not supported"
            })
    void refusesWhatItCannotDo(String line, String reason) {
        assertThatThrownBy(() -> resolve(line))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("test.conf:1: " + line.substring(0, line.indexOf(' ')) + ": ")
                .hasMessageContaining(reason);
    }

    @Test
    void refusesAPermissionThatIsNoExpression() {
        assertThatThrownBy(() -> resolve(
                        "default_permissions.configure = (",
                        "default_permissions.write = .*",
                        "default_permissions.read = .*"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "test.conf:1: default_permissions.configure: \"(\" is no regular expression: Unclosed group");
    }

    @ParameterizedTest
    @ValueSource(strings = {"default_user", "default_vhost"})
    void refusesANameThatIsTooLong(String key) throws ConfigException {
        assertThatThrownBy(() -> resolve(key + " = " + "ä".repeat(128)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("longer than 255 octets");
        assertThat(resolve(key + " = " + "ä".repeat(127))).isNotNull();
    }

    @Test
    void keepsThePasswordOutOfLogs() throws ConfigException {
        assertThat(settings("default_pass = secret").toString()).doesNotContain("secret");
    }
}
