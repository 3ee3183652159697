package io.leveret.broker;

import java.util.List;

/**
 * One thing that is counted.
 *
 * @param count since what it is counted of is there
 * @param rate how fast that grows, per second, over the last five to ten seconds
 * @param samples what it was, the newest first; empty where nobody has asked for them
 */
public record StatInfo(long count, double rate, List<Sample> samples) {

    /**
     * What it was at a time.
     *
     * @param atMs milliseconds since 1970
     */
    public record Sample(long atMs, long count) {}
}
