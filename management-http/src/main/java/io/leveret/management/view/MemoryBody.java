package io.leveret.management.view;

/**
 * The body of {@code GET /api/nodes/:node/memory}: RabbitMQ's names for what this broker has too, in bytes.
 *
 * @param queueProcs messages, and what queues need to know of them
 * @param binary buffers outside of the heap
 * @param code classes and compiled code
 * @param otherProc objects on the heap that are no messages, those included that are no more and not collected yet
 * @param allocatedUnused of the heap, what is free
 * @param reservedUnallocated what else the process has of the machine
 * @param strategy how {@code mem_used} of the node is meant: {@code allocated}
 */
public record MemoryBody(
        long queueProcs,
        long binary,
        long code,
        long otherProc,
        long allocatedUnused,
        long reservedUnallocated,
        String strategy,
        Total total) {

    /**
     * Sums.
     *
     * @param erlang what is in use, whatever the name says
     * @param rss what the process has of the machine
     * @param allocated what it uses or has set aside
     */
    public record Total(long erlang, long rss, long allocated) {}

    /** Parts of a hundred, as {@code /memory/relative} shows them; RabbitMQ rounds up. */
    public record Relative(
            int total,
            int queueProcs,
            int binary,
            int code,
            int otherProc,
            int allocatedUnused,
            int reservedUnallocated) {}

    /** These of the same. */
    public Relative relative() {
        long all = queueProcs + binary + code + otherProc + allocatedUnused + reservedUnallocated;
        return new Relative(
                100,
                percent(queueProcs, all),
                percent(binary, all),
                percent(code, all),
                percent(otherProc, all),
                percent(allocatedUnused, all),
                percent(reservedUnallocated, all));
    }

    private static int percent(long part, long all) {
        return all == 0 ? 0 : (int) Math.ceil(100.0 * part / all);
    }
}
