package io.leveret.broker.channel;

import io.leveret.broker.auth.Access;
import io.leveret.broker.auth.Permission;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.queue.QueueType;
import io.leveret.broker.vhost.ExchangeDeclarations;
import io.leveret.broker.vhost.QueueDeclarations;
import io.leveret.codec.ChannelException;
import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.method.QueueMethod;
import io.leveret.codec.value.ShortString;

/** The queue class: declare, bind, unbind, purge, delete. Owned by the connection's loop. */
final class QueueHandler {

    private final AmqpChannel channel;
    private final ReplyNames replyNames;
    private ShortString lastDeclared = ShortString.EMPTY;

    QueueHandler(AmqpChannel channel) {
        this.channel = channel;
        this.replyNames = new ReplyNames(channel);
    }

    ReplyNames replyNames() {
        return replyNames;
    }

    void handle(QueueMethod method) {
        if (method instanceof QueueMethod.Declare declare) {
            declare(declare);
        } else if (method instanceof QueueMethod.Bind bind) {
            bind(bind);
        } else if (method instanceof QueueMethod.Unbind unbind) {
            unbind(unbind);
        } else if (method instanceof QueueMethod.Purge purge) {
            purge(purge);
        } else if (method instanceof QueueMethod.Delete delete) {
            delete(delete);
        } else {
            throw new ConnectionException(ReplyCode.COMMAND_INVALID, "unimplemented method");
        }
    }

    /**
     * The queue of that name, or the one declared last if the name is empty, to read from it; 403, 404 or 405 if it cannot
     * be used.
     */
    Queue requireReadable(ShortString name) {
        ShortString named = nameOrLast(name);
        access().require(Permission.READ, Access.QUEUE, named);
        return requireNamed(named);
    }

    private Access access() {
        return channel.host().access();
    }

    private Queue requireNamed(ShortString name) {
        Queue queue = channel.host().topology().virtualHost().topology().queue(name);
        if (queue == null) {
            throw notFound(name);
        }
        if (queue.settings().isLockedFor(channel.host())) {
            throw QueueDeclarations.locked(queue);
        }
        return queue;
    }

    ChannelException notFound(ShortString name) {
        return new ChannelException(
                ReplyCode.NOT_FOUND,
                "no " + channel.host().topology().virtualHost().describe("queue", name));
    }

    /**
     * The queue that is meant: the one declared last on this channel where none is named. RabbitMQ looks at this before all
     * else.
     *
     * @throws ChannelException 404 if none has been declared
     */
    ShortString nameOrLast(ShortString name) {
        if (!name.isEmpty()) {
            return name;
        }
        if (lastDeclared.isEmpty()) {
            throw new ChannelException(ReplyCode.NOT_FOUND, "no previously declared queue");
        }
        return lastDeclared;
    }

    private void declare(QueueMethod.Declare declare) {
        ShortString name = Names.stripped(declare.queue());
        if (replyNames.isMeantBy(name)) {
            replyNames.declare(name, () -> declared(name, declare, 0, 1));
            return;
        }
        if (declare.passive()) {
            counted(requireNamed(name), declare);
            return;
        }
        QueueDeclarations.requireName(name);
        QueueDeclarations.Request request = new QueueDeclarations.Request(
                name,
                declare.durable(),
                declare.exclusive(),
                declare.autoDelete(),
                declare.arguments(),
                channel.host(),
                channel.loop(),
                access().held());
        // A queue that is there is compared with first.
        if (!declare.durable()
                && !declare.exclusive()
                && channel.host().terms().compat().refusesTransientQueues()
                && channel.host().topology().virtualHost().topology().queue(name) == null) {
            throw transientRefused();
        }
        if (declare.exclusive()) {
            channel.host().ownsExclusiveQueue();
        }
        declare(declare, request);
    }

    private static ConnectionException transientRefused() {
        return new ConnectionException(
                ReplyCode.INTERNAL_ERROR,
                "Feature `transient_nonexcl_queues` is deprecated.\nBy default, this feature is not permitted anymore.\n"
                        + "The feature will be removed from a future major RabbitMQ version, regardless of the"
                        + " configuration; actual version to be determined.\nTo continue using this feature when it is not"
                        + " permitted by default, set the following parameter in your configuration:\n"
                        + "    \"deprecated_features.permit.transient_nonexcl_queues = true\"");
    }

    private void declare(QueueMethod.Declare declare, QueueDeclarations.Request request) {
        channel.stall();
        channel.host()
                .topology()
                .declareQueue(
                        request,
                        (queue, failure) -> channel.answered(queue, failure, declared -> {
                            if (declared != null) {
                                countOrDeclareAgain(declare, request, declared);
                            }
                        }));
    }

    /** Between the control thread and the queue's home the queue may have gone; then the declare makes a new one. */
    private void countOrDeclareAgain(QueueMethod.Declare declare, QueueDeclarations.Request request, Queue queue) {
        channel.ask(queue, asked -> asked.report().redeclared(), counts -> {
            if (counts == null) {
                declare(declare, request);
            } else {
                declared(queue.name(), declare, counts.ready(), counts.declaredConsumers(queue.settings()));
            }
        });
    }

    /** A passive declare counts as use, like any other. */
    private void counted(Queue queue, QueueMethod.Declare declare) {
        channel.ask(queue, asked -> asked.report().redeclared(), counts -> {
            if (counts == null) {
                throw notFound(queue.name());
            }
            declared(queue.name(), declare, counts.ready(), counts.declaredConsumers(queue.settings()));
        });
    }

    private void declared(ShortString name, QueueMethod.Declare declare, int ready, int consumers) {
        channel.host().terms().events().queueDeclared();
        lastDeclared = name;
        if (!declare.nowait()) {
            channel.reply(new QueueMethod.DeclareOk(name, ready, consumers));
        }
    }

    private void bind(QueueMethod.Bind bind) {
        ShortString queue = nameOrLast(bind.queue());
        ExchangeDeclarations.requireNotDefault(bind.exchange());
        replyNames.requireNoAddress(queue);
        ShortString routingKey = routingKey(bind.queue(), queue, bind.routingKey());
        ExchangeHandler.requireMayBind(channel, Access.QUEUE, queue, bind.exchange(), routingKey);
        channel.stall();
        channel.host()
                .topology()
                .bindQueue(
                        channel.asker(),
                        queue,
                        bind.exchange(),
                        routingKey,
                        bind.arguments(),
                        channel.host(),
                        (done, failure) -> channel.answered(done, failure, bound -> {
                            if (!bind.nowait()) {
                                channel.reply(new QueueMethod.BindOk());
                            }
                        }));
    }

    private void unbind(QueueMethod.Unbind unbind) {
        ShortString queue = nameOrLast(unbind.queue());
        ExchangeDeclarations.requireNotDefault(unbind.exchange());
        replyNames.requireNoAddress(queue);
        ShortString routingKey = routingKey(unbind.queue(), queue, unbind.routingKey());
        ExchangeHandler.requireMayBind(channel, Access.QUEUE, queue, unbind.exchange(), routingKey);
        channel.stall();
        channel.host()
                .topology()
                .unbindQueue(
                        channel.asker(),
                        queue,
                        unbind.exchange(),
                        routingKey,
                        unbind.arguments(),
                        channel.host(),
                        (done, failure) ->
                                channel.answered(done, failure, unbound -> channel.reply(new QueueMethod.UnbindOk())));
    }

    /** With neither queue nor routing key named, both are those of the queue declared last (AMQP 0-9-1, queue.bind). */
    private static ShortString routingKey(ShortString named, ShortString queue, ShortString routingKey) {
        return named.isEmpty() && routingKey.isEmpty() ? queue : routingKey;
    }

    private void purge(QueueMethod.Purge purge) {
        ShortString name = nameOrLast(purge.queue());
        if (replyNames.isAddress(name)) {
            purged(purge, 0);
            return;
        }
        access().require(Permission.READ, Access.QUEUE, name);
        Queue queue = requireNamed(name);
        channel.ask(queue, Queue::purge, ready -> {
            Runnable tell = () -> purged(purge, ready == null ? 0 : ready);
            if (queue.settings().durable()) {
                channel.after(queue, Queue::whenPurged, tell);
            } else {
                tell.run();
            }
        });
    }

    private void purged(QueueMethod.Purge purge, int ready) {
        if (!purge.nowait()) {
            channel.reply(new QueueMethod.PurgeOk(ready));
        }
    }

    private void delete(QueueMethod.Delete delete) {
        ShortString name = nameOrLast(delete.queue());
        access().require(Permission.CONFIGURE, Access.QUEUE, name);
        Queue queue = channel.host().topology().virtualHost().topology().queue(name);
        if (queue == null) {
            deleted(delete, 0);
            return;
        }
        if (queue.settings().isLockedFor(channel.host())) {
            throw QueueDeclarations.locked(queue);
        }
        requireNoCondition(queue, delete);
        channel.stall();
        channel.host()
                .topology()
                .deleteQueue(
                        channel.asker(),
                        queue,
                        delete.ifUnused(),
                        delete.ifEmpty(),
                        (ready, failure) ->
                                channel.answered(ready, failure, count -> deleted(delete, count == null ? 0 : count)));
    }

    /** As in RabbitMQ, a quorum queue is deleted or not, whatever is in it. */
    private static void requireNoCondition(Queue queue, QueueMethod.Delete delete) {
        if (queue.settings().type() == QueueType.QUORUM && (delete.ifUnused() || delete.ifEmpty())) {
            throw new ConnectionException(
                    ReplyCode.NOT_IMPLEMENTED,
                    "cannot delete " + queue.description() + ". queue.delete operations with "
                            + (delete.ifUnused() ? "if-unused" : "if-empty")
                            + " flag set are not supported by quorum queues");
        }
    }

    /** 405 for basic.get from a quorum queue that serves one consumer at a time. */
    static void requireGettable(Queue queue) {
        if (queue.settings().type() == QueueType.QUORUM && queue.settings().singleActiveConsumer()) {
            throw new ChannelException(
                    ReplyCode.RESOURCE_LOCKED,
                    "cannot obtain access to locked " + queue.description()
                            + ". basic.get operations are not supported by quorum queues with single active consumer");
        }
    }

    private void deleted(QueueMethod.Delete delete, int ready) {
        if (!delete.nowait()) {
            channel.reply(new QueueMethod.DeleteOk(ready));
        }
    }
}
