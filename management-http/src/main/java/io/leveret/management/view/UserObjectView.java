package io.leveret.management.view;

import io.leveret.broker.FetchedMessage;
import io.leveret.broker.GetMode;
import io.leveret.broker.PublishAnswer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What one user does in one virtual host. None of the methods blocks. Answers fail with {@link
 * io.leveret.broker.OperationException} where an AMQP client would be refused; names that are too long and arguments that
 * do not fit are an {@link IllegalArgumentException}.
 */
public interface UserObjectView {

    /** Declares a queue. */
    CompletionStage<Boolean> declareQueue(String name, boolean durable, boolean autoDelete, Map<String, ?> arguments);

    /** Deletes a queue. */
    CompletionStage<Boolean> deleteQueue(String name, boolean ifUnused, boolean ifEmpty);

    /** Takes all ready messages out of a queue. */
    CompletionStage<Boolean> purgeQueue(String name);

    /** Declares an exchange. */
    CompletionStage<Boolean> declareExchange(
            String name, String type, boolean durable, boolean autoDelete, boolean internal, Map<String, ?> arguments);

    /** Deletes an exchange. */
    CompletionStage<Boolean> deleteExchange(String name, boolean ifUnused);

    /** Binds a queue or an exchange to an exchange. */
    CompletionStage<Boolean> bind(
            String source, String destination, boolean toExchange, String routingKey, Map<String, ?> arguments);

    /** Takes back the binding that has this key; nothing if there is none. */
    Optional<CompletionStage<Boolean>> unbind(
            String source, String destination, boolean toExchange, String propertiesKey);

    /** Publishes a message. */
    CompletionStage<PublishAnswer> publish(
            String exchange, String routingKey, Map<String, ?> properties, byte[] payload);

    /** Takes messages from the head of a queue. */
    CompletionStage<List<FetchedMessage>> get(String queue, long countMax, GetMode mode, int payloadBytesMax);
}
