package io.leveret.conformance.fuzz;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What a client sends in one step. Names are those of the script; a {@link Names} gives those for the wire. Printed as
 * readable words.
 */
sealed interface Operation {

    /** The method on the wire; settlements are given their delivery tag by {@link Settle#method(long)}. */
    Method method(UnaryOperator<String> names);

    /** The same with something left out, each in turn. */
    default List<Operation> simpler() {
        return List.of();
    }

    /** channel.open of a channel that may be open already. */
    record ChannelOpen() implements Operation {
        @Override
        public Method method(UnaryOperator<String> names) {
            return new AMQP.Channel.Open.Builder().build();
        }

        @Override
        public String toString() {
            return "channel.open";
        }
    }

    record ChannelClose() implements Operation {
        @Override
        public Method method(UnaryOperator<String> names) {
            return new AMQP.Channel.Close.Builder()
                    .replyCode(200)
                    .replyText("bye")
                    .build();
        }

        @Override
        public String toString() {
            return "channel.close";
        }
    }

    record Flow(boolean active) implements Operation {
        @Override
        public Method method(UnaryOperator<String> names) {
            return new AMQP.Channel.Flow.Builder().active(active).build();
        }

        @Override
        public String toString() {
            return "channel.flow " + active;
        }
    }

    /** connection.close, after which the next step on the connection opens another. */
    record ConnectionClose() implements Operation {
        @Override
        public Method method(UnaryOperator<String> names) {
            return new AMQP.Connection.Close.Builder()
                    .replyCode(200)
                    .replyText("bye")
                    .build();
        }

        @Override
        public String toString() {
            return "connection.close";
        }
    }

    record ExchangeDeclare(String exchange, String type, Flags flags, Arguments arguments) implements Operation {
        @Override
        public Method method(UnaryOperator<String> names) {
            return new AMQP.Exchange.Declare.Builder()
                    .exchange(names.apply(exchange))
                    .type(type)
                    .passive(flags.has("passive"))
                    .durable(flags.has("durable"))
                    .autoDelete(flags.has("auto-delete"))
                    .internal(flags.has("internal"))
                    .nowait(flags.has("nowait"))
                    .arguments(arguments.resolved(names))
                    .build();
        }

        @Override
        public List<Operation> simpler() {
            List<Operation> all = new ArrayList<>();
            flags.simpler().forEach(fewer -> all.add(new ExchangeDeclare(exchange, type, fewer, arguments)));
            arguments.simpler().forEach(fewer -> all.add(new ExchangeDeclare(exchange, type, flags, fewer)));
            return all;
        }

        @Override
        public String toString() {
            return "exchange.declare '" + exchange + "' " + type + flags + arguments;
        }
    }

    record ExchangeDelete(String exchange, Flags flags) implements Operation {
        @Override
        public Method method(UnaryOperator<String> names) {
            return new AMQP.Exchange.Delete.Builder()
                    .exchange(names.apply(exchange))
                    .ifUnused(flags.has("if-unused"))
                    .nowait(flags.has("nowait"))
                    .build();
        }

        @Override
        public String toString() {
            return "exchange.delete '" + exchange + "'" + flags;
        }
    }

    record ExchangeBind(boolean unbind, String destination, String source, String key, Arguments arguments)
            implements Operation {

        /** Whether no exchange of the script takes the binding with it. */
        boolean isBetweenPredeclared() {
            return !unbind && destination.startsWith("amq.") && source.startsWith("amq.");
        }

        /** The unbind that goes unanswered. */
        Method undone(UnaryOperator<String> names) {
            return new AMQP.Exchange.Unbind.Builder()
                    .destination(destination)
                    .source(source)
                    .routingKey(names.apply(key))
                    .nowait()
                    .arguments(arguments.resolved(names))
                    .build();
        }

        @Override
        public Method method(UnaryOperator<String> names) {
            return unbind
                    ? new AMQP.Exchange.Unbind.Builder()
                            .destination(names.apply(destination))
                            .source(names.apply(source))
                            .routingKey(names.apply(key))
                            .arguments(arguments.resolved(names))
                            .build()
                    : new AMQP.Exchange.Bind.Builder()
                            .destination(names.apply(destination))
                            .source(names.apply(source))
                            .routingKey(names.apply(key))
                            .arguments(arguments.resolved(names))
                            .build();
        }

        @Override
        public List<Operation> simpler() {
            List<Operation> all = new ArrayList<>();
            arguments.simpler().forEach(fewer -> all.add(new ExchangeBind(unbind, destination, source, key, fewer)));
            return all;
        }

        @Override
        public String toString() {
            return "exchange." + (unbind ? "unbind" : "bind") + " '" + destination + "' from '" + source + "' by '"
                    + key + "'" + arguments;
        }
    }

    record QueueDeclare(String queue, Flags flags, Arguments arguments) implements Operation {
        @Override
        public Method method(UnaryOperator<String> names) {
            return new AMQP.Queue.Declare.Builder()
                    .queue(names.apply(queue))
                    .passive(flags.has("passive"))
                    .durable(flags.has("durable"))
                    .exclusive(flags.has("exclusive"))
                    .autoDelete(flags.has("auto-delete"))
                    .nowait(flags.has("nowait"))
                    .arguments(arguments.resolved(names))
                    .build();
        }

        @Override
        public List<Operation> simpler() {
            List<Operation> all = new ArrayList<>();
            flags.simpler().forEach(fewer -> all.add(new QueueDeclare(queue, fewer, arguments)));
            arguments.simpler().forEach(fewer -> all.add(new QueueDeclare(queue, flags, fewer)));
            return all;
        }

        @Override
        public String toString() {
            return "queue.declare '" + queue + "'" + flags + arguments;
        }
    }

    record QueueDelete(String queue, Flags flags) implements Operation {
        @Override
        public Method method(UnaryOperator<String> names) {
            return new AMQP.Queue.Delete.Builder()
                    .queue(names.apply(queue))
                    .ifUnused(flags.has("if-unused"))
                    .ifEmpty(flags.has("if-empty"))
                    .nowait(flags.has("nowait"))
                    .build();
        }

        @Override
        public String toString() {
            return "queue.delete '" + queue + "'" + flags;
        }
    }

    record QueuePurge(String queue, Flags flags) implements Operation {
        @Override
        public Method method(UnaryOperator<String> names) {
            return new AMQP.Queue.Purge.Builder()
                    .queue(names.apply(queue))
                    .nowait(flags.has("nowait"))
                    .build();
        }

        @Override
        public String toString() {
            return "queue.purge '" + queue + "'" + flags;
        }
    }

    record QueueBind(String queue, String exchange, String key, Flags flags, Arguments arguments) implements Operation {
        @Override
        public Method method(UnaryOperator<String> names) {
            return new AMQP.Queue.Bind.Builder()
                    .queue(names.apply(queue))
                    .exchange(names.apply(exchange))
                    .routingKey(names.apply(key))
                    .nowait(flags.has("nowait"))
                    .arguments(arguments.resolved(names))
                    .build();
        }

        @Override
        public List<Operation> simpler() {
            List<Operation> all = new ArrayList<>();
            flags.simpler().forEach(fewer -> all.add(new QueueBind(queue, exchange, key, fewer, arguments)));
            arguments.simpler().forEach(fewer -> all.add(new QueueBind(queue, exchange, key, flags, fewer)));
            return all;
        }

        @Override
        public String toString() {
            return "queue.bind '" + queue + "' to '" + exchange + "' by '" + key + "'" + flags + arguments;
        }
    }

    record QueueUnbind(String queue, String exchange, String key, Arguments arguments) implements Operation {
        @Override
        public Method method(UnaryOperator<String> names) {
            return new AMQP.Queue.Unbind.Builder()
                    .queue(names.apply(queue))
                    .exchange(names.apply(exchange))
                    .routingKey(names.apply(key))
                    .arguments(arguments.resolved(names))
                    .build();
        }

        @Override
        public String toString() {
            return "queue.unbind '" + queue + "' from '" + exchange + "' by '" + key + "'" + arguments;
        }
    }

    record Publish(String exchange, String key, Flags flags, Arguments properties, String body) implements Operation {
        @Override
        public Method method(UnaryOperator<String> names) {
            return new AMQP.Basic.Publish.Builder()
                    .exchange(names.apply(exchange))
                    .routingKey(names.apply(key))
                    .mandatory(flags.has("mandatory"))
                    .immediate(flags.has("immediate"))
                    .build();
        }

        @Override
        public List<Operation> simpler() {
            List<Operation> all = new ArrayList<>();
            flags.simpler().forEach(fewer -> all.add(new Publish(exchange, key, fewer, properties, body)));
            properties.simpler().forEach(fewer -> all.add(new Publish(exchange, key, flags, fewer, body)));
            return all;
        }

        @Override
        public String toString() {
            String shown = body.length() > 20 ? body.substring(0, 5) + "... of " + body.length() : body;
            return "basic.publish to '" + exchange + "' by '" + key + "'" + flags + properties + " '" + shown + "'";
        }
    }

    record Get(String queue, Flags flags) implements Operation {
        @Override
        public Method method(UnaryOperator<String> names) {
            return new AMQP.Basic.Get.Builder()
                    .queue(names.apply(queue))
                    .noAck(flags.has("no-ack"))
                    .build();
        }

        @Override
        public String toString() {
            return "basic.get '" + queue + "'" + flags;
        }
    }

    record Consume(String queue, String consumerTag, Flags flags, Arguments arguments) implements Operation {
        @Override
        public Method method(UnaryOperator<String> names) {
            return new AMQP.Basic.Consume.Builder()
                    .queue(names.apply(queue))
                    .consumerTag(consumerTag)
                    .noAck(flags.has("no-ack"))
                    .exclusive(flags.has("exclusive"))
                    .noLocal(flags.has("no-local"))
                    .nowait(flags.has("nowait"))
                    .arguments(arguments.resolved(names))
                    .build();
        }

        @Override
        public List<Operation> simpler() {
            List<Operation> all = new ArrayList<>();
            flags.simpler().forEach(fewer -> all.add(new Consume(queue, consumerTag, fewer, arguments)));
            arguments.simpler().forEach(fewer -> all.add(new Consume(queue, consumerTag, flags, fewer)));
            return all;
        }

        @Override
        public String toString() {
            return "basic.consume '" + queue + "' as '" + consumerTag + "'" + flags + arguments;
        }
    }

    record Cancel(String consumerTag, Flags flags) implements Operation {
        @Override
        public Method method(UnaryOperator<String> names) {
            return new AMQP.Basic.Cancel.Builder()
                    .consumerTag(consumerTag)
                    .nowait(flags.has("nowait"))
                    .build();
        }

        @Override
        public String toString() {
            return "basic.cancel '" + consumerTag + "'" + flags;
        }
    }

    /**
     * basic.ack, nack or reject.
     *
     * @param which counts from the oldest message that the channel holds, and on from the start, and is passed over where it
     *     holds none; {@link #ALL} is the
     *     delivery tag 0, {@link #UNKNOWN} one that was never given, {@link #PAST} one that is settled already
     */
    record Settle(String kind, int which, Flags flags) implements Operation {
        static final int ALL = -1;
        static final int UNKNOWN = -2;
        static final int PAST = -3;

        @Override
        public Method method(UnaryOperator<String> names) {
            return method(0);
        }

        Method method(long deliveryTag) {
            return switch (kind) {
                case "ack" ->
                    new AMQP.Basic.Ack.Builder()
                            .deliveryTag(deliveryTag)
                            .multiple(flags.has("multiple"))
                            .build();
                case "nack" ->
                    new AMQP.Basic.Nack.Builder()
                            .deliveryTag(deliveryTag)
                            .multiple(flags.has("multiple"))
                            .requeue(flags.has("requeue"))
                            .build();
                case "reject" ->
                    new AMQP.Basic.Reject.Builder()
                            .deliveryTag(deliveryTag)
                            .requeue(flags.has("requeue"))
                            .build();
                default -> throw new IllegalStateException(kind);
            };
        }

        boolean isMultiple() {
            return flags.has("multiple");
        }

        @Override
        public List<Operation> simpler() {
            return flags.simpler().stream()
                    .<Operation>map(fewer -> new Settle(kind, which, fewer))
                    .toList();
        }

        @Override
        public String toString() {
            String tag = switch (which) {
                case ALL -> "tag 0";
                case UNKNOWN -> "an unknown tag";
                case PAST -> "a tag that is settled";
                default -> "held message " + which;
            };
            return "basic." + kind + " " + tag + flags;
        }
    }

    record Recover(boolean requeue) implements Operation {
        @Override
        public Method method(UnaryOperator<String> names) {
            return new AMQP.Basic.Recover.Builder().requeue(requeue).build();
        }

        @Override
        public String toString() {
            return "basic.recover" + (requeue ? " requeue" : "");
        }
    }

    record Qos(int prefetchSize, int prefetchCount, boolean global) implements Operation {
        @Override
        public Method method(UnaryOperator<String> names) {
            return new AMQP.Basic.Qos.Builder()
                    .prefetchSize(prefetchSize)
                    .prefetchCount(prefetchCount)
                    .global(global)
                    .build();
        }

        @Override
        public String toString() {
            return "basic.qos " + prefetchCount + (prefetchSize == 0 ? "" : " size " + prefetchSize)
                    + (global ? " global" : "");
        }
    }

    /** What is no method, and is asked over HTTP. */
    sealed interface OverHttp extends Operation {
        @Override
        default Method method(UnaryOperator<String> names) {
            throw new IllegalStateException("no method: " + this);
        }

        boolean isOperators();

        String name();
    }

    /**
     * Sets a policy, or one of an operator.
     *
     * @param queue to which one queue or exchange it applies, or empty for all of the script
     */
    record Policy(boolean isOperators, String name, String queue, int priority, String applyTo, Arguments definition)
            implements OverHttp {

        @Override
        public List<Operation> simpler() {
            return definition.simpler().stream()
                    .<Operation>map(fewer -> new Policy(isOperators, name, queue, priority, applyTo, fewer))
                    .toList();
        }

        @Override
        public String toString() {
            return (isOperators ? "operator policy '" : "policy '") + name + "' for " + applyTo + " '" + queue
                    + "' priority " + priority + definition;
        }
    }

    record PolicyDelete(boolean isOperators, String name) implements OverHttp {
        @Override
        public String toString() {
            return "delete " + (isOperators ? "operator " : "") + "policy '" + name + "'";
        }
    }

    /** confirm.select, tx.select, tx.commit or tx.rollback. */
    record Mode(String name) implements Operation {
        @Override
        public Method method(UnaryOperator<String> names) {
            return switch (name) {
                case "confirm.select" -> new AMQP.Confirm.Select.Builder().build();
                case "tx.select" -> new AMQP.Tx.Select.Builder().build();
                case "tx.commit" -> new AMQP.Tx.Commit.Builder().build();
                case "tx.rollback" -> new AMQP.Tx.Rollback.Builder().build();
                default -> throw new IllegalStateException(name);
            };
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
