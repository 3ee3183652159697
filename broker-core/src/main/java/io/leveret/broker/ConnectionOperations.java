package io.leveret.broker;

import io.leveret.broker.connection.AmqpConnection;
import io.leveret.broker.connection.Connections;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Connections and their channels: shows them, and closes some. Any thread; futures complete on a loop. */
public final class ConnectionOperations {

    private final Connections connections;

    ConnectionOperations(Connections connections) {
        this.connections = connections;
    }

    /** All there are, by name. */
    public CompletableFuture<List<ConnectionInfo>> list() {
        return ask(inOrder(), connection -> ConnectionInfo.of(connection.report()))
                .thenApply(ConnectionOperations::present);
    }

    /** The one of this name, if there is one. */
    public CompletableFuture<Optional<ConnectionInfo>> find(String name) {
        return ask(named(name), connection -> ConnectionInfo.of(connection.report()))
                .thenApply(found -> present(found).stream().findFirst());
    }

    /** The channels of all connections, by name of the connection and number. */
    public CompletableFuture<List<ChannelInfo>> channels() {
        return channels(inOrder());
    }

    /** The channels of one connection; none if there is no such connection. */
    public CompletableFuture<List<ChannelInfo>> channels(String connection) {
        return channels(named(connection));
    }

    private static CompletableFuture<List<ChannelInfo>> channels(List<AmqpConnection> of) {
        return ask(
                        of,
                        connection -> connection.report().channels().stream()
                                .map(channel -> ChannelInfo.of(connection.report(), channel))
                                .sorted(Comparator.comparingInt(ChannelInfo::number))
                                .toList())
                .thenApply(all -> present(all).stream().flatMap(List::stream).toList());
    }

    /** Closes the connection of this name, if there is one, and tells its client why. Returns at once. */
    public void close(String name, String reason) {
        named(name).forEach(connection -> connection.shutDown(reason));
    }

    /** How many there are. */
    int count() {
        return connections.count();
    }

    /** How many channels they have. */
    CompletableFuture<Integer> channelCount() {
        return ask(
                        List.copyOf(connections.all()),
                        connection -> connection.report().channelCount())
                .thenApply(counts ->
                        present(counts).stream().mapToInt(Integer::intValue).sum());
    }

    private List<AmqpConnection> inOrder() {
        List<AmqpConnection> all = new ArrayList<>(connections.all());
        all.sort(Comparator.comparing(connection -> connection.report().name()));
        return all;
    }

    private List<AmqpConnection> named(String name) {
        return connections.all().stream()
                .filter(connection -> connection.report().name().equals(name))
                .toList();
    }

    private static <T> CompletableFuture<List<@Nullable T>> ask(
            List<AmqpConnection> some, Function<AmqpConnection, @Nullable T> question) {
        return Owners.ask(some, AmqpConnection::loop, question);
    }

    private static <T> List<T> present(List<@Nullable T> answers) {
        List<T> present = new ArrayList<>(answers.size());
        for (T answer : answers) {
            if (answer != null) {
                present.add(answer);
            }
        }
        return present;
    }
}
