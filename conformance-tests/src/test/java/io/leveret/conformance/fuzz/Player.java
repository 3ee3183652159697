package io.leveret.conformance.fuzz;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import io.leveret.conformance.raw.RawConnection;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Plays scripts to one broker, step by step: a step counts as over when its own channel has answered a request sent
 * behind it, all confirms have come, and every open channel has answered a further request as often as the pace says.
 * By then whatever a step does elsewhere has arrived, unless the broker takes longer to pass it on than to answer; a
 * script that differs is therefore played again at a slower pace.
 *
 * <p>What the scripts leave behind is deleted. One thread.
 */
final class Player implements AutoCloseable {

    /**
     * How long a step may settle.
     *
     * @param rounds so often each channel must answer
     * @param pauseMs milliseconds before each of them
     */
    record Pace(int rounds, int pauseMs) {
        static final Pace QUICK = new Pace(1, 0);
        static final Pace CAREFUL = new Pace(3, 12);
        /** What has not come by then does not come, however busy the machine is. */
        static final Pace PATIENT = new Pace(4, 250);
    }

    private final Peer peer;
    private final @Nullable PolicyClient policies;
    private RawConnection janitor;

    Player(Peer peer) {
        this.peer = peer;
        policies = peer.management() == null ? null : new PolicyClient(peer.management(), peer.virtualHost());
    }

    /**
     * What the broker said to each step.
     *
     * @param prefix of all names on the wire, which nobody else uses
     */
    List<List<String>> play(Script script, String prefix, Pace pace) {
        Names names = new Names(prefix, peer.virtualHost());
        Map<Integer, PlayedConnection> connections = new TreeMap<>();
        List<List<String>> transcript = new ArrayList<>();
        try {
            for (int i = 0; i < script.steps().size(); i++) {
                play(script.steps().get(i), connections, names, pace);
                List<String> lines = new ArrayList<>();
                for (Map.Entry<Integer, PlayedConnection> each : connections.entrySet()) {
                    for (String line : each.getValue().endOfStep(i, names)) {
                        lines.add(each.getKey() + "/" + line);
                    }
                }
                transcript.add(lines);
                if (connections.values().stream().anyMatch(PlayedConnection::isStuck)) {
                    break;
                }
            }
        } finally {
            connections.values().forEach(PlayedConnection::close);
            cleanUp(script, names);
        }
        return transcript;
    }

    private void play(Step step, Map<Integer, PlayedConnection> connections, Names names, Pace pace) {
        PlayedConnection connection = connections.get(step.connection());
        if (connection == null || !connection.isOpen()) {
            connection = new PlayedConnection(peer);
            connections.put(step.connection(), connection);
        }
        PlayedChannel channel = connection.channel(step.channel());
        if (!channel.isOpen() && !step.unopened()) {
            connection.openChannel(channel);
            if (step.operation() instanceof Operation.ChannelOpen && channel.isOpen()) {
                return;
            }
        }
        if (step.operation() instanceof Operation.OverHttp asked) {
            if (policies != null) {
                channel.told(policies.perform(asked, names));
            }
        } else {
            connection.perform(channel, step.operation(), names);
        }
        await(connection, channel, step);
        for (int round = 0; round < pace.rounds(); round++) {
            pause(pace);
            round(connections.values());
        }
    }

    /** Until the step's own channel has nothing to say any more. */
    private static void await(PlayedConnection connection, PlayedChannel channel, Step step) {
        if (step.operation() instanceof Operation.ConnectionClose) {
            connection.pump(() -> false);
        } else if (step.operation() instanceof Operation.ChannelClose) {
            connection.pump(() -> !channel.isOpen() && !channel.isClosing());
        } else if (step.unopened()) {
            connection.sync(channel);
            connection.pump(channel::isAnswered);
        } else if (step.operation() instanceof Operation.Mode mode
                && mode.name().equals("tx.commit")) {
            // RabbitMQ closes a connection that sends more before commit-ok, if it takes that long.
            connection.pump(channel::isAnswered);
            if (channel.isOpen()) {
                connection.sync(channel);
                connection.pump(channel::isSynced);
            }
        } else {
            connection.sync(channel);
            connection.pump(() -> channel.isSynced() && channel.allConfirmed());
        }
    }

    private static void round(Iterable<PlayedConnection> connections) {
        for (PlayedConnection connection : connections) {
            connection.openChannels().forEach(connection::sync);
        }
        for (PlayedConnection connection : connections) {
            for (PlayedChannel channel : connection.openChannels()) {
                connection.pump(channel::isSynced);
            }
        }
    }

    private static void pause(Pace pace) {
        if (pace.pauseMs() > 0) {
            try {
                Thread.sleep(pace.pauseMs());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    // Cleaning up

    private void cleanUp(Script script, Names names) {
        Set<String> queues = new LinkedHashSet<>(names.serverNamedQueues());
        Set<String> exchanges = new LinkedHashSet<>();
        List<Method> bindings = new ArrayList<>();
        for (Step step : script.steps()) {
            if (step.operation() instanceof Operation.QueueDeclare declare) {
                queues.add(names.actual(declare.queue()));
            } else if (step.operation() instanceof Operation.ExchangeDeclare declare) {
                exchanges.add(names.actual(declare.exchange()));
            } else if (step.operation() instanceof Operation.ExchangeBind bind && bind.isBetweenPredeclared()) {
                bindings.add(bind.undone(names::actual));
            }
        }
        try {
            if (policies != null) {
                policies.deleteAll(names);
            }
            cleanUp(queues, exchanges, bindings, names);
        } catch (RuntimeException | AssertionError e) {
            // An exclusive queue whose connection the broker has not buried yet; nobody will meet it.
            janitor = null;
        }
    }

    private void cleanUp(Set<String> queues, Set<String> exchanges, List<Method> bindings, Names names) {
        if (janitor == null) {
            janitor = peer.connect().open(peer.handshake()).openChannel(1);
        }
        for (String queue : queues) {
            if (queue.startsWith(names.prefix()) || queue.startsWith("amq.gen-")) {
                janitor.method(
                        1, new AMQP.Queue.Delete.Builder().queue(queue).nowait().build());
            }
        }
        for (String exchange : exchanges) {
            if (exchange.startsWith(names.prefix())) {
                janitor.method(
                        1,
                        new AMQP.Exchange.Delete.Builder()
                                .exchange(exchange)
                                .nowait()
                                .build());
            }
        }
        bindings.forEach(binding -> janitor.method(1, binding));
        janitor.call(1, new AMQP.Access.Request.Builder().build(), AMQP.Access.RequestOk.class);
    }

    @Override
    public void close() {
        if (janitor != null) {
            janitor.close();
        }
    }
}
