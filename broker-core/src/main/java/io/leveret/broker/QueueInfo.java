package io.leveret.broker;

import io.leveret.broker.channel.ChannelHost;
import io.leveret.broker.queue.Consumer;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.queue.QueueCounts;
import io.leveret.broker.queue.QueuePolicy;
import io.leveret.broker.queue.QueueReport;
import io.leveret.broker.queue.QueueTerms;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.codec.value.ShortString;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One queue for those who look from outside.
 *
 * @param type {@code classic} or {@code quorum}
 * @param arguments as plain Java values: String, Long, Double, Boolean, List, Map
 * @param state {@code running}
 * @param policy name of the policy that it follows, or null
 * @param operatorPolicy the same of the operators' policy
 * @param policyDefinition what both say together; empty without one
 * @param deadLetters dead letters that are tried until somebody has them
 * @param deliveryLimit how often a message may come back before it dies, or null for no limit
 * @param owner name of the connection to which the queue belongs, or null
 * @param exclusiveConsumerTag of the consumer that has the queue for itself, or null
 * @param singleActiveConsumerTag of the one that is served while others wait, or null
 * @param stats what was counted of its messages
 */
public record QueueInfo(
        String vhost,
        String name,
        String type,
        boolean durable,
        boolean autoDelete,
        boolean exclusive,
        Map<String, Object> arguments,
        long ready,
        long unacked,
        int consumers,
        String state,
        @Nullable String policy,
        @Nullable String operatorPolicy,
        Map<String, Object> policyDefinition,
        @Nullable Long deliveryLimit,
        long deadLetters,
        @Nullable String owner,
        @Nullable String exclusiveConsumerTag,
        @Nullable String singleActiveConsumerTag,
        Figures figures,
        StatsInfo stats) {

    /**
     * Figures for those who look closer.
     *
     * @param readyBytes octets of the bodies of ready messages
     * @param unackedBytes the same of unacknowledged ones
     * @param readyInMemory ready messages that are in memory
     * @param unackedInMemory the same of unacknowledged ones
     * @param pagedOut ready messages that are on the disk only
     * @param persistent messages that survive the broker, in whatever state
     * @param persistentBytes octets of their bodies
     * @param memoryBytes what the messages take of the memory
     * @param headTimestamp what the publisher of the next message says when it was made, in seconds since 1970; null if it
     *     does not, or if the message is on the disk only
     * @param usedAtMs when something came, went or was settled last, in milliseconds since 1970
     */
    public record Figures(
            long readyBytes,
            long unackedBytes,
            long readyInMemory,
            long unackedInMemory,
            long pagedOut,
            long persistent,
            long persistentBytes,
            long memoryBytes,
            @Nullable Long headTimestamp,
            long usedAtMs) {}

    /** On the queue's home loop; null if the queue is gone. */
    static @Nullable QueueInfo of(VirtualHost virtualHost, Queue queue) {
        QueueCounts counts = queue.counts();
        if (counts == null) {
            return null;
        }
        QueuePolicy policy = queue.following().policy();
        long limit = queue.following().terms().deliveryLimit();
        List<Consumer> consumers = queue.report().consumers();
        return new QueueInfo(
                virtualHost.name(),
                queue.name().toString(),
                queue.settings().type().title(),
                queue.settings().durable(),
                queue.settings().autoDelete(),
                queue.settings().isExclusive(),
                PlainValues.of(queue.settings().arguments()),
                counts.ready(),
                counts.unacked(),
                counts.consumers(),
                "running",
                text(policy.name()),
                text(policy.operatorName()),
                PlainValues.of(policy.definition()),
                limit == QueueTerms.UNLIMITED ? null : limit,
                counts.deadLetters(),
                queue.settings().exclusiveOwner() instanceof ChannelHost owner ? owner.connectionName() : null,
                // It is the only one then.
                consumers.isEmpty() || !consumers.get(0).terms().exclusive()
                        ? null
                        : consumers.get(0).terms().tag(),
                queue.settings().singleActiveConsumer() ? activeTag(queue, consumers) : null,
                figures(queue.report(), counts),
                StatsInfo.ofQueue(queue.stats().read(null), queue.home()::wallMs));
    }

    private static @Nullable String activeTag(Queue queue, List<Consumer> consumers) {
        return consumers.stream()
                .filter(queue.report()::isActive)
                .map(active -> active.terms().tag())
                .findFirst()
                .orElse(null);
    }

    private static Figures figures(QueueReport report, QueueCounts counts) {
        QueueReport.Figures figures = report.figures();
        return new Figures(
                counts.readyBytes(),
                figures.unackedBytes(),
                figures.readyInMemory(),
                figures.unackedInMemory(),
                figures.pagedOut(),
                figures.stored(),
                figures.storedBytes(),
                figures.memoryBytes(),
                report.headTimestamp(),
                figures.usedAtMs());
    }

    /** On the same loop: its consumers. */
    static List<ConsumerInfo> consumers(VirtualHost virtualHost, Queue queue) {
        return queue.report().consumers().stream()
                .map(consumer -> ConsumerInfo.of(virtualHost.name(), queue, consumer))
                .toList();
    }

    private static @Nullable String text(@Nullable ShortString name) {
        return name == null ? null : name.toString();
    }
}
