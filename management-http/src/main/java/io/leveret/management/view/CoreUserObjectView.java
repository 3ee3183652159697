package io.leveret.management.view;

import io.leveret.broker.BindingInfo;
import io.leveret.broker.FetchedMessage;
import io.leveret.broker.GetMode;
import io.leveret.broker.ObjectOperations;
import io.leveret.broker.PublishAnswer;
import io.leveret.broker.UserOperations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The same of a running broker. */
record CoreUserObjectView(ObjectOperations objects, UserOperations user, String vhost) implements UserObjectView {

    @Override
    public CompletionStage<Boolean> declareQueue(
            String name, boolean durable, boolean autoDelete, Map<String, ?> arguments) {
        return user.declareQueue(name, durable, autoDelete, arguments);
    }

    @Override
    public CompletionStage<Boolean> deleteQueue(String name, boolean ifUnused, boolean ifEmpty) {
        return user.deleteQueue(name, ifUnused, ifEmpty);
    }

    @Override
    public CompletionStage<Boolean> purgeQueue(String name) {
        return user.purgeQueue(name);
    }

    @Override
    public CompletionStage<Boolean> declareExchange(
            String name, String type, boolean durable, boolean autoDelete, boolean internal, Map<String, ?> arguments) {
        return user.declareExchange(name, type, durable, autoDelete, internal, arguments);
    }

    @Override
    public CompletionStage<Boolean> deleteExchange(String name, boolean ifUnused) {
        return user.deleteExchange(name, ifUnused);
    }

    @Override
    public CompletionStage<Boolean> bind(
            String source, String destination, boolean toExchange, String routingKey, Map<String, ?> arguments) {
        return user.bind(source, destination, toExchange, routingKey, arguments);
    }

    @Override
    public Optional<CompletionStage<Boolean>> unbind(
            String source, String destination, boolean toExchange, String propertiesKey) {
        List<BindingInfo> there = toExchange
                ? objects.bindingsToExchange(vhost, destination)
                : objects.bindingsToQueue(vhost, destination);
        return there.stream()
                .filter(binding -> binding.source().equals(source)
                        && CoreObjectView.body(binding).propertiesKey().equals(propertiesKey))
                .findFirst()
                .map(user::unbind);
    }

    @Override
    public CompletionStage<PublishAnswer> publish(
            String exchange, String routingKey, Map<String, ?> properties, byte[] payload) {
        return user.publish(exchange, routingKey, properties, payload);
    }

    @Override
    public CompletionStage<List<FetchedMessage>> get(String queue, long countMax, GetMode mode, int payloadBytesMax) {
        return user.get(queue, countMax, mode, payloadBytesMax);
    }
}
