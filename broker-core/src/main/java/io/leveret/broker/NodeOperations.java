package io.leveret.broker;

import io.leveret.broker.alarm.Alarms;
import io.leveret.broker.auth.Logins;
import io.leveret.broker.event.Churn;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.time.Clock;
import io.leveret.store.space.DiskSpace;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What there is to say about the process of a broker. Any thread; futures complete on a loop. */
public final class NodeOperations {

    private final List<Loop> loops;
    private final ConnectionOperations connections;
    private final @Nullable Storage storage;
    private final Path dataDirectory;
    private final Clock clock;
    private final Alarms alarms;
    private final Churn churn;
    private final Logins logins;
    private final long connectionsMax;
    private final long startedMs;

    NodeOperations(
            List<Loop> loops,
            ConnectionOperations connections,
            @Nullable Storage storage,
            Path dataDirectory,
            Clock clock,
            Alarms alarms,
            Churn churn,
            Logins logins,
            long connectionsMax) {
        this.loops = loops;
        this.connections = connections;
        this.storage = storage;
        this.dataDirectory = dataDirectory;
        this.clock = clock;
        this.alarms = alarms;
        this.churn = churn;
        this.logins = logins;
        this.connectionsMax = connectionsMax;
        this.startedMs = clock.monotonicMs();
    }

    /** Of the moment. */
    public CompletableFuture<NodeInfo> info() {
        return Owners.<Loop, Long>ask(loops, loop -> loop, loop -> loop.memory().bytes())
                .thenApply(bytes -> info(bytes.stream()
                        .mapToLong(each -> Objects.requireNonNull(each))
                        .sum()));
    }

    private NodeInfo info(long messageBytes) {
        Storage kept = storage;
        return new NodeInfo(
                ServerProperties.NODE_NAME,
                ServerProperties.version(),
                ServerProperties.RABBIT_VERSION,
                ProcessHandle.current().pid(),
                clock.monotonicMs() - startedMs,
                List.of(logins.mechanisms().offered(null).split(" ")),
                kept == null ? null : dataDirectory,
                connections.count(),
                ProcessFigures.memory(messageBytes, isShortOf(Alarms.Resource.MEMORY)),
                kept == null ? null : disk(kept.space()),
                ProcessFigures.machine(),
                churn());
    }

    private NodeInfo.Disk disk(DiskSpace space) {
        return new NodeInfo.Disk(space.usableBytes(), space.limitBytes(), isShortOf(Alarms.Resource.DISK));
    }

    private boolean isShortOf(Alarms.Resource resource) {
        return alarms.now().resources().contains(resource);
    }

    /** Whether one more client may connect. */
    public boolean takesConnections() {
        return connections.count() < connectionsMax;
    }

    /** What has come and gone since the broker began. */
    public NodeInfo.Churn churn() {
        return new NodeInfo.Churn(
                churn.count(Churn.Kind.CONNECTION_CREATED),
                churn.count(Churn.Kind.CONNECTION_CLOSED),
                churn.count(Churn.Kind.CHANNEL_CREATED),
                churn.count(Churn.Kind.CHANNEL_CLOSED),
                churn.count(Churn.Kind.QUEUE_DECLARED),
                churn.count(Churn.Kind.QUEUE_CREATED),
                churn.count(Churn.Kind.QUEUE_DELETED));
    }
}
