package io.leveret.store.index;

import java.util.Arrays;

/**
 * The records of a transaction that is neither committed nor aborted, in their order: four numbers each. Owner: as
 * {@link StoreIndex}.
 */
public final class OpenTx {

    /** Stands where an entry has its position. */
    static final long SETTLED = -1;

    /** How many numbers one record has. */
    public static final int NUMBERS = 4;

    private long[] numbers = new long[NUMBERS * 4];
    private int length;

    void add(long queueId, long seq, long lsn, long bodyLsn) {
        if (length == numbers.length) {
            numbers = Arrays.copyOf(numbers, length * 2);
        }
        numbers[length] = queueId;
        numbers[length + 1] = seq;
        numbers[length + 2] = lsn;
        numbers[length + 3] = bodyLsn;
        length += NUMBERS;
    }

    void settle(long queueId, long firstSeq, long count) {
        add(queueId, firstSeq, SETTLED, count);
    }

    public int size() {
        return length / NUMBERS;
    }

    public long queueId(int i) {
        return numbers[i * NUMBERS];
    }

    public long seq(int i) {
        return numbers[i * NUMBERS + 1];
    }

    public boolean isSettled(int i) {
        return numbers[i * NUMBERS + 2] == SETTLED;
    }

    public long lsn(int i) {
        return numbers[i * NUMBERS + 2];
    }

    public long bodyLsn(int i) {
        return numbers[i * NUMBERS + 3];
    }

    long count(int i) {
        return numbers[i * NUMBERS + 3];
    }

    public int numberCount() {
        return length;
    }

    /** The numbers as they are, for a checkpoint. */
    public long number(int i) {
        return numbers[i];
    }

    void forget(long queueId) {
        int kept = 0;
        for (int i = 0; i < length; i += NUMBERS) {
            if (numbers[i] != queueId) {
                System.arraycopy(numbers, i, numbers, kept, NUMBERS);
                kept += NUMBERS;
            }
        }
        length = kept;
    }
}
