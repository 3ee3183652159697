package io.leveret.broker.limit;

import io.leveret.broker.policy.ErlangTerm;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The limits that were set for one user or one virtual host, by name. Immutable.
 *
 * <p>A limit below 0 is as good as none, but it is shown, as RabbitMQ does.
 */
public final class Limits {

    /** No limit is set. */
    public static final Limits NONE = new Limits(new TreeMap<>());

    /** Connections at one time, of a user or to a virtual host. */
    public static final String CONNECTIONS = "max-connections";
    /** Channels of a user at one time, on all its connections together. */
    public static final String CHANNELS = "max-channels";
    /** Queues in a virtual host. */
    public static final String QUEUES = "max-queues";

    /** What can be limited. */
    public enum Of {
        USER("user-limits", CHANNELS),
        VIRTUAL_HOST("limits", QUEUES);

        private final String title;
        private final String besideConnections;

        Of(String title, String besideConnections) {
            this.title = title;
            this.besideConnections = besideConnections;
        }

        /**
         * Checks a limit that somebody wants to set.
         *
         * @param value as JSON has it
         * @return the value
         * @throws IllegalArgumentException if there is no such limit, or this is no number, in RabbitMQ's words
         */
        public long checked(String name, @Nullable Object value) {
            if (!isKnown(name)) {
                TreeMap<String, @Nullable Object> unknown = new TreeMap<>();
                unknown.put(name, value);
                throw new IllegalArgumentException(unrecognised(ErlangTerm.pairs(unknown)));
            }
            if (value instanceof Integer || value instanceof Long) {
                return ((Number) value).longValue();
            }
            throw new IllegalArgumentException(name + " should be a number, actually was " + ErlangTerm.of(value));
        }

        /**
         * Checks all limits that somebody wants to set together.
         *
         * @param values an object as JSON has it, or an empty list
         * @throws IllegalArgumentException as {@link #checked(String, Object)}, with a line for each fault
         */
        public Limits checked(@Nullable Object values) {
            if (!(values instanceof Map<?, ?> map)) {
                if (!(values instanceof List<?> list)) {
                    throw new IllegalArgumentException(title + " not a list " + ErlangTerm.of(values));
                } else if (!list.isEmpty()) {
                    throw new IllegalArgumentException(unrecognised(ErlangTerm.of(list)));
                }
                return NONE;
            }
            TreeMap<String, @Nullable Object> unknown = new TreeMap<>();
            map.forEach((name, value) -> unknown.put(String.valueOf(name), value));
            unknown.keySet().removeIf(this::isKnown);
            List<String> faults = new ArrayList<>();
            if (!unknown.isEmpty()) {
                faults.add(unrecognised(ErlangTerm.pairs(unknown)));
            }
            Limits limits = NONE;
            for (String name : List.of(besideConnections, CONNECTIONS)) {
                try {
                    limits = map.containsKey(name) ? limits.with(name, checked(name, map.get(name))) : limits;
                } catch (IllegalArgumentException e) {
                    faults.add(String.valueOf(e.getMessage()));
                }
            }
            if (!faults.isEmpty()) {
                throw new IllegalArgumentException(String.join("\n", faults));
            }
            return limits;
        }

        private boolean isKnown(String name) {
            return name.equals(CONNECTIONS) || name.equals(besideConnections);
        }

        private String unrecognised(String terms) {
            return "Unrecognised terms " + terms + " in " + title;
        }
    }

    private final SortedMap<String, Long> values;

    private Limits(SortedMap<String, Long> values) {
        this.values = values;
    }

    /** Reads what {@link #body} wrote. */
    public static Limits of(FieldTable body) {
        SortedMap<String, Long> values = new TreeMap<>();
        for (FieldTable.Entry entry : body.entries()) {
            values.put(entry.name().toString(), ((FieldValue.Int64) entry.value()).value());
        }
        return values.isEmpty() ? NONE : new Limits(values);
    }

    /** For the catalogue. */
    public FieldTable body() {
        FieldTable.Builder body = FieldTable.builder();
        values.forEach(body::put);
        return body.build();
    }

    /** The same with one more, or with another value for one. */
    public Limits with(String name, long value) {
        SortedMap<String, Long> changed = new TreeMap<>(values);
        changed.put(name, value);
        return new Limits(changed);
    }

    /** The same without one. */
    public Limits without(String name) {
        SortedMap<String, Long> changed = new TreeMap<>(values);
        changed.remove(name);
        return changed.isEmpty() ? NONE : new Limits(changed);
    }

    /** How many there may be; {@link Long#MAX_VALUE} if nothing limits them. */
    public long most(String name) {
        long value = values.getOrDefault(name, -1L);
        return value < 0 ? Long.MAX_VALUE : value;
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** As they were set, by name. */
    public Map<String, Long> values() {
        return Map.copyOf(values);
    }
}
