package io.leveret.management;

import io.leveret.management.view.ChannelBody;
import io.leveret.management.view.ConnectionBody;
import io.leveret.management.view.ConnectionView;
import io.leveret.management.view.ConsumerBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Connections that a test makes, each with one channel, on which there is one consumer. */
final class FakeConnections implements ConnectionView {

    private final List<ConnectionBody> connections = new ArrayList<>();
    /** Name and reason of each that was closed. */
    final List<String> closed = new ArrayList<>();

    void add(String name, String user, String vhost) {
        connections.add(new ConnectionBody(
                name,
                null,
                "leveret@test",
                vhost,
                user,
                user,
                "AMQP 0-9-1",
                "PLAIN",
                "running",
                "network",
                "127.0.0.1",
                5672,
                "127.0.0.1",
                1,
                false,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                1,
                2047,
                131072,
                60,
                1,
                Map.of("product", "test"),
                10,
                1,
                20,
                2,
                0));
    }

    @Override
    public CompletionStage<List<ConnectionBody>> list() {
        return CompletableFuture.supplyAsync(() -> List.copyOf(connections));
    }

    @Override
    public CompletionStage<Optional<ConnectionBody>> find(String name) {
        return CompletableFuture.supplyAsync(() -> connections.stream()
                .filter(connection -> connection.name().equals(name))
                .findFirst());
    }

    private static ChannelBody channel(ConnectionBody connection) {
        return new ChannelBody(
                connection.name() + " (1)",
                1,
                connection.node(),
                String.valueOf(connection.vhost()),
                connection.user(),
                connection.user(),
                new ChannelBody.ConnectionDetails(connection.name(), "127.0.0.1", 1),
                "running",
                true,
                false,
                1,
                2,
                3,
                0,
                0,
                10,
                0,
                0,
                null,
                null,
                null);
    }

    @Override
    public CompletionStage<List<ChannelBody>> channels() {
        return CompletableFuture.supplyAsync(
                () -> connections.stream().map(FakeConnections::channel).toList());
    }

    @Override
    public CompletionStage<List<ChannelBody>> channels(String name) {
        return CompletableFuture.supplyAsync(() -> connections.stream()
                .filter(connection -> connection.name().equals(name))
                .map(FakeConnections::channel)
                .toList());
    }

    @Override
    public CompletionStage<List<ConsumerBody>> consumers() {
        return CompletableFuture.supplyAsync(() -> connections.stream()
                .map(connection -> new ConsumerBody(
                        new ConsumerBody.QueueName("q", String.valueOf(connection.vhost())),
                        new ConsumerBody.ChannelDetails(
                                connection.name() + " (1)",
                                1,
                                connection.name(),
                                "127.0.0.1",
                                1,
                                connection.user(),
                                connection.node()),
                        "tag",
                        false,
                        true,
                        10,
                        true,
                        "up",
                        Map.of()))
                .toList());
    }

    @Override
    public void close(String name, String reason) {
        closed.add(name + ": " + reason);
    }
}
