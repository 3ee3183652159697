package io.leveret.broker.policy;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a user's and an operator's policy say together. */
public final class PolicyMerge {

    private PolicyMerge() {}

    /** The settings of both by name, and of those that both have the ones that count. */
    public static FieldTable of(@Nullable Policy user, @Nullable Policy operator) {
        if (user == null || operator == null) {
            Policy only = user == null ? operator : user;
            return only == null ? FieldTable.EMPTY : only.definition();
        }
        TreeMap<String, FieldValue> byName = new TreeMap<>();
        for (FieldTable.Entry entry : user.definition().entries()) {
            byName.put(entry.name().toString(), entry.value());
        }
        for (FieldTable.Entry entry : operator.definition().entries()) {
            byName.merge(
                    entry.name().toString(),
                    entry.value(),
                    (users, operators) -> PolicyKeys.merged(entry.name(), users, operators));
        }
        FieldTable.Builder merged = FieldTable.builder();
        byName.forEach(merged::put);
        return merged.build();
    }
}
