package io.leveret.app;

import io.leveret.app.config.ListenerConfig;
import io.leveret.app.config.ManagementConfig;
import io.leveret.app.config.Settings;
import io.leveret.broker.Broker;
import io.leveret.broker.BrokerConfig;
import io.leveret.broker.BrokerStartException;
import io.leveret.management.ManagementServer;
import io.leveret.management.ManagementStartException;
import io.leveret.management.view.BrokerView;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The whole server in one process: the data directory, the broker and the management API, opened in this order and
 * closed in the other. The only type here that knows the broker.
 */
final class Leveret implements AutoCloseable {

    private final DataDirectory dataDirectory;
    private final Broker broker;
    private final @Nullable ManagementServer management;

    private Leveret(DataDirectory dataDirectory, Broker broker, @Nullable ManagementServer management) {
        this.dataDirectory = dataDirectory;
        this.broker = broker;
        this.management = management;
    }

    /** Opens everything; when one part cannot be opened the others are closed again. */
    static Leveret start(Settings settings) throws StartException {
        DataDirectory dataDirectory = DataDirectory.open(settings.data().directory());
        Broker broker = null;
        boolean started = false;
        try {
            broker = startBroker(settings.listeners(), dataDirectory);
            ManagementServer management = startManagement(settings.management(), broker);
            started = true;
            return new Leveret(dataDirectory, broker, management);
        } finally {
            if (!started) {
                if (broker != null) {
                    broker.close();
                }
                dataDirectory.close();
            }
        }
    }

    private static Broker startBroker(ListenerConfig listeners, DataDirectory dataDirectory) throws StartException {
        try {
            return Broker.start(BrokerConfig.defaults()
                    .withBindHosts(listeners.hosts())
                    .withPort(listeners.port())
                    .withDataDirectory(dataDirectory.path()));
        } catch (BrokerStartException e) {
            throw new StartException(ExitStatus.UNAVAILABLE, e);
        }
    }

    private static @Nullable ManagementServer startManagement(ManagementConfig config, Broker broker)
            throws StartException {
        if (!config.isOn()) {
            return null;
        }
        try {
            return ManagementServer.start(
                    config.hosts(), config.port(), BrokerView.of(broker.management(), broker.amqpPorts()));
        } catch (ManagementStartException e) {
            throw new StartException(ExitStatus.UNAVAILABLE, e);
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

    List<InetSocketAddress> managementAddresses() {
        return management == null ? List.of() : management.addresses();
    }

    /** Completes when the broker fails by itself; never on {@link #close}. */
    CompletionStage<Throwable> failure() {
        return broker.failure();
    }

    /** Closes management first, so that nobody asks a broker that is going; returns when all is closed. */
    @Override
    public void close() {
        try (dataDirectory;
                broker) {
            if (management != null) {
                management.close();
            }
        }
    }
}
