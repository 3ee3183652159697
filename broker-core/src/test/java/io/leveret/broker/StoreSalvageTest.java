package io.leveret.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.broker.catalogue.Definition;
import io.leveret.broker.catalogue.DefinitionCodec;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import io.leveret.store.LoadedMessage;
import io.leveret.store.MessageStore;
import io.leveret.store.QueueId;
import io.leveret.store.StoreConfig;
import io.leveret.store.disk.FileDisk;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.salvage.Salvage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a new store takes the place of a damaged one. */
class StoreSalvageTest {

    private static final String JOURNAL = "journal-0000000000000001";

    @TempDir
    Path directory;

    private BrokerConfig config;

    @BeforeEach
    void configure() {
        config = BrokerConfig.defaults()
                .withBindHosts(List.of("127.0.0.1"))
                .withPort(0)
                .withDataDirectory(directory);
    }

    private Path store() {
        return directory.resolve("store");
    }

    private void fillStore() throws IOException {
        Files.createDirectories(store());
        try (MessageStore store = MessageStore.open(new FileDisk(store()), StoreConfig.defaults(), () -> 1)) {
            JournalWriter writer = store.writer(Runnable::run, () -> true);
            for (int seq = 1; seq <= 3; seq++) {
                message(writer, 1, seq);
                writer.submit();
                store.checkpoint();
            }
        }
    }

    private void damage() throws IOException {
        byte[] octets = Files.readAllBytes(store().resolve(JOURNAL));
        octets[20] ^= 1;
        octets[4096 + 100] ^= 1;
        Files.write(store().resolve(JOURNAL), octets);
    }

    private static Map<String, Integer> octetsIn(Path directory) throws IOException {
        Map<String, Integer> octets = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                octets.put(file.getFileName().toString(), java.util.Arrays.hashCode(Files.readAllBytes(file)));
            }
        }
        return octets;
    }

    private List<Path> asides() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(path -> path.getFileName().toString().startsWith("salvaged-"))
                    .toList();
        }
    }

    private void start() throws BrokerStartException {
        Broker.start(config).close();
    }

    @Test
    void keepsTheDamagedStoreAsItWasAndStartsOnTheNew() throws Exception {
        fillStore();
        damage();
        Map<String, Integer> before = octetsIn(store());
        assertThatThrownBy(this::start)
                .isInstanceOf(BrokerStartException.class)
                .hasMessageContaining(JOURNAL + " at offset 0");

        StoreSalvage.run(config);

        assertThat(asides()).hasSize(1);
        Map<String, Integer> aside = octetsIn(asides().get(0));
        assertThat(aside).containsAllEntriesOf(before).hasSize(before.size() + 1);
        assertThat(asides().get(0).resolve("salvage-report")).content().contains("1 messages are lost, in queue 1: 1");
        assertThat(directory.resolve("store-salvage")).doesNotExist();
        start();
        StoreSalvage.run(config);
        assertThat(asides()).hasSize(1);
    }

    @Test
    void givesAQueueADefinitionThatHasLostIt() throws Exception {
        Files.createDirectories(store());
        Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
        try (MessageStore store = MessageStore.open(new FileDisk(elsewhere), StoreConfig.defaults(), () -> 1)) {
            JournalWriter writer = store.writer(Runnable::run, () -> true);
            Definition.OfQueue known =
                    new Definition.OfQueue(ShortString.of("/"), ShortString.of("known"), 2, false, FieldTable.EMPTY);
            writer.put(DefinitionCodec.key(known), DefinitionCodec.value(known));
            for (long queueId : new long[] {1, 2, QueueId.of(3, 7)}) {
                message(writer, queueId, 1);
                commit(writer);
                message(writer, queueId, 2);
                commit(writer);
            }
            // Of a higher priority nothing waits, but something was delivered.
            message(writer, QueueId.of(3, 9), 1);
            writer.settled(QueueId.of(3, 9), 1, JournalWriter.NO_TX, 0);
            commit(writer);
            // As a kill leaves it.
            Files.copy(elsewhere.resolve(JOURNAL), store().resolve(JOURNAL));
        }
        // The message of the second group.
        byte[] octets = Files.readAllBytes(store().resolve(JOURNAL));
        octets[4096 + 500] ^= 1;
        Files.write(store().resolve(JOURNAL), octets);

        StoreSalvage.run(config);

        Salvage saved = Salvage.survey(new FileDisk(store()));
        assertThat(saved.messages()).containsOnlyKeys(1L, 2L, QueueId.of(3, 7));
        Map<Long, String> names = new TreeMap<>();
        saved.catalogue().forEach((key, value) -> {
            Definition.OfQueue queue = (Definition.OfQueue) DefinitionCodec.decode(key, value);
            names.put(
                    queue.incarnation(), queue.name() + " " + queue.arguments().get("x-max-priority"));
        });
        assertThat(names)
                .containsExactly(
                        Map.entry(1L, "salvaged.1 null"),
                        Map.entry(2L, "known null"),
                        Map.entry(3L, "salvaged.3 " + new FieldValue.Int32(9)));
        assertThat(asides().get(0).resolve("salvage-report"))
                .content()
                .contains("queue 1 has no definition any more: its ", " messages are in 'salvaged.1'");
        start();
    }

    private static void message(JournalWriter writer, long queueId, long seq) {
        LoadedMessage message = new LoadedMessage(ShortString.EMPTY, ShortString.EMPTY, new byte[100], 0, 0, true, 0);
        writer.message(queueId, seq, JournalWriter.NO_TX, 0, JournalWriter.NEVER, message);
    }

    private static void commit(JournalWriter writer) {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        writer.whenDurable(() -> durable.complete(null));
        writer.submit();
        durable.join();
    }

    @Test
    void changesNothingWhereNothingIsDamaged() throws Exception {
        StoreSalvage.run(config);
        assertThat(store()).doesNotExist();
        fillStore();
        Map<String, Integer> before = octetsIn(store());
        StoreSalvage.run(config);
        assertThat(octetsIn(store())).isEqualTo(before);
        assertThat(asides()).isEmpty();
    }

    @Test
    void isFinishedByTheNextStartWhenItWasInterruptedBetweenTheRenames() throws Exception {
        fillStore();
        Files.move(store(), directory.resolve("store-salvage"));
        Map<String, Integer> before = octetsIn(directory.resolve("store-salvage"));
        StoreSalvage.finish(directory);
        assertThat(octetsIn(store())).isEqualTo(before);
    }

    @Test
    void beginsAnewWhenItWasInterruptedBeforeTheRenames() throws Exception {
        fillStore();
        damage();
        Files.createDirectories(directory.resolve("store-salvage"));
        Files.write(directory.resolve("store-salvage/journal-0000000000000001"), new byte[10]);
        StoreSalvage.finish(directory);
        assertThat(store().resolve(JOURNAL)).exists();
        StoreSalvage.run(config);
        start();
    }

    @Test
    void isRefusedWhileABrokerUsesTheStore() throws Exception {
        try (Broker broker = Broker.start(config)) {
            assertThat(broker.amqpPort()).isPositive();
            assertThatThrownBy(() -> StoreSalvage.run(config))
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessageContaining("is in use by another broker (process ");
        }
        StoreSalvage.run(config);
    }
}
