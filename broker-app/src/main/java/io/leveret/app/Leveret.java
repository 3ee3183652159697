package io.leveret.app;

import io.leveret.app.config.ManagementConfig;
import io.leveret.app.config.MetricsConfig;
import io.leveret.app.config.Settings;
import io.leveret.app.ctl.ControlServer;
import io.leveret.app.heap.HeapKeeper;
import io.leveret.app.tool.ToolRunner;
import io.leveret.broker.Broker;
import io.leveret.broker.BrokerConfig;
import io.leveret.broker.BrokerStartException;
import io.leveret.broker.DefinitionException;
import io.leveret.broker.StoreSalvage;
import io.leveret.management.ManagementServer;
import io.leveret.management.ManagementStartException;
import io.leveret.management.metrics.BrokerMetrics;
import io.leveret.management.view.BrokerView;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole server in one process: the data directory, the broker, the management API and the control socket, opened in this order and
 * closed in the other. With {@link BrokerTls} and {@link DefinitionFiles} the only type here that knows the broker.
 */
final class Leveret implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Leveret.class);

    private final DataDirectory dataDirectory;
    private final Broker broker;
    private final @Nullable ManagementServer management;
    private final @Nullable ControlServer control;
    private final @Nullable HeapKeeper heap;

    private Leveret(
            DataDirectory dataDirectory, Broker broker, @Nullable ManagementServer management, Commanded commanded) {
        this.dataDirectory = dataDirectory;
        this.broker = broker;
        this.management = management;
        this.control = startControl(dataDirectory, commanded);
        this.heap = HeapKeeper.start(broker.operations()::shortOfMemory);
    }

    /**
     * Opens everything; when one part cannot be opened the others are closed again.
     *
     * @param salvage whether a damaged store may be replaced by what can be read of it
     * @param configFile what the settings come from, or null
     * @param stop has the process end; returns at once
     */
    static Leveret start(Settings settings, boolean salvage, @Nullable Path configFile, Runnable stop)
            throws StartException {
        BrokerTls.verify(settings.tls());
        DataDirectory dataDirectory = DataDirectory.open(settings.data().directory());
        Broker broker = null;
        boolean started = false;
        try {
            broker = startBroker(settings, dataDirectory, salvage);
            ManagementServer management = startManagement(settings.management(), broker);
            started = true;
            return new Leveret(dataDirectory, broker, management, new Commanded(settings, configFile, stop));
        } finally {
            if (!started) {
                if (broker != null) {
                    broker.close();
                }
                dataDirectory.close();
            }
        }
    }

    private static Broker startBroker(Settings settings, DataDirectory dataDirectory, boolean salvage)
            throws StartException {
        BrokerConfig config = BrokerSettings.of(settings)
                .withDataDirectory(dataDirectory.path())
                .withDefinitions(DefinitionFiles.read(settings.definitions()));
        try {
            if (salvage) {
                StoreSalvage.run(config);
            }
            return Broker.start(config);
        } catch (BrokerStartException e) {
            boolean ofTheFile = e.getCause() instanceof DefinitionException;
            throw new StartException(ofTheFile ? ExitStatus.CONFIG : ExitStatus.UNAVAILABLE, e);
        }
    }

    private static @Nullable ManagementServer startManagement(ManagementConfig config, Broker broker)
            throws StartException {
        if (!config.isOn() && !config.metrics().isOn()) {
            return null;
        }
        try {
            ManagementServer server = ManagementServer.start(
                    config.isOn() ? config.hosts() : List.of(),
                    config.port(),
                    BrokerView.of(broker.management(), broker.amqpPorts()),
                    ManagementSettings.of(config.http()));
            serveMetrics(config.metrics(), server, broker);
            return server;
        } catch (ManagementStartException e) {
            throw new StartException(ExitStatus.UNAVAILABLE, e);
        }
    }

    private static void serveMetrics(MetricsConfig config, ManagementServer server, Broker broker)
            throws ManagementStartException {
        if (!config.isOn()) {
            return;
        }
        try {
            List<InetSocketAddress> addresses = server.serveMetrics(
                    config.hosts(),
                    config.port(),
                    new BrokerMetrics(broker.management()),
                    config.path(),
                    config.perObject());
            LOG.info("Metrics are at {}, path {}", addresses, config.path());
        } catch (ManagementStartException e) {
            if (config.isPortSaid()) {
                server.close();
                throw e;
            }
            LOG.warn("{}: no metrics (prometheus.tcp.port says another port)", e.getMessage());
        }
    }

    /** A broker that cannot be asked by the command line serves all the same. */
    private @Nullable ControlServer startControl(DataDirectory dataDirectory, Commanded commanded) {
        try {
            return ControlServer.start(
                    dataDirectory.path(),
                    new Operator(this, broker.operations())::answer,
                    ToolRunner.of(commanded.node(this, broker.management()))::run);
        } catch (IOException e) {
            LOG.warn("the command line will not reach this broker: {}", e.toString());
            return null;
        }
    }

    /** What the broker has found of its earlier life, in one line. */
    @Nullable
    String recoverySummary() {
        return broker.recoverySummary();
    }

    List<InetSocketAddress> amqpAddresses() {
        return broker.amqpPorts();
    }

    List<InetSocketAddress> tlsAddresses() {
        return broker.tlsPorts();
    }

    List<InetSocketAddress> managementAddresses() {
        return management == null ? List.of() : management.addresses();
    }

    List<InetSocketAddress> metricsAddresses() {
        return management == null ? List.of() : management.metricsAddresses();
    }

    /** Completes when the broker fails by itself; never on {@link #close}. */
    CompletionStage<Throwable> failure() {
        return broker.failure();
    }

    /** Closes what asks it first, so that nobody asks a broker that is going; returns when all is closed. */
    @Override
    public void close() {
        try (dataDirectory;
                broker;
                control;
                heap) {
            if (management != null) {
                management.close();
            }
        }
    }
}
