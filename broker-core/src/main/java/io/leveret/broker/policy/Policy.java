package io.leveret.broker.policy;

import io.leveret.broker.pattern.NamePattern;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import java.util.Objects;

/**
 * What the queues and exchanges with certain names are like beside what they were declared with. Immutable, but for what its pattern learns.
 *
 * @param pattern is to be found in a thing's name
 * @param priority of several that match, the highest counts
 * @param definition validated by {@link PolicyRules}
 */
public record Policy(ShortString name, NamePattern pattern, ApplyTo applyTo, double priority, FieldTable definition) {

    static final String PATTERN = "pattern";
    static final String APPLY_TO = "apply-to";
    static final String PRIORITY = "priority";
    static final String DEFINITION = "definition";

    /** Reads what {@link #body} wrote. */
    public static Policy of(ShortString name, FieldTable body) {
        return new Policy(
                name,
                NamePattern.restored(required(body, PATTERN).render()),
                Objects.requireNonNull(ApplyTo.named(required(body, APPLY_TO).render())),
                ((FieldValue.Float64) required(body, PRIORITY)).value(),
                ((FieldValue.Table) required(body, DEFINITION)).table());
    }

    private static FieldValue required(FieldTable body, String key) {
        return Objects.requireNonNull(body.get(key), key);
    }

    /** All but the name, for the catalogue. */
    public FieldTable body() {
        return FieldTable.builder()
                .put(PATTERN, pattern.text())
                .put(APPLY_TO, applyTo.title())
                .put(PRIORITY, new FieldValue.Float64(priority))
                .put(DEFINITION, definition)
                .build();
    }

    /** Whether it is for a thing of this name, which must have all that it sets. */
    public boolean isFor(Subject subject, String thing) {
        return applyTo.means(subject) && PolicyKeys.areAllOf(subject, definition) && pattern.isIn(thing);
    }
}
