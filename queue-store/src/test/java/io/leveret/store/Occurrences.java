package io.leveret.store;

import java.util.Arrays;

/** Counts octets in octets. */
final class Occurrences {

    private Occurrences() {}

    /** How often a part stands in the whole, overlaps left out. */
    static int of(byte[] part, byte[] whole) {
        int count = 0;
        for (int at = 0; at + part.length <= whole.length; ) {
            if (Arrays.equals(whole, at, at + part.length, part, 0, part.length)) {
                count++;
                at += part.length;
            } else {
                at++;
            }
        }
        return count;
    }
}
