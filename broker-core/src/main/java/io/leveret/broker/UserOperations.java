package io.leveret.broker;

import io.leveret.broker.direct.AckMode;
import io.leveret.broker.direct.DirectChannels;
import io.leveret.broker.direct.Fetched;
import io.leveret.codec.AmqpException;
import io.leveret.codec.method.ExchangeMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.method.QueueMethod;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * What AMQP clients do, on behalf of a user in a virtual host: with that user's permissions, and the errors of AMQP. Any
 * thread.
 *
 * <p>Futures complete on a loop, at the latest after half a minute; where a client's channel or connection would be
 * closed they fail with an {@link OperationException}. What does not fit into a method at all, as too long a name, is an
 * {@link IllegalArgumentException}, which says so. Arguments are plain Java values; whole numbers become long.
 */
public final class UserOperations {

    private static final String QUEUE = "queue";
    private static final String EXCHANGE = "exchange";
    private static final String ROUTING_KEY = "routing_key";

    private final DirectChannels channels;
    private final String user;
    private final String virtualHost;

    UserOperations(DirectChannels channels, String user, String virtualHost) {
        this.channels = channels;
        this.user = user;
        this.virtualHost = virtualHost;
    }

    /** Declares a queue that is not exclusive. */
    public CompletableFuture<Boolean> declareQueue(
            String name, boolean durable, boolean autoDelete, Map<String, ?> arguments) {
        return call(new QueueMethod.Declare(
                name(QUEUE, name), false, durable, false, autoDelete, false, PlainValues.table(arguments)));
    }

    /** Deletes a queue, if it is there. */
    public CompletableFuture<Boolean> deleteQueue(String name, boolean ifUnused, boolean ifEmpty) {
        return call(new QueueMethod.Delete(name(QUEUE, name), ifUnused, ifEmpty, false));
    }

    /** Takes all ready messages out of a queue. */
    public CompletableFuture<Boolean> purgeQueue(String name) {
        return call(new QueueMethod.Purge(name(QUEUE, name), false));
    }

    /** Declares an exchange. */
    public CompletableFuture<Boolean> declareExchange(
            String name, String type, boolean durable, boolean autoDelete, boolean internal, Map<String, ?> arguments) {
        return call(new ExchangeMethod.Declare(
                name(EXCHANGE, name),
                name("type", type),
                false,
                durable,
                autoDelete,
                internal,
                false,
                PlainValues.table(arguments)));
    }

    /** Deletes an exchange, if it is there. */
    public CompletableFuture<Boolean> deleteExchange(String name, boolean ifUnused) {
        return call(new ExchangeMethod.Delete(name(EXCHANGE, name), ifUnused, false));
    }

    /** Binds a queue, or an exchange, to an exchange. */
    public CompletableFuture<Boolean> bind(
            String source, String destination, boolean toExchange, String routingKey, Map<String, ?> arguments) {
        ShortString from = name(EXCHANGE, source);
        ShortString key = name(ROUTING_KEY, routingKey);
        FieldTable table = PlainValues.table(arguments);
        return call(
                toExchange
                        ? new ExchangeMethod.Bind(name(EXCHANGE, destination), from, key, false, table)
                        : new QueueMethod.Bind(name(QUEUE, destination), from, key, false, table));
    }

    /** Takes back a binding that {@link ObjectOperations} has shown. */
    public CompletableFuture<Boolean> unbind(BindingInfo binding) {
        ShortString from = ShortString.of(binding.source());
        ShortString key = ShortString.of(binding.routingKey());
        ShortString destination = ShortString.of(binding.destination());
        FieldTable table = binding.fields();
        return call(
                binding.toExchange()
                        ? new ExchangeMethod.Unbind(destination, from, key, false, table)
                        : new QueueMethod.Unbind(destination, from, key, table));
    }

    /**
     * Publishes a message, and waits until it is known what becomes of it.
     *
     * @param properties by AMQP's names in snake case
     * @param payload taken over
     */
    public CompletableFuture<PublishAnswer> publish(
            String exchange, String routingKey, Map<String, ?> properties, byte[] payload) {
        return failing(channels.publish(
                        user,
                        virtualHost,
                        name(EXCHANGE, exchange),
                        name(ROUTING_KEY, routingKey),
                        PlainProperties.of(properties),
                        payload))
                .thenApply(published -> switch (published) {
                    case ROUTED -> PublishAnswer.ROUTED;
                    case UNROUTED -> PublishAnswer.UNROUTED;
                    case REJECTED -> PublishAnswer.REJECTED;
                });
    }

    /**
     * Takes messages from the head of a queue.
     *
     * @param countMax how many at most
     * @param payloadBytesMax how much of each is wanted
     */
    public CompletableFuture<List<FetchedMessage>> get(String queue, long countMax, GetMode mode, int payloadBytesMax) {
        AckMode ackMode = switch (mode) {
            case ACK_REQUEUE_TRUE -> AckMode.GIVE_BACK;
            case ACK_REQUEUE_FALSE -> AckMode.NO_ACK;
            case REJECT_REQUEUE_TRUE -> AckMode.REJECT_REQUEUE;
            case REJECT_REQUEUE_FALSE -> AckMode.REJECT;
        };
        return failing(channels.get(user, virtualHost, name(QUEUE, queue), countMax, ackMode, payloadBytesMax))
                .thenApply(all -> all.stream().map(UserOperations::message).toList());
    }

    private static FetchedMessage message(Fetched fetched) {
        return new FetchedMessage(
                fetched.how().exchange().toString(),
                fetched.how().routingKey().toString(),
                fetched.how().redelivered(),
                PlainProperties.of(fetched.properties()),
                fetched.body(),
                fetched.bodyLength(),
                fetched.how().messageCount());
    }

    private CompletableFuture<Boolean> call(Method method) {
        return failing(channels.call(user, virtualHost, method)).thenApply(reply -> true);
    }

    private static ShortString name(String kind, String name) {
        return PlainValues.name(kind, name);
    }

    static <T> CompletableFuture<T> failing(CompletableFuture<T> answer) {
        return answer.exceptionallyCompose(failure -> {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            return CompletableFuture.failedFuture(
                    cause instanceof AmqpException refusal ? OperationException.of(refusal) : cause);
        });
    }
}
