package io.leveret.broker.vhost;

import io.leveret.broker.auth.Access;
import io.leveret.broker.auth.Permission;
import io.leveret.broker.catalogue.Definition;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.queue.QueueLifecycle;
import io.leveret.broker.queue.QueueSettings;
import io.leveret.broker.queue.QueueType;
import io.leveret.broker.time.Deadlines;
import io.leveret.codec.ChannelException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Declares and removes the queues of one virtual host. Owned by the control thread, but for {@link #requireEquivalent}
 * and {@link #requireName}, which look at nothing that changes.
 */
public final class QueueDeclarations {

    private static final String GENERATED_PREFIX = "amq.gen-";
    private static final String RESERVED_PREFIX = "amq.";

    /**
     * What a client asks for with an active queue.declare.
     *
     * @param name the name without CR and LF; empty if the broker shall invent one
     * @param connection identity of the declaring connection, to own the queue if {@code exclusive}
     * @param loop that connection's loop
     * @param access what the declaring user may do
     */
    public record Request(
            ShortString name,
            boolean durable,
            boolean exclusive,
            boolean autoDelete,
            FieldTable arguments,
            Object connection,
            Loop loop,
            Access.Held access) {

        /** An exclusive queue goes with its connection, so it is never durable. */
        boolean keptDurable() {
            return durable && !exclusive;
        }

        private Request ofType(QueueType type) {
            FieldTable.Builder typed = FieldTable.builder().put(QueueType.ARGUMENT, type.title());
            arguments.entries().forEach(entry -> typed.put(entry.name(), entry.value()));
            return new Request(name, durable, exclusive, autoDelete, typed.build(), connection, loop, access);
        }
    }

    private final TopologyEditor editor;
    private final Placement placement;
    private final Deadlines deadlines;
    private final RandomNames names;
    private final QueueLifecycle lifecycle;
    private final PolicyControl policies;
    private final EffectiveTerms terms;
    private final QueueDefaults defaults;
    private final IdentityHashMap<Object, List<Queue>> exclusive = new IdentityHashMap<>();

    QueueDeclarations(
            TopologyEditor editor,
            Capacity capacity,
            Deadlines deadlines,
            RandomNames names,
            QueueLifecycle lifecycle,
            PolicyControl policies,
            EffectiveTerms terms,
            QueueDefaults defaults) {
        this.editor = editor;
        this.placement = capacity.placement();
        this.deadlines = deadlines;
        this.names = names;
        this.lifecycle = lifecycle;
        this.policies = policies;
        this.terms = terms;
        this.defaults = defaults;
    }

    /** Refuses names that only the broker may give. */
    public static void requireName(ShortString name) {
        if (name.startsWith(RESERVED_PREFIX)) {
            throw new ChannelException(
                    ReplyCode.ACCESS_REFUSED, "queue name '" + name + "' contains reserved prefix 'amq.*'");
        }
    }

    /** Checks that a declare of an existing queue asks for what is there: owner, then flags, then arguments. */
    public static void requireEquivalent(Queue queue, Request request) {
        QueueSettings is = queue.settings();
        if (is.exclusiveOwner() != (request.exclusive ? request.connection : null)) {
            throw locked(queue);
        }
        Arguments.requireSame("durable", is.durable(), request.keptDurable(), queue.description());
        Arguments.requireSame("auto_delete", is.autoDelete(), request.autoDelete, queue.description());
        QueueArguments.requireSame(is.arguments(), request.arguments, queue.description());
    }

    /** 405 for a queue that belongs to another connection. */
    public static ChannelException locked(Queue queue) {
        return new ChannelException(
                ReplyCode.RESOURCE_LOCKED,
                "cannot obtain exclusive access to locked " + queue.description()
                        + ". It could be originally declared on another connection or the exclusive property value does"
                        + " not match that of the original declaration.");
    }

    /** Declares a queue that may or may not exist. */
    Queue declare(Request asked) {
        Request request = typed(asked);
        requireNamedUnlessClassic(request);
        ShortString name = request.name.isEmpty() ? ShortString.of(names.next(GENERATED_PREFIX)) : request.name;
        request.access.require(Permission.CONFIGURE, Access.QUEUE, name);
        Queue existing = editor.draft().queue(name);
        if (existing != null) {
            requireEquivalent(existing, request);
            return existing;
        }
        String description = editor.virtualHost().describe("queue", name);
        requireValid(request.keptDurable(), request.exclusive, request.autoDelete, request.arguments, description);
        ShortString deadLetterExchange = DeadLetterArguments.exchange(request.arguments);
        if (deadLetterExchange != null) {
            request.access.require(Permission.READ, Access.QUEUE, name);
            request.access.require(Permission.WRITE, Access.EXCHANGE, deadLetterExchange);
        }
        editor.requireQueueRoom(name);
        Queue queue = create(name, request);
        add(queue);
        if (request.exclusive) {
            exclusive
                    .computeIfAbsent(request.connection, owner -> new ArrayList<>(1))
                    .add(queue);
        }
        return queue;
    }

    private void add(Queue queue) {
        editor.add(queue);
        queue.home().execute(queue::opened);
        policies.added(queue);
    }

    /** Makes a queue by checked definitions, unless there is one of that name. */
    void define(ShortString name, boolean durable, boolean autoDelete, FieldTable arguments) {
        if (editor.draft().queue(name) == null) {
            editor.requireQueueRoom(name);
            QueueSettings settings = QueueSettings.of(
                    durable, autoDelete, null, arguments, terms.of(arguments), defaults.quorumPriorities());
            add(create(name, placement.nextIncarnation(), settings, placement.leastLoaded()));
        }
    }

    /** Refuses a new queue that cannot be as it is wanted. */
    static void requireValid(
            boolean durable, boolean exclusive, boolean autoDelete, FieldTable arguments, String description) {
        if (QueueArguments.validate(arguments, durable, description) == QueueType.QUORUM) {
            requireQuorum(durable, exclusive, autoDelete, description);
        }
    }

    /** As in RabbitMQ, a queue that could not be of the default type is a classic one. */
    private Request typed(Request request) {
        QueueType ofHost = editor.virtualHost().defaultQueueType();
        QueueType type = ofHost == null ? defaults.type() : ofHost;
        boolean couldBe = request.keptDurable() && !request.autoDelete && !request.name.isEmpty();
        return type == QueueType.CLASSIC || !couldBe || request.arguments.get(QueueType.ARGUMENT) != null
                ? request
                : request.ofType(type);
    }

    private static void requireNamedUnlessClassic(Request request) {
        QueueType type = QueueType.of(request.arguments);
        if (request.name.isEmpty() && type != QueueType.CLASSIC) {
            throw Arguments.failed("Cannot declare a server-named queue for type " + type.moduleName());
        }
    }

    private static void requireQuorum(boolean durable, boolean exclusive, boolean autoDelete, String description) {
        if (autoDelete) {
            throw invalidProperty("auto-delete", description);
        } else if (exclusive) {
            throw invalidProperty("exclusive-owner", description);
        } else if (!durable) {
            throw invalidProperty("non-durable", description);
        }
    }

    private static ChannelException invalidProperty(String property, String description) {
        return Arguments.failed("invalid property '" + property + "' for " + description);
    }

    /** Makes a queue of an earlier life of the broker, still without its messages and not in the topology. */
    Queue recover(Definition.OfQueue definition) {
        placement.continueAbove(definition.incarnation());
        QueueSettings settings = QueueSettings.of(
                true,
                definition.autoDelete(),
                null,
                definition.arguments(),
                terms.of(definition.arguments()),
                defaults.quorumPriorities());
        return create(definition.name(), definition.incarnation(), settings, placement.leastLoaded());
    }

    private Queue create(ShortString name, Request request) {
        boolean ownLoop = request.exclusive || request.name.isEmpty();
        QueueSettings settings = QueueSettings.of(
                request.keptDurable(),
                request.autoDelete,
                request.exclusive ? request.connection : null,
                request.arguments,
                terms.of(request.arguments),
                defaults.quorumPriorities());
        return create(name, placement.nextIncarnation(), settings, ownLoop ? request.loop : placement.leastLoaded());
    }

    private Queue create(ShortString name, long incarnation, QueueSettings settings, Loop home) {
        placement.added(home);
        VirtualHost virtualHost = editor.virtualHost();
        return new Queue(name, virtualHost.name(), incarnation, settings, home, deadlines, lifecycle, virtualHost);
    }

    /** Takes a frozen queue and its bindings out of the topology. */
    void remove(Queue queue) {
        if (editor.draft().queue(queue.name()) == queue) {
            placement.removed(queue.home());
            editor.remove(queue);
            policies.removed(queue);
            forgetOwner(queue);
        }
    }

    private void forgetOwner(Queue queue) {
        Object owner = queue.settings().exclusiveOwner();
        List<Queue> owned = owner == null ? null : exclusive.get(owner);
        if (owned != null && owned.remove(queue) && owned.isEmpty()) {
            exclusive.remove(owner);
        }
    }

    /** The queues that this connection owns exclusively. */
    List<Queue> ownedBy(Object connection) {
        return List.copyOf(exclusive.getOrDefault(connection, List.of()));
    }
}
