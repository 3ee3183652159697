package io.leveret.broker.vhost;

import io.leveret.broker.queue.Queue;
import io.leveret.codec.ChannelException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.Binding;
import io.leveret.routing.Destination;

/** Makes and removes the bindings of one virtual host. Owned by the control thread. */
final class Bindings {

    private final TopologyEditor editor;

    Bindings(TopologyEditor editor) {
        this.editor = editor;
    }

    void bindQueue(ShortString queue, ShortString source, ShortString key, FieldTable arguments, Object connection) {
        requireExchange(source);
        Queue destination = editor.draft().queue(queue);
        if (destination == null) {
            throw notFound("queue", queue);
        }
        Binding<Queue> binding = new Binding<>(source, new Destination.ToQueue<>(destination), key, arguments);
        if (destination.settings().isLockedFor(connection)) {
            // As in RabbitMQ, arguments that are wrong are told before the lock.
            requireValid(binding);
            throw QueueDeclarations.locked(destination);
        }
        add(binding);
    }

    void bindExchange(ShortString destination, ShortString source, ShortString key, FieldTable arguments) {
        requireExchange(source);
        requireExchange(destination);
        add(new Binding<>(source, new Destination.ToExchange<>(destination), key, arguments));
    }

    /** Makes a binding by checked definitions, unless it is there; false if it cannot be, without both its ends. */
    boolean define(
            ShortString source, boolean toExchange, ShortString destination, ShortString key, FieldTable arguments) {
        Queue queue = editor.draft().queue(destination);
        boolean isThere = toExchange
                ? editor.draft().exchange(destination) != null
                : queue != null && queue.settings().exclusiveOwner() == null;
        if (editor.draft().exchange(source) == null || !isThere) {
            return false;
        }
        Destination<Queue> end = toExchange || queue == null
                ? new Destination.ToExchange<>(destination)
                : new Destination.ToQueue<>(queue);
        add(new Binding<>(source, end, key, arguments));
        return true;
    }

    private void requireValid(Binding<Queue> binding) {
        var unused = editor.draft().withBinding(binding);
    }

    private void add(Binding<Queue> binding) {
        editor.add(binding);
    }

    /** Removes a binding; nothing happens if it, its queue or its exchange does not exist. */
    void unbindQueue(ShortString queue, ShortString source, ShortString key, FieldTable arguments, Object connection) {
        Queue destination = editor.draft().queue(queue);
        if (destination == null) {
            return;
        }
        Binding<Queue> binding = new Binding<>(source, new Destination.ToQueue<>(destination), key, arguments);
        if (editor.draft().hasBinding(binding) && destination.settings().isLockedFor(connection)) {
            throw QueueDeclarations.locked(destination);
        }
        remove(binding);
    }

    /** Removes a binding between exchanges; nothing happens if it or one of them does not exist. */
    void unbindExchange(ShortString destination, ShortString source, ShortString key, FieldTable arguments) {
        remove(new Binding<>(source, new Destination.ToExchange<>(destination), key, arguments));
    }

    private void remove(Binding<Queue> binding) {
        if (editor.draft().hasBinding(binding)) {
            editor.remove(binding);
        }
    }

    private void requireExchange(ShortString exchange) {
        if (editor.draft().exchange(exchange) == null) {
            throw notFound("exchange", exchange);
        }
    }

    private ChannelException notFound(String kind, ShortString name) {
        return new ChannelException(
                ReplyCode.NOT_FOUND, "no " + editor.virtualHost().describe(kind, name));
    }
}
