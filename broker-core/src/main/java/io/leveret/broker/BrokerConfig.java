package io.leveret.broker;

import io.leveret.broker.connection.ConnectionLimits;
import io.leveret.broker.loop.HalfReceived;
import io.leveret.broker.time.Clock;
import io.leveret.broker.time.SystemClock;
import io.leveret.store.StoreConfig;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a broker needs to know to start. Immutable.
 *
 * @param bindHosts addresses to listen on
 * @param port AMQP port on each of them; 0 lets the system choose one for all
 * @param dataDirectory where durable things live, in a directory of their own
 * @param store how they are kept, or null for a broker that keeps nothing beyond its own life
 * @param eventLoops threads that serve sockets and queues; 0 chooses by the number of processors
 * @param admissionBytesMax bytes of publishes that one loop may have under way to queues on others
 * @param halfReceivedBytesMax bytes of message bodies that the connections of one loop may have begun to send; past it the
 *     connection that holds most is closed with 506
 * @param limits what one connection is granted
 * @param clock the time
 * @param seed of everything that is left to chance; 0 draws one
 */
public record BrokerConfig(
        List<String> bindHosts,
        int port,
        Path dataDirectory,
        @Nullable StoreConfig store,
        int eventLoops,
        long admissionBytesMax,
        long halfReceivedBytesMax,
        ConnectionLimits limits,
        Clock clock,
        long seed) {

    private static final long ADMISSION_BYTES = 32L * 1024 * 1024;

    public BrokerConfig {
        bindHosts = List.copyOf(bindHosts);
    }

    /** RabbitMQ's defaults, on loopback only. */
    public static BrokerConfig defaults() {
        return new BrokerConfig(
                List.of("127.0.0.1", "::1"),
                5672,
                Path.of("leveret-data"),
                StoreConfig.defaults(),
                0,
                ADMISSION_BYTES,
                HalfReceived.BYTES_MAX,
                ConnectionLimits.DEFAULT,
                new SystemClock(),
                0);
    }

    public BrokerConfig withBindHosts(List<String> hosts) {
        return new BrokerConfig(
                hosts,
                port,
                dataDirectory,
                store,
                eventLoops,
                admissionBytesMax,
                halfReceivedBytesMax,
                limits,
                clock,
                seed);
    }

    public BrokerConfig withPort(int newPort) {
        return new BrokerConfig(
                bindHosts,
                newPort,
                dataDirectory,
                store,
                eventLoops,
                admissionBytesMax,
                halfReceivedBytesMax,
                limits,
                clock,
                seed);
    }

    public BrokerConfig withDataDirectory(Path directory) {
        return new BrokerConfig(
                bindHosts,
                port,
                directory,
                store,
                eventLoops,
                admissionBytesMax,
                halfReceivedBytesMax,
                limits,
                clock,
                seed);
    }

    /** Null for a broker that keeps nothing beyond its own life. */
    public BrokerConfig withStore(@Nullable StoreConfig newStore) {
        return new BrokerConfig(
                bindHosts,
                port,
                dataDirectory,
                newStore,
                eventLoops,
                admissionBytesMax,
                halfReceivedBytesMax,
                limits,
                clock,
                seed);
    }

    public BrokerConfig withEventLoops(int loops) {
        return new BrokerConfig(
                bindHosts,
                port,
                dataDirectory,
                store,
                loops,
                admissionBytesMax,
                halfReceivedBytesMax,
                limits,
                clock,
                seed);
    }

    public BrokerConfig withAdmissionBytesMax(long bytes) {
        return new BrokerConfig(
                bindHosts, port, dataDirectory, store, eventLoops, bytes, halfReceivedBytesMax, limits, clock, seed);
    }

    public BrokerConfig withHalfReceivedBytesMax(long bytes) {
        return new BrokerConfig(
                bindHosts, port, dataDirectory, store, eventLoops, admissionBytesMax, bytes, limits, clock, seed);
    }

    public BrokerConfig withLimits(ConnectionLimits newLimits) {
        return new BrokerConfig(
                bindHosts,
                port,
                dataDirectory,
                store,
                eventLoops,
                admissionBytesMax,
                halfReceivedBytesMax,
                newLimits,
                clock,
                seed);
    }

    public BrokerConfig withClock(Clock newClock) {
        return new BrokerConfig(
                bindHosts,
                port,
                dataDirectory,
                store,
                eventLoops,
                admissionBytesMax,
                halfReceivedBytesMax,
                limits,
                newClock,
                seed);
    }
}
