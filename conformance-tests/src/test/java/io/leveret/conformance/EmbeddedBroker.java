package io.leveret.conformance;

import io.leveret.broker.Broker;
import io.leveret.broker.BrokerConfig;
import io.leveret.broker.BrokerStartException;
import io.leveret.broker.ReplayPage;
import io.leveret.broker.catalogue.Definition;
import io.leveret.broker.catalogue.DefinitionCodec;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.leveret.management.ManagementServer;
import io.leveret.management.ManagementStartException;
import io.leveret.management.metrics.BrokerMetrics;
import io.leveret.management.view.BrokerView;
import io.leveret.store.MessageStore;
import io.leveret.store.StoreConfig;
import io.leveret.store.disk.FileDisk;
import io.leveret.store.journal.JournalWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Our own broker in this JVM, on an ephemeral loopback port. The only class that knows the broker's API. */
final class EmbeddedBroker implements AutoCloseable {

    /** More than one, so that queues and their clients live on different loops. */
    private static final int LOOPS = 3;

    private static final int REPLAY_LIMIT_SECONDS = 30;

    private final Broker broker;

    private EmbeddedBroker(Broker broker) {
        this.broker = broker;
    }

    /** The broker of all tests of this JVM, which takes it down when it ends. */
    static EmbeddedBroker ofAllTests() {
        return OfAllTests.BROKER;
    }

    private static final class OfAllTests {
        static final EmbeddedBroker BROKER = start();
    }

    @SuppressWarnings("MustBeClosedChecker") // lives as long as the JVM
    private static EmbeddedBroker start() {
        try {
            return startOn(
                    Files.createTempDirectory("leveret-conformance"), config -> config.withEventVirtualHost("/"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Serves its metrics; returns where they are. */
    @SuppressWarnings("MustBeClosedChecker") // lives as long as the JVM
    InetSocketAddress serveMetrics() {
        try {
            return ManagementServer.start(List.of(), 0, BrokerView.of(broker.management(), broker.amqpPorts()))
                    .serveMetrics(List.of("127.0.0.1"), 0, new BrokerMetrics(broker.management()), "/metrics", false)
                    .get(0);
        } catch (ManagementStartException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts its management API; returns where it listens. */
    @SuppressWarnings("MustBeClosedChecker") // lives as long as the JVM
    InetSocketAddress startManagement() {
        try {
            return ManagementServer.start(
                            List.of("127.0.0.1"), 0, BrokerView.of(broker.management(), broker.amqpPorts()))
                    .addresses()
                    .get(0);
        } catch (ManagementStartException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts a broker on what the directory holds; it belongs to the caller. */
    static EmbeddedBroker startOn(Path dataDirectory) {
        return start(dataDirectory, StoreConfig.defaults());
    }

    /** Such a broker whose journal has so small segments that they are used again every moment. */
    static EmbeddedBroker startSmallOn(Path dataDirectory) {
        return start(
                dataDirectory,
                StoreConfig.defaults().withSegmentBytes(128 << 10).withCheckpointBytes(512 << 10));
    }

    private static EmbeddedBroker start(Path dataDirectory, StoreConfig store) {
        return startOn(dataDirectory, config -> config.withStore(store));
    }

    /** A broker that is configured like this; it belongs to the caller. */
    static EmbeddedBroker startOn(Path dataDirectory, UnaryOperator<BrokerConfig> configured) {
        BrokerConfig config = BrokerConfig.defaults()
                .withBindHosts(List.of("127.0.0.1"))
                .withPort(0)
                .withDataDirectory(dataDirectory)
                .withEventLoops(LOOPS);
        try {
            return new EmbeddedBroker(Broker.start(configured.apply(config)));
        } catch (BrokerStartException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a crash may leave of the removal of a policy: the catalogue has it no more, its queues do not know yet. */
    static void forgetPolicy(Path dataDirectory, String name) throws IOException {
        StoreConfig how = StoreConfig.defaults().withSegmentBytes(128 << 10);
        try (MessageStore store =
                MessageStore.open(new FileDisk(dataDirectory.resolve("store")), how, System::currentTimeMillis)) {
            JournalWriter writer = store.writer(Runnable::run, () -> true);
            writer.delete(DefinitionCodec.key(
                    new Definition.OfPolicy(ShortString.of("/"), ShortString.of(name), FieldTable.EMPTY)));
            CompletableFuture<Boolean> durable = new CompletableFuture<>();
            writer.whenDurable(() -> durable.complete(true));
            writer.submit();
            durable.join();
        }
    }

    /** Copies what the broker keeps to a new directory; returns what it says of that. */
    List<String> backup(Path directory) throws IOException {
        return broker.operations().backup(directory);
    }

    /** What a queue of the virtual host / has for replay, from this position on. */
    ReplayPage replay(String queue, long fromPosition) {
        ReplayPage page = broker.management()
                .replay("/", queue, fromPosition, Integer.MAX_VALUE)
                .orTimeout(REPLAY_LIMIT_SECONDS, TimeUnit.SECONDS)
                .join();
        return Objects.requireNonNull(page, queue);
    }

    /** All queues by name, a line for each. */
    List<String> queues() {
        return broker.management().queues().join().stream()
                .map(queue -> "queue " + queue.name() + (queue.durable() ? " durable" : " transient")
                        + (queue.autoDelete() ? " auto-delete " : " ") + new TreeMap<>(queue.arguments()) + " ready "
                        + queue.ready() + " policy " + queue.policy() + " "
                        + new TreeMap<>(queue.policyDefinition()))
                .sorted()
                .toList();
    }

    /** All policies by name, a line for each. */
    List<String> policies() {
        return broker.management().policies().list().stream()
                .map(policy -> "policy " + policy.name() + " '" + policy.pattern() + "' " + policy.applyTo()
                        + " priority " + policy.priority() + " " + new TreeMap<>(policy.definition()))
                .toList();
    }

    /** Sets a policy of the virtual host /; whether there was none of its name. */
    boolean setPolicy(String name, Map<String, ?> body) {
        return broker.management()
                .policies()
                .set("guest", "/", name, body)
                .orElseThrow()
                .join();
    }

    /** Removes a policy of the virtual host /; whether there was one. */
    boolean deletePolicy(String name) {
        return broker.management().policies().delete("guest", "/", name).join();
    }

    /** Makes a virtual host; says what came of it. */
    String makeVirtualHost(String name) {
        try {
            return broker.management()
                            .access()
                            .setVirtualHost(name, "", List.of(), null, null)
                            .join()
                    ? "made"
                    : "was there";
        } catch (CompletionException e) {
            return String.valueOf(e.getCause().getMessage());
        }
    }

    /** Makes it believe that it is short of memory, or is so no more. */
    void shortOfMemory(boolean begins) {
        broker.operations().shortOfMemory(begins);
    }

    /** Its AMQP port on the loopback address. */
    int port() {
        return broker.amqpPort();
    }

    @Override
    public void close() {
        broker.close();
    }
}
