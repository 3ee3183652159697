package io.leveret.broker;

import io.leveret.broker.compat.Compat;
import io.leveret.broker.connection.ConnectionLimits;
import io.leveret.broker.limit.BrokerLimits;
import io.leveret.broker.loop.HalfReceived;
import io.leveret.broker.queue.QueueType;
import io.leveret.broker.time.Clock;
import io.leveret.broker.time.SystemClock;
import io.leveret.store.StoreConfig;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a broker needs to know to start. Immutable: every {@code with} method returns a changed copy. */
public final class BrokerConfig implements Cloneable {

    private static final long ADMISSION_BYTES = 32L << 20;
    private static final long MESSAGE_BYTES_MAX = 16L << 20;
    /** Of the heap, since messages take their room beside everything else. */
    private static final int MESSAGE_HEAP_SHARE = 5;
    /** Past this part of the heap, publishers must wait. */
    private static final int ALARM_HEAP_SHARE = 2;

    private List<String> bindHosts = List.of("127.0.0.1", "::1");
    private int port = 5672;
    private Path dataDirectory = Path.of("leveret-data");
    private @Nullable StoreConfig store = StoreConfig.defaults();
    private int eventLoops;
    private long admissionBytesMax = ADMISSION_BYTES;
    private long halfReceivedBytesMax = HalfReceived.BYTES_MAX;
    private long messageBytesMax =
            Math.min(MESSAGE_BYTES_MAX, Runtime.getRuntime().maxMemory() / MESSAGE_HEAP_SHARE);
    private ConnectionLimits limits = ConnectionLimits.DEFAULT;
    private BrokerLimits brokerLimits = BrokerLimits.NONE;
    private Compat compat = Compat.DEFAULT;
    private QueueType defaultQueueType = QueueType.CLASSIC;
    private long deliveryTimeoutMs;
    private @Nullable String eventVirtualHost;
    private Clock clock = new SystemClock();
    private FirstUser firstUser = FirstUser.GUEST;
    private StartDefinitions definitions = StartDefinitions.NONE;
    private LoginOptions login = LoginOptions.DEFAULT;
    private @Nullable TlsListener tls;
    private long seed;

    private BrokerConfig() {}

    /** RabbitMQ's defaults, on loopback only. */
    public static BrokerConfig defaults() {
        return new BrokerConfig();
    }

    /** Addresses to listen on for connections that are not encrypted; none for no such connections. */
    public List<String> bindHosts() {
        return bindHosts;
    }

    /** AMQP port on each of them; 0 lets the system choose one for all. */
    public int port() {
        return port;
    }

    /** Where durable things live, in a directory of their own. */
    public Path dataDirectory() {
        return dataDirectory;
    }

    /** How they are kept, or null for a broker that keeps nothing beyond its own life. */
    public @Nullable StoreConfig store() {
        return store;
    }

    /** Threads that serve sockets and queues; 0 chooses by the number of processors. */
    public int eventLoops() {
        return eventLoops;
    }

    /** Bytes of publishes that one loop may have under way to queues on others, and to the disk. */
    public long admissionBytesMax() {
        return admissionBytesMax;
    }

    /**
     * Bytes of message bodies that the connections of one loop may have begun to send; past it the connection that holds
     * most is closed with 506.
     */
    public long halfReceivedBytesMax() {
        return halfReceivedBytesMax;
    }

    /** Bytes that the messages of all queues may take in memory before some are paged out; needs a store. */
    public long messageBytesMax() {
        return messageBytesMax;
    }

    /** Bytes that messages may take that cannot leave memory, before publishers are blocked. */
    public long messageAlarmBytes() {
        return Math.max(
                messageBytesMax + messageBytesMax / 4 + 1, Runtime.getRuntime().maxMemory() / ALARM_HEAP_SHARE);
    }

    /** What one connection is granted. */
    public ConnectionLimits limits() {
        return limits;
    }

    /** How much there may be of what all connections and virtual hosts have together. */
    public BrokerLimits brokerLimits() {
        return brokerLimits;
    }

    /** Which RabbitMQ it behaves like where its lines differ. */
    public Compat compat() {
        return compat;
    }

    QueueType defaultQueueType() {
        return defaultQueueType;
    }

    /** How long a delivery may stay unacknowledged before its channel is closed, in milliseconds; 0 for ever. */
    public long deliveryTimeoutMs() {
        return deliveryTimeoutMs;
    }

    /** The virtual host with an exchange {@code amq.rabbitmq.event} to which events go, or null if none has. */
    public @Nullable String eventVirtualHost() {
        return eventVirtualHost;
    }

    public Clock clock() {
        return clock;
    }

    /** Who may do everything in a broker that has nothing yet. */
    public FirstUser firstUser() {
        return firstUser;
    }

    public BrokerConfig withFirstUser(FirstUser user) {
        return with(changed -> changed.firstUser = user);
    }

    /** What it makes at its start, before anybody is served. If there are users in it, a broker that has nothing makes no first user. */
    public StartDefinitions definitions() {
        return definitions;
    }

    public BrokerConfig withDefinitions(StartDefinitions made) {
        return with(changed -> changed.definitions = made);
    }

    /** How clients say who they are. */
    public LoginOptions login() {
        return login;
    }

    public BrokerConfig withLogin(LoginOptions options) {
        return with(changed -> changed.login = options);
    }

    /** Where to listen for TLS, or null for nowhere. */
    public @Nullable TlsListener tls() {
        return tls;
    }

    /** Null for no TLS. */
    public BrokerConfig withTls(@Nullable TlsListener listener) {
        return with(changed -> changed.tls = listener);
    }

    /** Of everything that is left to chance; 0 draws one. */
    public long seed() {
        return seed;
    }

    public BrokerConfig withBindHosts(List<String> hosts) {
        List<String> copy = List.copyOf(hosts);
        return with(changed -> changed.bindHosts = copy);
    }

    public BrokerConfig withPort(int newPort) {
        return with(changed -> changed.port = newPort);
    }

    public BrokerConfig withDataDirectory(Path directory) {
        return with(changed -> changed.dataDirectory = directory);
    }

    /** Null for a broker that keeps nothing beyond its own life. */
    public BrokerConfig withStore(@Nullable StoreConfig newStore) {
        return with(changed -> changed.store = newStore);
    }

    /** How sure a confirmed message is; without effect on a broker that keeps nothing. */
    public BrokerConfig withDurability(Durability durability) {
        return store == null ? this : withStore(durability.in(store));
    }

    public BrokerConfig withEventLoops(int loops) {
        return with(changed -> changed.eventLoops = loops);
    }

    public BrokerConfig withAdmissionBytesMax(long bytes) {
        return with(changed -> changed.admissionBytesMax = bytes);
    }

    public BrokerConfig withHalfReceivedBytesMax(long bytes) {
        return with(changed -> changed.halfReceivedBytesMax = bytes);
    }

    public BrokerConfig withMessageBytesMax(long bytes) {
        return with(changed -> changed.messageBytesMax = bytes);
    }

    /** How much of the heap the index of the store may take, in bytes; no change without a store. */
    public BrokerConfig withIndexBytesMax(long bytes) {
        return store == null ? this : withStore(store.withIndexBytesMax(bytes));
    }

    public BrokerConfig withLimits(ConnectionLimits newLimits) {
        return with(changed -> changed.limits = newLimits);
    }

    /** Limits of both kinds; {@link #withCompat} comes before. */
    public BrokerConfig withLimits(LimitOptions options) {
        return withLimits(options.ofConnections(limits)).withBrokerLimits(options.ofBroker());
    }

    public BrokerConfig withBrokerLimits(BrokerLimits newLimits) {
        return with(changed -> changed.brokerLimits = newLimits);
    }

    /**
     * Behaves like another line of RabbitMQ.
     *
     * @param line 3.13, 4.2 or 4.3
     * @param permitted deprecated features to be had where the line refuses them, by RabbitMQ's names
     * @throws IllegalArgumentException if it is no such line
     */
    public BrokerConfig withCompat(String line, Collection<String> permitted) {
        Compat.Line known =
                Compat.Line.named(line).orElseThrow(() -> new IllegalArgumentException("no line of RabbitMQ: " + line));
        return withCompat(new Compat(known, Set.copyOf(permitted)));
    }

    /** Behaves like another line of RabbitMQ, and takes its limit for the size of a message; {@link #withLimits} comes after. */
    public BrokerConfig withCompat(Compat newCompat) {
        return with(changed -> {
            changed.limits = changed.limits.withMessageBytesMax(newCompat.messageBytesMax());
            changed.compat = newCompat;
        });
    }

    /**
     * Makes durable queues that name no type, in virtual hosts that name none, of this one.
     *
     * @param title {@code classic} or {@code quorum}
     * @throws IllegalArgumentException if it is none of them
     */
    public BrokerConfig withDefaultQueueType(String title) {
        QueueType type = QueueType.named(title);
        if (type == null) {
            throw new IllegalArgumentException("no type of queues: " + title);
        }
        return with(changed -> changed.defaultQueueType = type);
    }

    /** 0 for no timeout. */
    public BrokerConfig withDeliveryTimeoutMs(long ms) {
        return with(changed -> changed.deliveryTimeoutMs = ms);
    }

    /** Null for no events. */
    public BrokerConfig withEventVirtualHost(@Nullable String name) {
        return with(changed -> changed.eventVirtualHost = name);
    }

    public BrokerConfig withClock(Clock newClock) {
        return with(changed -> changed.clock = newClock);
    }

    private BrokerConfig with(Consumer<BrokerConfig> change) {
        try {
            BrokerConfig copy = (BrokerConfig) clone();
            change.accept(copy);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }
}
