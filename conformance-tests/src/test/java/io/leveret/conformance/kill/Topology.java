package io.leveret.conformance.kill;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** The ten durable queues and the exchange of the kill ledger. */
final class Topology {

    static final String FAN = "kill.fan";
    /** Filled by publishers with confirms; all but the last have a consumer. */
    static final List<String> PLAIN = List.of("kill.plain.0", "kill.plain.1", "kill.plain.2");
    /** What the exchange feeds; all but the last have a consumer. */
    static final List<String> FANNED = List.of("kill.fan.0", "kill.fan.1", "kill.fan.2");
    /** Filled by the transactional publisher; the relay moves from the first to {@link #RELAYED}. */
    static final List<String> TX = List.of("kill.tx.0", "kill.tx.1", "kill.tx.2");

    static final String RELAYED = "kill.relayed";

    private Topology() {}

    static List<String> queues() {
        return Stream.of(PLAIN, FANNED, TX, List.of(RELAYED))
                .flatMap(List::stream)
                .toList();
    }

    static void declare(Connection connection) throws IOException, TimeoutException {
        try (Channel channel = connection.createChannel()) {
            channel.exchangeDeclare(FAN, "fanout", true);
            for (String queue : queues()) {
                channel.queueDeclare(queue, true, false, false, Map.of());
            }
            for (String queue : FANNED) {
                channel.queueBind(queue, FAN, "");
            }
        }
    }

    /** Fails where something is missing: a declare that was answered must outlive the broker. */
    static void check(Connection connection) throws IOException, TimeoutException {
        try (Channel channel = connection.createChannel()) {
            channel.exchangeDeclarePassive(FAN);
            for (String queue : queues()) {
                channel.queueDeclarePassive(queue);
            }
        }
    }
}
