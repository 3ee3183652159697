package io.leveret.broker.policy;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import org.jspecify.annotations.Nullable;

/** What a user's and an operator's policy say together. */
public final class PolicyMerge {

    private PolicyMerge() {}

    /** The settings of both, and of those that both have the ones that count. */
    public static FieldTable of(@Nullable Policy user, @Nullable Policy operator) {
        if (user == null || operator == null) {
            Policy only = user == null ? operator : user;
            return only == null ? FieldTable.EMPTY : only.definition();
        }
        FieldTable.Builder merged = FieldTable.builder();
        for (FieldTable.Entry entry : user.definition().entries()) {
            FieldValue other = operator.definition().get(entry.name());
            merged.put(
                    entry.name(),
                    other == null ? entry.value() : PolicyKeys.merged(entry.name(), entry.value(), other));
        }
        for (FieldTable.Entry entry : operator.definition().entries()) {
            if (user.definition().get(entry.name()) == null) {
                merged.put(entry.name(), entry.value());
            }
        }
        return merged.build();
    }
}
