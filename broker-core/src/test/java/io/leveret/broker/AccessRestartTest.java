package io.leveret.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.catalogue.Definition;
import io.leveret.broker.catalogue.DefinitionCodec;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.ExchangeType;
import io.leveret.store.LoadedMessage;
import io.leveret.store.MessageStore;
import io.leveret.store.Recovered;
import io.leveret.store.StoreConfig;
import io.leveret.store.disk.FileDisk;
import io.leveret.store.journal.JournalWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users, virtual hosts and permissions through a restart of the broker. */
class AccessRestartTest {

    private static final List<String> NO_TAGS = List.of();

    @TempDir
    Path directory;

    private BrokerConfig config() {
        return BrokerConfig.defaults()
                .withBindHosts(List.of("127.0.0.1"))
                .withPort(0)
                .withDataDirectory(directory);
    }

    private interface Use {
        void of(Management management) throws Exception;
    }

    /** One life of a broker. */
    private void life(BrokerConfig config, Use use) throws Exception {
        try (Broker broker = Broker.start(config)) {
            use.of(broker.management());
        }
    }

    private void life(Use use) throws Exception {
        life(config(), use);
    }

    private static boolean mayLogIn(Management management, String user, String password) {
        return management
                        .login(user, password, InetAddress.getLoopbackAddress())
                        .outcome()
                == LoginAnswer.Outcome.ACCEPTED;
    }

    private static void makeOther(AccessOperations access) {
        access.setVirtualHost("other", "described", List.of("a", "b"), null, "guest")
                .join();
        access.setUser("user", List.of("monitoring"), "secret").join();
        access.setPermissions(new PermissionsInfo("user", "other", "^c", "^w", "^r"))
                .join();
        access.setTopicPermissions(new TopicPermissionsInfo("user", "other", "amq.topic", "^{username}", ""))
                .join();
    }

    /** What a store holds that no broker has open. */
    private Set<Definition> definitions() throws IOException {
        try (MessageStore store =
                MessageStore.open(new FileDisk(directory.resolve("store")), StoreConfig.defaults(), () -> 1)) {
            Recovered recovered = store.recovered();
            Set<Definition> definitions = recovered.catalogue().entrySet().stream()
                    .map(entry -> DefinitionCodec.decode(entry.getKey(), entry.getValue()))
                    .collect(Collectors.toSet());
            assertThat(recovered.queues()).hasSize((int) definitions.stream()
                    .filter(Definition.OfQueue.class::isInstance)
                    .count());
            return definitions;
        }
    }

    /** A store with a durable queue {@code q} in each of these virtual hosts, with so many messages as its number says. */
    private void fillStore(boolean withHosts, String... hosts) throws IOException {
        Files.createDirectories(directory.resolve("store"));
        try (MessageStore store =
                MessageStore.open(new FileDisk(directory.resolve("store")), StoreConfig.defaults(), () -> 1)) {
            JournalWriter writer = store.writer(Runnable::run, () -> true);
            int number = 0;
            for (String name : hosts) {
                number++;
                ShortString host = ShortString.of(name);
                ShortString q = ShortString.of("q");
                ShortString x = ShortString.of("x");
                List<Definition> all = new ArrayList<>(List.of(
                        new Definition.OfQueue(host, q, number, false, FieldTable.EMPTY),
                        new Definition.OfExchange(host, x, ExchangeType.FANOUT, false, false, FieldTable.EMPTY),
                        new Definition.OfBinding(host, x, false, q, ShortString.EMPTY, FieldTable.EMPTY)));
                if (withHosts) {
                    all.add(new Definition.OfVirtualHost(host, FieldTable.EMPTY));
                }
                all.forEach(each -> writer.put(DefinitionCodec.key(each), DefinitionCodec.value(each)));
                for (int seq = 1; seq <= number; seq++) {
                    LoadedMessage message = new LoadedMessage(ShortString.EMPTY, q, new byte[100], 0, 0, true, 0);
                    writer.message(number, seq, JournalWriter.NO_TX, 0, JournalWriter.NEVER, message);
                }
            }
            CompletableFuture<Boolean> durable = new CompletableFuture<>();
            writer.whenDurable(() -> durable.complete(true));
            writer.submit();
            durable.join();
        }
    }

    private static Map<String, Long> readyByHost(Management management) {
        return management.queues().join().stream().collect(Collectors.toMap(QueueInfo::vhost, QueueInfo::ready));
    }

    @Test
    void aNewBrokerHasGuestAndOneVirtualHost() throws Exception {
        life(management -> {
            assertThat(management.access().users()).extracting(UserInfo::name).containsExactly("guest");
            assertThat(management.access().virtualHosts())
                    .containsExactly(new VirtualHostInfo("/", "Default virtual host", NO_TAGS, null, Map.of(), false));
            assertThat(management.access().permissions())
                    .containsExactly(new PermissionsInfo("guest", "/", ".*", ".*", ".*"));
        });
    }

    @Test
    void bringsBackAllThatWasSet() throws Exception {
        List<Object> before = new ArrayList<>();
        life(management -> {
            makeOther(management.access());
            before.add(management.access().users());
            before.add(management.access().virtualHosts());
            before.add(management.access().permissions());
            before.add(management.access().topicPermissions());
        });
        life(management -> {
            AccessOperations access = management.access();
            assertThat(List.of(access.users(), access.virtualHosts(), access.permissions(), access.topicPermissions()))
                    .isEqualTo(before);
            assertThat(access.virtualHost("other"))
                    .contains(new VirtualHostInfo("other", "described", List.of("a", "b"), null, Map.of(), false));
            assertThat(mayLogIn(management, "user", "secret")).isTrue();
            assertThat(mayLogIn(management, "user", "other")).isFalse();
        });
    }

    @Test
    void bringsBackLimits() throws Exception {
        life(management -> {
            AccessOperations access = management.access();
            makeOther(access);
            access.limitUser("user", "max-channels", 7).join();
            access.limitVirtualHost("other", "max-queues", 8).join();
            access.limitVirtualHost("other", "max-connections", 9).join();
            access.unlimitVirtualHost("other", "max-connections").join();
        });
        life(management -> {
            assertThat(management.access().user("user").orElseThrow().limits()).isEqualTo(Map.of("max-channels", 7L));
            assertThat(management.access().virtualHost("other").orElseThrow().limits())
                    .isEqualTo(Map.of("max-queues", 8L));
        });
    }

    @Test
    void aUserOrVirtualHostThatIsChangedKeepsItsLimits() throws Exception {
        life(management -> {
            AccessOperations access = management.access();
            makeOther(access);
            access.limitUser("user", "max-channels", 7).join();
            access.limitVirtualHost("other", "max-queues", 8).join();
            access.setUser("user", NO_TAGS, "new").join();
            access.setVirtualHost("other", "new", NO_TAGS, null, null).join();
        });
        life(management -> {
            assertThat(management.access().user("user").orElseThrow().limits()).isEqualTo(Map.of("max-channels", 7L));
            assertThat(management.access().virtualHost("other"))
                    .contains(new VirtualHostInfo("other", "new", NO_TAGS, null, Map.of("max-queues", 8L), false));
        });
    }

    @Test
    void bringsBackTheNewestOfWhatWasSetTwice() throws Exception {
        life(management -> {
            management.access().setUser("user", NO_TAGS, "old").join();
            management.access().setUser("user", List.of("management"), "new").join();
        });
        life(management -> {
            assertThat(mayLogIn(management, "user", "old")).isFalse();
            assertThat(mayLogIn(management, "user", "new")).isTrue();
            assertThat(management.access().user("user").orElseThrow().tags()).containsExactly("management");
        });
    }

    @Test
    void aDeletedGuestStaysDeleted() throws Exception {
        life(management -> management.access().deleteUser("guest").join());
        life(management -> {
            assertThat(management.access().users()).isEmpty();
            assertThat(management.access().permissions()).isEmpty();
            assertThat(mayLogIn(management, "guest", "guest")).isFalse();
        });
    }

    @Test
    void aBrokerWhoseVirtualHostsAreAllDeletedHasNoneAndKeepsItsUsers() throws Exception {
        life(management -> {
            management.access().setUser("admin", List.of("administrator"), "p").join();
            management.access().deleteUser("guest").join();
            management.access().deleteVirtualHost("/").join();
        });
        life(management -> {
            assertThat(management.access().virtualHosts()).isEmpty();
            assertThat(management.access().users()).extracting(UserInfo::name).containsExactly("admin");
            management.access().setVirtualHost("/", "", NO_TAGS, null, "admin").join();
        });
    }

    @Test
    void theFirstUserIsMadeOnlyInABrokerThatHasNothing() throws Exception {
        life(management -> {});
        FirstUser other = new FirstUser("admin", "p", NO_TAGS, "v", ".*", ".*", ".*", Set.of());
        life(config().withFirstUser(other), management -> {
            assertThat(management.access().users()).extracting(UserInfo::name).containsExactly("guest");
            assertThat(management.access().virtualHosts())
                    .extracting(VirtualHostInfo::name)
                    .containsExactly("/");
        });
    }

    @Test
    void deletingAUserTakesItsPermissionsWithIt() throws Exception {
        life(management -> {
            makeOther(management.access());
            assertThat(management.access().deleteUser("user").join()).isTrue();
            assertThat(management.access().deleteUser("user").join()).isFalse();
        });
        life(management -> {
            assertThat(management.access().permissions())
                    .extracting(PermissionsInfo::user)
                    .containsOnly("guest");
            assertThat(management.access().topicPermissions()).isEmpty();
        });
    }

    @Test
    void deletingAVirtualHostLeavesNothingBehind() throws Exception {
        life(management -> {});
        Set<Definition> before = definitions();
        life(management -> management
                .access()
                .setVirtualHost("other", "", NO_TAGS, null, "guest")
                .join());
        fillStore(false, "other");
        life(management -> {
            AccessOperations access = management.access();
            access.setTopicPermissions(new TopicPermissionsInfo("guest", "other", "x", "", ""))
                    .join();
            management
                    .policies()
                    .set("guest", "other", "p", Map.of("pattern", "a", "definition", Map.of("x-replay-max-age", "1h")))
                    .orElseThrow()
                    .join();
            assertThat(readyByHost(management)).containsOnlyKeys("other");
            assertThat(access.deleteVirtualHost("other").join()).isTrue();
            assertThat(access.deleteVirtualHost("other").join()).isFalse();
            assertThat(readyByHost(management)).isEmpty();
        });
        assertThat(definitions()).isEqualTo(before);
    }

    @Test
    void queuesOfOneNameInTwoVirtualHostsKeepTheirOwnMessages() throws Exception {
        fillStore(true, "a", "b", "c");
        for (int lives = 0; lives < 2; lives++) {
            life(management -> assertThat(readyByHost(management)).isEqualTo(Map.of("a", 1L, "b", 2L, "c", 3L)));
        }
    }

    @Test
    void aVirtualHostThatIsMadeAgainAtOnceStays() throws Exception {
        fillStore(true, "/", "other");
        life(management -> {
            AccessOperations access = management.access();
            CompletableFuture<Boolean> deleted = access.deleteVirtualHost("other");
            CompletableFuture<Boolean> made = access.setVirtualHost("other", "new", NO_TAGS, null, null);
            assertThat(deleted.join()).isTrue();
            assertThat(made.join()).isTrue();
        });
        life(management -> {
            assertThat(management.access().virtualHost("other"))
                    .contains(new VirtualHostInfo("other", "new", NO_TAGS, null, Map.of(), false));
            assertThat(readyByHost(management)).isEqualTo(Map.of("/", 1L));
        });
    }

    @Test
    void aStoreOfABrokerWithoutUsersGetsTheFirstOneAndKeepsItsQueues() throws Exception {
        fillStore(false, "/");
        for (int lives = 0; lives < 2; lives++) {
            life(management -> {
                assertThat(readyByHost(management)).isEqualTo(Map.of("/", 1L));
                assertThat(mayLogIn(management, "guest", "guest")).isTrue();
            });
        }
    }

    @Test
    void theFirstUserOfAnotherVirtualHostFindsTheQueuesOfSuchAStoreToo() throws Exception {
        fillStore(false, "/");
        FirstUser other = new FirstUser("admin", "p", NO_TAGS, "v", ".*", ".*", ".*", Set.of());
        for (int lives = 0; lives < 2; lives++) {
            life(config().withFirstUser(other), management -> {
                assertThat(readyByHost(management)).isEqualTo(Map.of("/", 1L));
                assertThat(management.access().permissions())
                        .containsExactly(
                                new PermissionsInfo("admin", "/", ".*", ".*", ".*"),
                                new PermissionsInfo("admin", "v", ".*", ".*", ".*"));
            });
        }
    }

    @Test
    void aVirtualHostWhoseDefinitionIsLostKeepsItsQueues() throws Exception {
        life(management -> {});
        fillStore(false, "lost");
        life(management -> {
            assertThat(readyByHost(management)).isEqualTo(Map.of("lost", 1L));
            assertThat(management.access().virtualHosts())
                    .extracting(VirtualHostInfo::name)
                    .containsExactly("/", "lost");
        });
    }
}
