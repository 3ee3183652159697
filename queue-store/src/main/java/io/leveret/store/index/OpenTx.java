package io.leveret.store.index;

import java.util.Arrays;

/**
 * The records of a transaction that is neither committed nor aborted, in their order: four numbers each. Owner: as
 * {@link StoreIndex}.
 */
final class OpenTx {

    /** Stands where an acknowledgement has its count. */
    private static final long ENTRY = 0;

    /** How many numbers one record has. */
    static final int NUMBERS = 4;

    private long[] numbers = new long[NUMBERS * 4];
    private int length;

    /** @param count of an acknowledgement */
    void add(long queueId, long seq, long count, long bodyBytes) {
        if (length == numbers.length) {
            numbers = Arrays.copyOf(numbers, length * 2);
        }
        numbers[length] = queueId;
        numbers[length + 1] = seq;
        numbers[length + 2] = count;
        numbers[length + 3] = bodyBytes;
        length += NUMBERS;
    }

    void enter(long queueId, long seq, long bodyBytes) {
        add(queueId, seq, ENTRY, bodyBytes);
    }

    int size() {
        return length / NUMBERS;
    }

    long queueId(int i) {
        return numbers[i * NUMBERS];
    }

    long seq(int i) {
        return numbers[i * NUMBERS + 1];
    }

    boolean isEntry(int i) {
        return count(i) == ENTRY;
    }

    long count(int i) {
        return numbers[i * NUMBERS + 2];
    }

    long bodyBytes(int i) {
        return numbers[i * NUMBERS + 3];
    }

    int numberCount() {
        return length;
    }

    /** The numbers as they are, for a checkpoint. */
    long number(int i) {
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
