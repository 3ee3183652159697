package io.leveret.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.app.config.ConfigException;
import io.leveret.app.config.Flags;
import io.leveret.app.config.RabbitConf;
import io.leveret.app.config.Settings;
import io.leveret.broker.BrokerConfig;
import io.leveret.broker.FirstUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the broker is started with. */
class LeveretTest {

    @TempDir
    private Path directory;

    private BrokerConfig config(String... lines) throws ConfigException, IOException {
        RabbitConf conf = RabbitConf.read(Files.write(directory.resolve("rabbitmq.conf"), List.of(lines)));
        return BrokerSettings.of(Settings.resolve(Flags.NONE, conf, 1L << 30, true));
    }

    @Test
    void theBrokerKeepsAsMuchInMemoryAsTheFileSays() throws ConfigException, IOException {
        BrokerConfig config = config("message_memory = 3MiB", "index_memory = 2MiB");
        assertThat(config.messageBytesMax()).isEqualTo(3 << 20);
        assertThat(Objects.requireNonNull(config.store()).indexBytesMax()).isEqualTo(2 << 20);
    }

    @Test
    void aFileThatSaysNothingOfMemoryLeavesTheDefaults() throws ConfigException, IOException {
        BrokerConfig defaults = BrokerConfig.defaults();
        assertThat(config().messageBytesMax()).isEqualTo(defaults.messageBytesMax());
        assertThat(Objects.requireNonNull(config().store()).indexBytesMax())
                .isEqualTo(Objects.requireNonNull(defaults.store()).indexBytesMax());
    }

    @Test
    void theBrokerBeginsWithTheUserThatTheFileNames() throws ConfigException, IOException {
        BrokerConfig config = config(
                "default_user = admin",
                "default_pass = secret",
                "default_vhost = main",
                "default_user_tags.monitoring = true",
                "default_permissions.configure = ^c",
                "default_permissions.write = ^w",
                "default_permissions.read = ^r",
                "loopback_users.admin = true");
        assertThat(config.firstUser())
                .isEqualTo(new FirstUser(
                        "admin", "secret", List.of("monitoring"), "main", "^c", "^w", "^r", Set.of("guest", "admin")));
    }

    @Test
    void aFileThatSaysNothingOfUsersLeavesGuest() throws ConfigException, IOException {
        assertThat(config().firstUser()).isEqualTo(FirstUser.GUEST);
    }

    @Test
    void theBrokerIsLimitedAndBehavesAsTheFileSays() throws ConfigException, IOException {
        BrokerConfig config = config(
                "compat = 3.13",
                "deprecated_features.permit.global_qos = true",
                "connection_max = 7",
                "vhost_max = 8",
                "channel_max = 9",
                "event_exchange.vhost = /");
        assertThat(config.compat().line()).hasToString("RABBITMQ_3_13");
        assertThat(config.compat().permitted()).containsExactly("global_qos");
        assertThat(config.brokerLimits().connections()).isEqualTo(7);
        assertThat(config.brokerLimits().virtualHosts()).isEqualTo(8);
        assertThat(config.limits().channelMax()).isEqualTo(9);
        assertThat(config.limits().messageBytesMax()).isEqualTo(128 << 20);
        assertThat(config.eventVirtualHost()).isEqualTo("/");
    }

    @Test
    void aMessageSizeInTheFileWinsOverThatOfTheProfile() throws ConfigException, IOException {
        assertThat(config("compat = 3.13", "max_message_size = 1000").limits().messageBytesMax())
                .isEqualTo(1000);
    }
}
