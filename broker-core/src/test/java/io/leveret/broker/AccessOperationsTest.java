package io.leveret.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What changes of users, virtual hosts and permissions answer. */
class AccessOperationsTest {

    private static final List<String> NO_TAGS = List.of();

    private Broker broker;
    private AccessOperations access;

    @BeforeEach
    void start() throws BrokerStartException {
        broker = Broker.start(BrokerConfig.defaults()
                .withBindHosts(List.of("127.0.0.1"))
                .withPort(0)
                .withStore(null));
        access = broker.management().access();
    }

    @AfterEach
    void close() {
        broker.close();
    }

    private boolean limit(String exchange) {
        return access.setTopicPermissions(new TopicPermissionsInfo("guest", "/", exchange, "a", "b"))
                .join()
                .orElseThrow();
    }

    @Test
    void saysWhetherAUserIsNew() {
        assertThat(access.setUser("user", NO_TAGS, "p").join()).isTrue();
        assertThat(access.setUser("user", NO_TAGS, null).join()).isFalse();
    }

    @Test
    void refusesAHashOfAnUnknownKind() {
        assertThatThrownBy(() -> access.setUser("user", NO_TAGS, "aGFzaA==", "crc"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown hashing algorithm crc");
    }

    @Test
    void refusesNamesThatNoClientCouldSend() {
        String name = "x".repeat(256);
        assertThatThrownBy(() -> access.setUser(name, NO_TAGS, "p")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> access.setVirtualHost(name, "", NO_TAGS, null, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void givesTheMakerOfAVirtualHostTheWholeOfItOnce() {
        PermissionsInfo all = new PermissionsInfo("guest", "v", ".*", ".*", ".*");
        assertThat(access.setVirtualHost("v", "", NO_TAGS, null, "guest").join())
                .isTrue();
        assertThat(access.permissions()).contains(all);
        access.deletePermissions("v", "guest").join();
        assertThat(access.setVirtualHost("v", "", NO_TAGS, null, "guest").join())
                .isFalse();
        assertThat(access.permissions()).doesNotContain(all);
    }

    @Test
    void setsNothingForAUserOrInAVirtualHostThatIsNotThere() {
        assertThat(access.setPermissions(new PermissionsInfo("nobody", "/", "", "", ""))
                        .join())
                .isEmpty();
        assertThat(access.setPermissions(new PermissionsInfo("guest", "v", "", "", ""))
                        .join())
                .isEmpty();
        assertThat(access.setTopicPermissions(new TopicPermissionsInfo("guest", "v", "x", "", ""))
                        .join())
                .isEmpty();
        assertThat(access.permissions()).hasSize(1);
        assertThat(access.topicPermissions()).isEmpty();
    }

    @Test
    void refusesPermissionsThatAreNoExpressions() {
        assertThatThrownBy(() -> access.setPermissions(new PermissionsInfo("guest", "/", ".*", "(", ".*")))
                .isInstanceOf(PatternSyntaxException.class);
    }

    @Test
    void saysOfTheFirstLimitOfAUserThatItIsNew() {
        assertThat(limit("x")).isTrue();
        assertThat(limit("x")).isFalse();
        assertThat(limit("y")).isFalse();
        assertThat(access.topicPermissions())
                .extracting(TopicPermissionsInfo::exchange)
                .containsExactly("x", "y");
    }

    @Test
    void endsTheLimitOfOneExchangeOrAll() {
        limit("x");
        limit("y");
        limit("z");
        assertThat(access.deleteTopicPermissions("/", "guest", "x").join()).isTrue();
        assertThat(access.topicPermissions())
                .extracting(TopicPermissionsInfo::exchange)
                .containsExactly("y", "z");
        assertThat(access.deleteTopicPermissions("/", "guest", null).join()).isTrue();
        assertThat(access.topicPermissions()).isEmpty();
        assertThat(access.deleteTopicPermissions("/", "guest", null).join()).isFalse();
    }
}
