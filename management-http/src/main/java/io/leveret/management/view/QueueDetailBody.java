package io.leveret.management.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.leveret.broker.QueueInfo;
import io.leveret.broker.StatsInfo;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a queue beside what most clients look at; written as fields of the queue. Only what the broker knows without
 * looking at every message.
 *
 * @param ownerPidDetails the connection to which the queue belongs; not written for others
 * @param idleSince when it was used last, if that is a while ago; not written otherwise
 * @param headMessageTimestamp in seconds since 1970
 * @param backingQueueStatus not written for quorum queues
 * @param consumerDetails where one queue is asked for; not written otherwise
 * @param messagesDetails how fast the length changes, as the two beside it
 * @param messageStats not written before anything was counted
 */
public record QueueDetailBody(
        @Nullable String exclusiveConsumerTag,
        @Nullable String singleActiveConsumerTag,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Owner ownerPidDetails,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String idleSince,
        @Nullable Long headMessageTimestamp,
        long memory,
        long messagesRam,
        long messagesReadyRam,
        long messagesUnacknowledgedRam,
        long messagesPagedOut,
        long messagesPersistent,
        long messageBytes,
        long messageBytesReady,
        long messageBytesUnacknowledged,
        long messageBytesPersistent,
        @Nullable String recoverableSlaves,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Backing backingQueueStatus,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<ConsumerBody> consumerDetails,
        StatsBody.Rate messagesDetails,
        StatsBody.Rate messagesReadyDetails,
        StatsBody.Rate messagesUnacknowledgedDetails,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Object> messageStats) {

    /** The connection to which a queue belongs. */
    public record Owner(
            String name,
            @Nullable String peerHost,
            @Nullable Integer peerPort) {}

    /** What RabbitMQ's queues have below them, as far as there is such a thing here. */
    public record Backing(int version, String mode, long len, long numPendingAcks) {}

    static QueueDetailBody of(QueueInfo queue, Instant now, @Nullable List<ConsumerBody> consumers, StatsInfo stats) {
        QueueInfo.Figures figures = queue.figures();
        return new QueueDetailBody(
                queue.exclusiveConsumerTag(),
                queue.singleActiveConsumerTag(),
                owner(queue.owner()),
                Idle.since(figures.usedAtMs(), now),
                figures.headTimestamp(),
                figures.memoryBytes(),
                figures.readyInMemory() + figures.unackedInMemory(),
                figures.readyInMemory(),
                figures.unackedInMemory(),
                figures.pagedOut(),
                figures.persistent(),
                figures.readyBytes() + figures.unackedBytes(),
                figures.readyBytes(),
                figures.unackedBytes(),
                figures.persistentBytes(),
                null,
                queue.type().equals("classic") ? new Backing(2, "default", queue.ready(), queue.unacked()) : null,
                consumers,
                StatsBody.Rate.of(StatsBody.sum(stats.lengths())),
                StatsBody.Rate.of(stats.lengths().get("messages_ready")),
                StatsBody.Rate.of(stats.lengths().get("messages_unacknowledged")),
                StatsBody.of(stats.messages()));
    }

    private static @Nullable Owner owner(@Nullable String connection) {
        if (connection == null) {
            return null;
        }
        PeerName peer = PeerName.of(connection);
        return new Owner(connection, peer.host(), peer.port());
    }
}
