package io.leveret.broker.connection;

import io.leveret.broker.alarm.Alarms;
import io.leveret.broker.auth.AccessControl;
import io.leveret.broker.auth.AccessTable;
import io.leveret.broker.auth.FailedLogins;
import io.leveret.broker.auth.Logins;
import io.leveret.broker.auth.Mechanisms;
import io.leveret.broker.auth.Permissions;
import io.leveret.broker.auth.Users;
import io.leveret.broker.catalogue.CatalogueLog;
import io.leveret.broker.catalogue.Definition;
import io.leveret.broker.catalogue.DefinitionCodec;
import io.leveret.broker.catalogue.JournalledCatalogue;
import io.leveret.broker.channel.ChannelTerms;
import io.leveret.broker.channel.DeliveryTimeout;
import io.leveret.broker.compat.Compat;
import io.leveret.broker.event.Events;
import io.leveret.broker.limit.BrokerLimits;
import io.leveret.broker.loop.Admission;
import io.leveret.broker.loop.HalfReceived;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.loop.LoopLimits;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.queue.QueueType;
import io.leveret.broker.testing.LoopsJournal;
import io.leveret.broker.testing.SteppedLoops;
import io.leveret.broker.time.SystemClock;
import io.leveret.broker.vhost.Control;
import io.leveret.broker.vhost.QueueDefaults;
import io.leveret.broker.vhost.RandomNames;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.leveret.store.QueueId;
import io.leveret.store.Recovered;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The broker's connections, queues and topology on stepped loops, without sockets and threads. */
final class SteppedBroker {

    static final ConnectionLimits LIMITS = new ConnectionLimits(2047, 131_072, 8192, 0, 600_000, 1 << 20, 100_000);

    final SteppedLoops loops;
    final VirtualHost virtualHost;
    final Connections connections = new Connections();
    final Alarms alarms = new Alarms("test", Events.NONE);

    private final long admissionBytesMax;
    private final ConnectionContext context;
    private final RandomNames names;

    SteppedBroker(int loopCount, long admissionBytesMax, long seed) {
        this(loopCount, limits(admissionBytesMax, HalfReceived.BYTES_MAX), seed, null, null);
    }

    SteppedBroker(int loopCount, long admissionBytesMax, long halfReceivedBytesMax, long seed) {
        this(loopCount, limits(admissionBytesMax, halfReceivedBytesMax), seed, null, null);
    }

    private static LoopLimits limits(long admissionBytesMax, long halfReceivedBytesMax) {
        return new LoopLimits(admissionBytesMax, halfReceivedBytesMax, SteppedLoops.AMPLE_BYTES);
    }

    /**
     * A broker that records in this journal, or keeps nothing.
     *
     * @param recovered what it has from an earlier life, or null
     */
    SteppedBroker(
            int loopCount,
            LoopLimits limits,
            long seed,
            @Nullable LoopsJournal journal,
            @Nullable Recovered recovered) {
        this(new SteppedLoops(loopCount, limits), limits.admissionBytesMax(), seed, journal, recovered, 0);
    }

    /** The same on these loops, whose clocks may go on where those of an earlier life have stopped. */
    SteppedBroker(
            SteppedLoops loops,
            long admissionBytesMax,
            long seed,
            @Nullable LoopsJournal journal,
            @Nullable Recovered recovered) {
        this(loops, admissionBytesMax, seed, journal, recovered, 0);
    }

    /** A broker that keeps nothing and closes channels whose deliveries are not acknowledged in time. */
    static SteppedBroker withDeliveryTimeout(int loopCount, long ms) {
        LoopLimits limits = limits(1 << 20, HalfReceived.BYTES_MAX);
        return new SteppedBroker(new SteppedLoops(loopCount, limits), limits.admissionBytesMax(), 1, null, null, ms);
    }

    private SteppedBroker(
            SteppedLoops loops,
            long admissionBytesMax,
            long seed,
            @Nullable LoopsJournal journal,
            @Nullable Recovered recovered,
            long deliveryTimeoutMs) {
        this.admissionBytesMax = admissionBytesMax;
        this.loops = loops;
        names = new RandomNames(seed);
        CatalogueLog catalogue = CatalogueLog.none();
        if (journal != null) {
            journal.attachTo(loops.loops(), recovered == null ? 0 : recovered.txIdMax());
            catalogue = new JournalledCatalogue(journal.writer(loops.controlThread(), loops::isControlThread));
        }
        Control control = new Control(loops.controlThread(), catalogue, Events.NONE);
        Users users = new Users(Set.of());
        AccessControl access = new AccessControl(users, CatalogueLog.none(), () -> 1, Events.NONE);
        VirtualHosts virtualHosts = new VirtualHosts(
                control,
                loops.loops(),
                loops.deadlines(),
                names.split(),
                BrokerLimits.NONE,
                QueueDefaults.of(QueueType.CLASSIC, Compat.DEFAULT),
                access,
                null,
                deleted -> {});
        if (recovered == null) {
            virtualHosts.restore("/", FieldTable.EMPTY, List.of());
        } else {
            recover(recovered, virtualHosts);
        }
        virtualHosts.change(() -> access.put("guest", List.of(), "guest")
                && access.put(new AccessTable.Member("/", "guest"), Permissions.of(".*", ".*", ".*")));
        loops.settle();
        virtualHost = Objects.requireNonNull(virtualHosts.get("/")).virtualHost();
        Logins logins = new Logins(users, Mechanisms.DEFAULT, new FailedLogins(new SystemClock(), () -> 1));
        context = new ConnectionContext(
                LIMITS,
                users,
                logins,
                virtualHosts,
                () -> FieldTable.EMPTY,
                connections,
                new Occupancy("test", BrokerLimits.NONE, users),
                new ChannelTerms(
                        "test",
                        LIMITS.messageBytesMax(),
                        Long.MAX_VALUE,
                        Compat.DEFAULT,
                        Events.NONE,
                        deliveryTimeoutMs == 0 ? null : new DeliveryTimeout(deliveryTimeoutMs, loops.deadlines())),
                alarms);
    }

    private void recover(Recovered recovered, VirtualHosts virtualHosts) {
        List<Definition.InVirtualHost> definitions = new ArrayList<>();
        recovered.catalogue().forEach((key, value) -> {
            if (DefinitionCodec.decode(key, value) instanceof Definition.InVirtualHost thing) {
                definitions.add(thing);
            }
        });
        virtualHosts.change(() -> {
            virtualHosts.continueAbove(recovered.queueIdMax());
            return true;
        });
        CompletableFuture<List<Queue>> restored = virtualHosts.restore("/", FieldTable.EMPTY, definitions);
        loops.settle();
        List<Queue> queues = restored.join();
        for (Queue queue : queues) {
            recovered.queues().stream()
                    .filter(content -> QueueId.incarnation(content.queueId()) == queue.incarnation())
                    .forEach(content -> loops.turn(queue.home(), () -> queue.recover(content)));
        }
        queues.forEach(queue -> loops.turn(queue.home(), queue::opened));
        loops.settle();
    }

    /** A client on that loop, at the beginning of its handshake. */
    SteppedClient connect(int loop) {
        return connect(loop, 64 * 1024);
    }

    /**
     * A client on that loop.
     *
     * @param writeBytesMax octets past which its socket counts as one that does not drain
     */
    SteppedClient connect(int loop, int writeBytesMax) {
        return new SteppedClient(loops, loops.loop(loop), context, names.split(), writeBytesMax);
    }

    /** A client that has opened its connection. */
    SteppedClient open(int loop) {
        SteppedClient client = connect(loop);
        client.handshake();
        return client;
    }

    @Nullable
    Queue queue(String name) {
        return virtualHost.topology().queue(ShortString.of(name));
    }

    /** Whether nothing of a publish is under way from this loop. */
    boolean isAdmissionWhole(Loop loop) {
        Admission admission = loop.admission();
        admission.take(admissionBytesMax - 1);
        boolean whole = !admission.isExhausted();
        admission.giveBack(admissionBytesMax - 1);
        return whole;
    }
}
