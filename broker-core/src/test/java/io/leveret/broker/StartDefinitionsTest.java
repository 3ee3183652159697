package io.leveret.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Definitions that a broker makes at its start, in one life of it and over several. */
class StartDefinitionsTest {

    private static final Map<String, Object> USERS =
            Map.of("users", List.of(Map.of("name", "u", "password", "p", "tags", "administrator")));
    private static final Map<String, Object> HOSTS = Map.of("vhosts", List.of(Map.of("name", "v")));
    private static final Map<String, Object> WRONG = Map.of("users", List.of(Map.of("name", "w")));

    @TempDir
    Path directory;

    private interface Use {
        void of(AccessOperations access);
    }

    private void life(@Nullable String hash, Use use, List<Map<String, Object>> files) throws BrokerStartException {
        StartDefinitions definitions = new StartDefinitions(
                files.stream()
                        .map(file -> new StartDefinitions.File("a.json", file))
                        .toList(),
                hash);
        try (Broker broker = Broker.start(BrokerConfig.defaults()
                .withBindHosts(List.of("127.0.0.1"))
                .withPort(0)
                .withDataDirectory(directory)
                .withDefinitions(definitions))) {
            use.of(broker.management().access());
        }
    }

    private static List<String> users(AccessOperations access) {
        return access.users().stream().map(UserInfo::name).toList();
    }

    private static List<String> hosts(AccessOperations access) {
        return access.virtualHosts().stream().map(VirtualHostInfo::name).toList();
    }

    @Test
    void makesNoDefaultUserWhereDefinitionsBringUsers() throws BrokerStartException {
        life(
                null,
                access -> {
                    assertThat(users(access)).containsExactly("u");
                    assertThat(hosts(access)).containsExactly("v");
                },
                List.of(USERS, HOSTS));
        life(null, access -> assertThat(users(access)).containsExactly("u"), List.of());
    }

    @Test
    void makesTheDefaultUserWhereDefinitionsBringNone() throws BrokerStartException {
        life(
                null,
                access -> {
                    assertThat(users(access)).containsExactly("guest");
                    assertThat(hosts(access)).containsExactly("/", "v");
                },
                List.of(HOSTS, Map.of("users", List.of())));
    }

    @Test
    void keepsUsersWhoWereThereBefore() throws BrokerStartException {
        life(null, access -> assertThat(users(access)).containsExactly("guest"), List.of());
        life(null, access -> assertThat(users(access)).containsExactly("guest", "u"), List.of(USERS));
    }

    @Test
    void doesNotStartWithWrongDefinitions() throws BrokerStartException {
        assertThatThrownBy(() -> life(null, access -> {}, List.of(WRONG)))
                .isInstanceOf(BrokerStartException.class)
                .hasMessage("definitions in a.json: tags_not_present")
                .hasCauseInstanceOf(DefinitionException.class);
        life(null, access -> assertThat(users(access)).containsExactly("guest"), List.of());
    }

    @Test
    void importsAgainAtEachStart() throws BrokerStartException {
        life(null, access -> access.deleteVirtualHost("v").join(), List.of(HOSTS));
        life(null, access -> assertThat(hosts(access)).contains("v"), List.of(HOSTS));
    }

    @Test
    void passesOverWhatTheLastStartHasImported() throws BrokerStartException {
        life("h", access -> access.deleteVirtualHost("v").join(), List.of(HOSTS));
        life("h", access -> assertThat(hosts(access)).doesNotContain("v"), List.of(HOSTS));
        life("i", access -> assertThat(hosts(access)).contains("v"), List.of(HOSTS));
    }
}
