package io.leveret.broker;

import io.leveret.broker.auth.Users;
import io.leveret.broker.catalogue.CatalogueLog;
import io.leveret.broker.catalogue.JournalledCatalogue;
import io.leveret.broker.connection.AmqpConnection;
import io.leveret.broker.connection.ConnectionContext;
import io.leveret.broker.connection.Connections;
import io.leveret.broker.connection.EventLoops;
import io.leveret.broker.connection.Listeners;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.loop.LoopJournal;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.time.DeadlineThread;
import io.leveret.broker.vhost.Control;
import io.leveret.broker.vhost.RandomNames;
import io.leveret.broker.vhost.TopologyControl;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.store.MessageStore;
import io.leveret.store.Recovered;
import io.leveret.store.StoreConfig;
import io.leveret.store.disk.FileDisk;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running broker: threads, virtual hosts and listeners, wired together.
 *
 * <p>Start and close it from a thread of your own; it belongs to whoever started it.
 */
public final class Broker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);
    private static final String DEFAULT_VIRTUAL_HOST = "/";
    private static final String STORE_DIRECTORY = "store";
    private static final String SHUTDOWN = "broker forced connection closure with reason 'shutdown'";

    /** How long clients may take to answer connection.close when the broker ends. */
    private static final int FAREWELL_MS_MAX = 3_000;

    private static final int FAREWELL_LOOK_MS = 5;

    private final EventLoops loops;
    private final DeadlineThread deadlines;
    private final ControlThread controlThread = new ControlThread();
    private final @Nullable MessageStore store;
    private final @Nullable String recoverySummary;
    private final Connections connections = new Connections();
    private final Listeners listeners;
    private final List<VirtualHost> virtualHosts;
    private final Map<String, TopologyControl> topologies;
    private final Management management;
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

    private Broker(BrokerConfig config, @Nullable MessageStore store, @Nullable Recovered recovered) {
        this.store = store;
        long seed = config.seed() != 0 ? config.seed() : new SecureRandom().nextLong();
        LOG.debug("seed {}", seed);
        RandomNames names = new RandomNames(seed);
        int count = config.eventLoops() > 0
                ? config.eventLoops()
                : EventLoops.defaultCount(Runtime.getRuntime().availableProcessors());
        loops = new EventLoops(count, config.clock(), config.admissionBytesMax(), config.halfReceivedBytesMax());
        deadlines = new DeadlineThread(config.clock());
        recoverySummary = recovered == null ? null : recovered.summary();
        Control control = new Control(controlThread, catalogue(recovered));
        VirtualHost virtualHost = new VirtualHost(DEFAULT_VIRTUAL_HOST);
        TopologyControl topology = new TopologyControl(virtualHost, control, loops.all(), deadlines, names.split());
        Map<String, TopologyControl> topologies = Map.of(virtualHost.name(), topology);
        this.topologies = topologies;
        Users users = new Users();
        ConnectionContext context =
                new ConnectionContext(config.limits(), users, topologies, ServerProperties.table(), connections);
        listeners = new Listeners(loops, context, names);
        this.virtualHosts = List.of(virtualHost);
        management = new Management(loops.all(), connections, this.virtualHosts, users);
    }

    /** Gives every owner its way into the journal. */
    private CatalogueLog catalogue(@Nullable Recovered recovered) {
        MessageStore opened = store;
        if (opened == null || recovered == null) {
            return CatalogueLog.none();
        }
        int count = loops.all().size();
        for (Loop loop : loops.all()) {
            loop.attach(new LoopJournal(opened.writer(loop, loop::inLoop), loop.index(), count, recovered.txIdMax()));
        }
        opened.failure().thenAccept(this::storeFailed);
        return new JournalledCatalogue(opened.writer(controlThread, controlThread::isCurrent));
    }

    /** Nothing can be confirmed any more: clients must not wait for it. */
    private void storeFailed(Throwable cause) {
        LOG.error("the store has failed, no message is safe any more", cause);
        connections.all().forEach(AmqpConnection::kill);
        failure.complete(cause);
    }

    private static @Nullable MessageStore openStore(BrokerConfig config) throws BrokerStartException {
        StoreConfig how = config.store();
        if (how == null) {
            return null;
        }
        Path directory = config.dataDirectory().resolve(STORE_DIRECTORY);
        try {
            Files.createDirectories(directory);
            return MessageStore.open(new FileDisk(directory), how, config.clock()::wallMs);
        } catch (IOException | RuntimeException e) {
            throw new BrokerStartException("cannot open the store in " + directory + ": " + e.getMessage(), e);
        }
    }

    private void recover(Recovered recovered) throws BrokerStartException {
        try {
            new Recovery(recovered, loops.all()).into(topologies);
        } catch (RuntimeException e) {
            Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
            close();
            throw new BrokerStartException("cannot use what the store holds: " + cause.getMessage(), e);
        }
    }

    /**
     * Starts a broker and returns when it accepts connections.
     *
     * @throws BrokerStartException if it cannot listen where it should, or cannot use what it has kept
     */
    public static Broker start(BrokerConfig config) throws BrokerStartException {
        MessageStore store = openStore(config);
        Recovered recovered = store == null ? null : store.recovered();
        Broker broker = new Broker(config, store, recovered);
        if (recovered != null) {
            broker.recover(recovered);
        }
        int port = config.port();
        for (String host : config.bindHosts()) {
            try {
                port = broker.listeners.listen(host, port);
            } catch (IOException e) {
                broker.close();
                throw new BrokerStartException("cannot listen on " + host + " port " + port + ": " + e.getMessage(), e);
            }
        }
        return broker;
    }

    /** What this broker has found of its earlier life, in one line for the log; null if it keeps nothing. */
    public @Nullable String recoverySummary() {
        return recoverySummary;
    }

    /** Where the broker listens for AMQP. */
    public List<InetSocketAddress> amqpPorts() {
        return listeners.addresses();
    }

    /** The port on which the broker listens for AMQP, the same on all its addresses. */
    public int amqpPort() {
        return amqpPorts().get(0).getPort();
    }

    /** The way in for management interfaces. */
    public Management management() {
        return management;
    }

    /** Completes if the broker fails by itself and cannot go on; never because of {@link #close}. */
    public CompletionStage<Throwable> failure() {
        return failure;
    }

    /** Lets every queue say how far its clients have seen, exactly. */
    private void closeQueues() {
        List<CompletableFuture<Boolean>> closed = new ArrayList<>();
        for (VirtualHost virtualHost : virtualHosts) {
            for (Queue queue : virtualHost.topology().queues()) {
                closed.add(CompletableFuture.supplyAsync(
                        () -> {
                            queue.close();
                            return true;
                        },
                        queue.home()));
            }
        }
        CompletableFuture.allOf(closed.toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, FAREWELL_MS_MAX, TimeUnit.MILLISECONDS)
                .join();
    }

    /** Stops accepting, asks every client to go, then ends all threads; returns when that is done. */
    @Override
    public void close() {
        listeners.close();
        connections.all().forEach(connection -> connection.shutDown(SHUTDOWN));
        for (int waited = 0; connections.count() > 0 && waited < FAREWELL_MS_MAX; waited += FAREWELL_LOOK_MS) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(FAREWELL_LOOK_MS));
        }
        connections.all().forEach(AmqpConnection::kill);
        deadlines.close();
        controlThread.close();
        if (store != null) {
            closeQueues();
        }
        loops.close();
        if (store != null) {
            store.close();
        }
    }
}
