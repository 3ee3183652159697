package io.leveret.broker;

import io.leveret.broker.alarm.Alarms;
import io.leveret.broker.auth.AccessControl;
import io.leveret.broker.auth.FailedLogins;
import io.leveret.broker.auth.Logins;
import io.leveret.broker.auth.Users;
import io.leveret.broker.catalogue.CatalogueLog;
import io.leveret.broker.channel.ChannelTerms;
import io.leveret.broker.channel.DeliveryTimeout;
import io.leveret.broker.connection.AmqpConnection;
import io.leveret.broker.connection.ConnectionContext;
import io.leveret.broker.connection.Connections;
import io.leveret.broker.connection.EventLoops;
import io.leveret.broker.connection.Listeners;
import io.leveret.broker.connection.Occupancy;
import io.leveret.broker.direct.DirectChannels;
import io.leveret.broker.direct.DirectContext;
import io.leveret.broker.event.Churn;
import io.leveret.broker.event.Events;
import io.leveret.broker.loop.LoopLimits;
import io.leveret.broker.notice.EventExchange;
import io.leveret.broker.parameter.GlobalParameters;
import io.leveret.broker.policy.PolicyKind;
import io.leveret.broker.time.DeadlineThread;
import io.leveret.broker.tls.TlsFault;
import io.leveret.broker.tls.TlsServer;
import io.leveret.broker.vhost.Control;
import io.leveret.broker.vhost.QueueDefaults;
import io.leveret.broker.vhost.RandomNames;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.store.Recovered;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private static final String SHUTDOWN = "broker forced connection closure with reason 'shutdown'";

    /** How long clients may take to answer connection.close when the broker ends. */
    private static final int FAREWELL_MS_MAX = 3_000;

    private static final int FAREWELL_LOOK_MS = 5;

    private static final long ADMISSION_BYTES_LEAST = 1 << 20;

    private final EventLoops loops;
    private final DeadlineThread deadlines;
    private final ControlThread controlThread = new ControlThread();
    private final @Nullable Storage storage;
    private final @Nullable String recoverySummary;
    private final Connections connections = new Connections();
    private final Alarms alarms;
    private final Listeners listeners;
    private final DirectChannels directChannels;
    private final @Nullable TlsServer tls;
    private final VirtualHosts virtualHosts;
    private final GlobalParameters globalParameters;
    private final Management management;
    private final Operations operations;
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<Boolean> closed = new CompletableFuture<>();

    private Broker(BrokerConfig config, @Nullable Storage storage, @Nullable TlsServer tls) {
        this.storage = storage;
        this.tls = tls;
        long seed = config.seed() != 0 ? config.seed() : new SecureRandom().nextLong();
        LOG.debug("seed {}", seed);
        RandomNames names = new RandomNames(seed);
        int count = config.eventLoops() > 0
                ? config.eventLoops()
                : EventLoops.defaultCount(Runtime.getRuntime().availableProcessors());
        loops = new EventLoops(
                count,
                config.clock(),
                new LoopLimits(
                        admissionBytes(config, storage, count),
                        Math.min(
                                config.halfReceivedBytesMax(),
                                Runtime.getRuntime().maxMemory() / 4 / count),
                        Math.max(1, config.messageBytesMax() / count),
                        Math.max(2, config.messageAlarmBytes() / count)));
        deadlines = new DeadlineThread(config.clock());
        loops.all().forEach(loop -> loop.sampler().attach(deadlines));
        recoverySummary = storage == null ? null : storage.recovered().summary();
        String eventHost = config.eventVirtualHost();
        EventExchange exchange = eventHost == null
                ? null
                : new EventExchange(eventHost, loops.all().get(0), config.clock()::wallMs);
        Churn events = new Churn(exchange == null ? Events.NONE : exchange);
        alarms = new Alarms(ServerProperties.NODE_NAME, events);
        Control control = new Control(controlThread, catalogue(), events);
        Users users = new Users(config.firstUser().loopbackUsers());
        AccessControl access = new AccessControl(users, control.catalogue(), names.split()::nextInt, control::happened);
        virtualHosts = new VirtualHosts(
                control,
                loops.all(),
                deadlines,
                names.split(),
                config.brokerLimits(),
                QueueDefaults.of(config.defaultQueueType(), config.compat()),
                access,
                eventHost,
                connections::leave);
        if (exchange != null) {
            exchange.in(virtualHosts);
        }
        globalParameters = new GlobalParameters(
                control.catalogue(), names.split().next("rabbitmq-cluster-id-"), control::happened);
        GlobalParameterOperations globals = new GlobalParameterOperations(virtualHosts, globalParameters);
        Logins logins = new Logins(
                users, config.login().asMechanisms(), new FailedLogins(config.clock(), names.split()::nextInt));
        Occupancy occupancy = new Occupancy(ServerProperties.NODE_NAME, config.brokerLimits(), users);
        ChannelTerms terms = new ChannelTerms(
                ServerProperties.NODE_NAME,
                config.limits().messageBytesMax(),
                config.brokerLimits().consumersPerChannel(),
                config.compat(),
                events,
                deliveryTimeout(config));
        ConnectionContext context = new ConnectionContext(
                config.limits(),
                users,
                logins,
                virtualHosts,
                () -> ServerProperties.table(globals.clusterName()),
                connections,
                occupancy,
                terms,
                alarms);
        MemoryAlarm memoryAlarm = new MemoryAlarm(alarms);
        loops.all().forEach(loop -> loop.memory().whenExhausted(memoryAlarm));
        alarms.onAllClear(() -> connections.all().forEach(AmqpConnection::alarmsCleared));
        listeners = new Listeners(loops, context, names);
        directChannels = new DirectChannels(
                loops.all(), new DirectContext(users, virtualHosts, occupancy, terms, deadlines, alarms), names);
        ConnectionOperations connectionOperations = new ConnectionOperations(connections);
        management = new Management(
                connectionOperations,
                new NodeOperations(
                        loops.all(),
                        connectionOperations,
                        storage,
                        config.dataDirectory(),
                        config.clock(),
                        alarms,
                        events,
                        logins,
                        config.brokerLimits().connections()),
                virtualHosts,
                logins,
                this::tlsListeners,
                config.clock(),
                alarms,
                storage == null ? "none" : storage.syncPolicy(),
                new PolicyOperations(virtualHosts, PolicyKind.USER),
                new PolicyOperations(virtualHosts, PolicyKind.OPERATOR),
                new AccessOperations(virtualHosts, users, connections::dismiss),
                new ParameterOperations(virtualHosts),
                globals,
                new ObjectOperations(virtualHosts, directChannels),
                new StatsOperations(loops.all(), virtualHosts),
                all -> new DefinitionOperations(virtualHosts, users, globalParameters, all));
        operations = new Operations(storage, config.dataDirectory(), config.clock(), connections::count, memoryAlarm);
    }

    private @Nullable DeliveryTimeout deliveryTimeout(BrokerConfig config) {
        return config.deliveryTimeoutMs() > 0 && config.compat().timesOutDeliveriesOfAnyQueue()
                ? new DeliveryTimeout(config.deliveryTimeoutMs(), deadlines)
                : null;
    }

    /** When room gets low, what is under way must still fit into it. */
    private static long admissionBytes(BrokerConfig config, @Nullable Storage storage, int loopCount) {
        if (storage == null) {
            return config.admissionBytesMax();
        }
        long share = storage.space().limitBytes() / (2L * loopCount);
        return Math.min(config.admissionBytesMax(), Math.max(ADMISSION_BYTES_LEAST, share));
    }

    /** Gives every owner its way into the journal. */
    private CatalogueLog catalogue() {
        Storage opened = storage;
        if (opened == null) {
            return CatalogueLog.none();
        }
        opened.attachTo(loops.all());
        opened.failure().thenAccept(this::storeFailed);
        return opened.catalogue(controlThread);
    }

    /** Nothing can be confirmed any more: clients must not wait for it. Called on a thread that the store waits for. */
    private void storeFailed(Throwable cause) {
        try {
            if (cause instanceof IOException) {
                LOG.error("the store has failed, nothing is confirmed any more: {}", cause.getMessage());
            } else {
                LOG.error("the store has failed, nothing is confirmed any more", cause);
            }
            Thread end = new Thread(() -> end(cause), "leveret-failed");
            end.setDaemon(true);
            end.start();
        } catch (RuntimeException | Error e) {
            // Short of memory even for that: whoever waits for the failure must learn of it.
            failure.complete(cause);
            throw e;
        }
    }

    private void end(Throwable cause) {
        try {
            connections.all().forEach(AmqpConnection::kill);
        } finally {
            failure.complete(cause);
            close();
        }
    }

    private void recover(@Nullable Recovered recovered, BrokerConfig config) throws BrokerStartException {
        try {
            CompletableFuture<Boolean> begun = CompletableFuture.completedFuture(true);
            if (recovered == null || !new Recovery(recovered, loops.all()).into(virtualHosts, globalParameters)) {
                begun = begin(config);
            }
            CompletableFuture<Boolean> identified = virtualHosts.change(globalParameters::identify);
            // A store that fails never says that this is on record.
            CompletableFuture.anyOf(CompletableFuture.allOf(begun, identified), failure)
                    .join();
        } catch (RuntimeException e) {
            Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
            close();
            throw new BrokerStartException("cannot use what the store holds: " + cause.getMessage(), e);
        }
        requireStore();
    }

    private void requireStore() throws BrokerStartException {
        Throwable failed = failure.getNow(null);
        if (failed != null) {
            close();
            throw new BrokerStartException("the store has failed: " + failed.getMessage(), failed);
        }
    }

    /** As in RabbitMQ, whoever brings users does not want the one that everybody knows. */
    private CompletableFuture<Boolean> begin(BrokerConfig config) {
        if (config.definitions().hasUsers() && virtualHosts.all().isEmpty()) {
            LOG.warn("the definitions bring users: neither default user nor default virtual host are made");
            return CompletableFuture.completedFuture(true);
        }
        return config.firstUser().into(virtualHosts);
    }

    private void load(StartDefinitions definitions) throws BrokerStartException {
        try {
            CompletableFuture.anyOf(definitions.into(management), failure).join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            close();
            throw new BrokerStartException(String.valueOf(cause.getMessage()), cause);
        }
        requireStore();
    }

    /**
     * Starts a broker and returns when it accepts connections.
     *
     * @throws BrokerStartException if it cannot listen where it should, or cannot use what it has kept; with a {@link
     *     DefinitionException} as its cause, if the definitions in its configuration are wrong
     */
    public static Broker start(BrokerConfig config) throws BrokerStartException {
        TlsServer tls = openTls(config);
        Storage storage;
        try {
            storage = Storage.open(config);
        } catch (BrokerStartException e) {
            closeTls(tls);
            throw e;
        }
        Broker broker = new Broker(config, storage, tls);
        broker.recover(storage == null ? null : storage.recovered(), config);
        if (storage != null) {
            storage.watch(broker.alarms, broker.deadlines, config.clock());
        }
        broker.load(config.definitions());
        broker.listen(config);
        return broker;
    }

    private static @Nullable TlsServer openTls(BrokerConfig config) throws BrokerStartException {
        TlsListener listener = config.tls();
        try {
            return listener == null ? null : TlsServer.open(listener.options().settings(), config.clock());
        } catch (TlsFault fault) {
            throw new BrokerStartException("TLS: " + fault.getMessage(), fault);
        }
    }

    private static void closeTls(@Nullable TlsServer tls) {
        if (tls != null) {
            tls.close();
        }
    }

    private void listen(BrokerConfig config) throws BrokerStartException {
        listen(config.bindHosts(), config.port(), listeners::listen);
        TlsListener listener = config.tls();
        TlsServer server = tls;
        if (listener != null && server != null) {
            listen(listener.hosts(), listener.port(), (host, port) -> listeners.listen(host, port, server));
            server.watch(deadlines);
        }
    }

    /** One way to listen. */
    private interface Listening {
        int on(String host, int port) throws IOException;
    }

    /** All addresses have the port that the first has got. */
    private void listen(List<String> hosts, int wantedPort, Listening how) throws BrokerStartException {
        int port = wantedPort;
        for (String host : hosts) {
            try {
                port = how.on(host, port);
            } catch (IOException e) {
                close();
                throw new BrokerStartException("cannot listen on " + host + " port " + port + ": " + e.getMessage(), e);
            }
        }
    }

    /** What this broker has found of its earlier life, in one line for the log; null if it keeps nothing. */
    public @Nullable String recoverySummary() {
        return recoverySummary;
    }

    /** Where the broker listens for AMQP that is not encrypted. */
    public List<InetSocketAddress> amqpPorts() {
        return listeners.addresses();
    }

    /** The port of that, the same on all its addresses; -1 if there is none. */
    public int amqpPort() {
        return amqpPorts().isEmpty() ? -1 : amqpPorts().get(0).getPort();
    }

    /** Where the broker listens for AMQP over TLS. */
    public List<InetSocketAddress> tlsPorts() {
        return listeners.tlsAddresses();
    }

    private List<TlsListenerInfo> tlsListeners() {
        TlsServer server = tls;
        return server == null
                ? List.of()
                : tlsPorts().stream()
                        .map(address -> TlsListenerInfo.of(address, server))
                        .toList();
    }

    /** The way in for management interfaces. */
    public Management management() {
        return management;
    }

    /** The way in for its operator. */
    public Operations operations() {
        return operations;
    }

    /**
     * Completes if the broker fails by itself and cannot go on, as when the device fails; never because of {@link #close}.
     * The broker then closes itself; the process is its owner's.
     */
    public CompletionStage<Throwable> failure() {
        return failure;
    }

    /**
     * Stops accepting, asks every client to go, then ends all threads; returns when that is done, by whomever. After a
     * failure nobody is asked.
     */
    @Override
    public void close() {
        if (closing.getAndSet(true)) {
            closed.join();
            return;
        }
        try {
            closeAll();
        } finally {
            closed.complete(true);
        }
    }

    private void closeAll() {
        listeners.close();
        connections.all().forEach(connection -> connection.shutDown(SHUTDOWN));
        directChannels.close(failure.isDone() ? 0 : FAREWELL_MS_MAX);
        for (int waited = 0;
                connections.count() > 0 && waited < FAREWELL_MS_MAX && !failure.isDone();
                waited += FAREWELL_LOOK_MS) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(FAREWELL_LOOK_MS));
        }
        connections.all().forEach(AmqpConnection::kill);
        deadlines.close();
        closeTls(tls);
        controlThread.close();
        if (storage != null && !failure.isDone()) {
            LastWords.of(virtualHosts, FAREWELL_MS_MAX);
        }
        loops.close();
        if (storage != null) {
            storage.close();
        }
    }
}
