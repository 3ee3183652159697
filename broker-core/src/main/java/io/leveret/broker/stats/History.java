package io.leveret.broker.stats;

import java.util.Arrays;

/**
 * The newest samples of some numbers, each taken at a time, the oldest going first. Owned by who owns the numbers.
 *
 * <p>A number that did not change between two samples need not be sampled: it was what it was before.
 */
final class History {

    private final long stepMs;
    private final int capacity;
    private long[] times;
    private long[][] rows;
    private int size;
    private int next;

    /**
     * @param stepMs how far samples are apart at least, in milliseconds
     * @param capacity how many there may be
     */
    History(long stepMs, int capacity) {
        this.stepMs = stepMs;
        this.capacity = capacity;
        int room = Math.min(capacity, 4);
        this.times = new long[room];
        this.rows = new long[room][];
    }

    /** How far back the samples go, in milliseconds, once there are all. */
    long spanMs() {
        return stepMs * capacity;
    }

    /** Whether it is time for the next sample. */
    boolean isDue(long nowMs) {
        return size == 0 || nowMs - times[index(0)] >= stepMs;
    }

    /** Takes a sample, which belongs to this object from here on. */
    void add(long nowMs, long[] row) {
        if (size == times.length && size < capacity) {
            grow();
        }
        times[next] = nowMs;
        rows[next] = row;
        next = (next + 1) % times.length;
        size = Math.min(size + 1, times.length);
    }

    private void grow() {
        int room = Math.min(capacity, times.length * 2);
        long[] longerTimes = new long[room];
        long[][] longerRows = new long[room][];
        for (int i = 0; i < size; i++) {
            longerTimes[size - 1 - i] = times[index(i)];
            longerRows[size - 1 - i] = rows[index(i)];
        }
        times = longerTimes;
        rows = longerRows;
        next = size;
    }

    /** The place of the sample that is so many before the newest. */
    private int index(int back) {
        return Math.floorMod(next - 1 - back, times.length);
    }

    int size() {
        return size;
    }

    /** When the sample was taken that is so many before the newest. */
    long time(int back) {
        return times[index(back)];
    }

    /** What it says; not to be changed. */
    long[] row(int back) {
        return rows[index(back)];
    }

    /** The newest sample taken at that time or before, counted back from the newest; the oldest if none is so old, -1 without any. */
    int at(long atMs) {
        for (int back = 0; back < size; back++) {
            if (time(back) <= atMs) {
                return back;
            }
        }
        return size - 1;
    }

    @Override
    public String toString() {
        return size + " samples, newest " + (size == 0 ? "none" : time(0) + " " + Arrays.toString(row(0)));
    }
}
