package io.leveret.broker;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The process of a broker, and what it has.
 *
 * @param version Leveret's own
 * @param rabbitVersion the RabbitMQ version whose behaviour clients may expect
 * @param pid of the process
 * @param uptimeMs since the broker began
 * @param mechanisms by which clients may log in
 * @param dataDirectory where it keeps what it has; null if it keeps nothing
 * @param connections sockets of clients
 * @param disk the room there; null if it keeps nothing
 * @param churn what has come and gone since the broker began
 */
public record NodeInfo(
        String name,
        String version,
        String rabbitVersion,
        long pid,
        long uptimeMs,
        List<String> mechanisms,
        @Nullable Path dataDirectory,
        int connections,
        Memory memory,
        @Nullable Disk disk,
        Machine machine,
        Churn churn) {

    /**
     * In bytes.
     *
     * @param heapUsed objects, and what is no more and not collected yet
     * @param heapCommitted what the heap has of the machine
     * @param heapMax what it may have at most
     * @param nonHeap code, classes and the like
     * @param buffers outside of the heap
     * @param messages what messages take of the heap
     * @param resident what the process has of the machine; 0 where that is not known
     */
    public record Memory(
            long heapUsed,
            long heapCommitted,
            long heapMax,
            long nonHeap,
            long buffers,
            long messages,
            long resident,
            boolean alarm) {}

    /**
     * In bytes.
     *
     * @param limit with less than that nobody may publish
     */
    public record Disk(long free, long limit, boolean alarm) {}

    /**
     * What the process has of the machine.
     *
     * @param descriptors open files and sockets; 0 where that is not known
     * @param descriptorsMax how many there may be
     * @param threadsMax how many the machine may have
     * @param waiting about how many threads of the machine wait for a processor
     * @param collections how often garbage was collected
     */
    public record Machine(
            int processors,
            long descriptors,
            long descriptorsMax,
            int threads,
            long threadsMax,
            int waiting,
            long collections) {}

    /** How often each has happened. */
    public record Churn(
            long connectionsCreated,
            long connectionsClosed,
            long channelsCreated,
            long channelsClosed,
            long queuesDeclared,
            long queuesCreated,
            long queuesDeleted) {}
}
