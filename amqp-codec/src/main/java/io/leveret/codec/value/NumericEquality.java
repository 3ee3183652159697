package io.leveret.codec.value;

import io.leveret.codec.value.FieldValue.Float32;
import io.leveret.codec.value.FieldValue.Float64;
import io.leveret.codec.value.FieldValue.IntegerValue;

/** Compares numbers of different wire types by value, exactly: no value is rounded to make it fit the other's type. */
final class NumericEquality {
    /** The least double that no long reaches. */
    private static final double LONG_LIMIT = 0x1p63;

    private NumericEquality() {}

    static boolean isNumber(FieldValue value) {
        return value instanceof IntegerValue || value instanceof Float32 || value instanceof Float64;
    }

    static boolean sameNumber(FieldValue a, FieldValue b) {
        if (a instanceof IntegerValue x) {
            return b instanceof IntegerValue y
                    ? x.longValue() == y.longValue()
                    : sameNumber(x.longValue(), doubleValue(b));
        }
        return b instanceof IntegerValue y
                ? sameNumber(y.longValue(), doubleValue(a))
                : sameNumber(doubleValue(a), doubleValue(b));
    }

    private static boolean sameNumber(long whole, double floating) {
        return floating < LONG_LIMIT && (double) whole == floating && (long) floating == whole;
    }

    /** NaN is the same as NaN here: declaring a thing twice with the same arguments must not fail. */
    private static boolean sameNumber(double a, double b) {
        return a == b || Double.compare(a, b) == 0;
    }

    private static double doubleValue(FieldValue value) {
        return value instanceof Float32 f ? f.value() : ((Float64) value).value();
    }
}
