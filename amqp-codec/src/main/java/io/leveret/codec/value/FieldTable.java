package io.leveret.codec.value;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An immutable field table (AMQP 0-9-1 section 4.2.5.5). It keeps the order of its entries and also repeated names, since
 * messages go out as they came in; {@link #get} answers the first of them, as RabbitMQ does.
 *
 * <p>Two tables are equal when they hold the same entries in whatever order: clients build arguments from hash maps.
 */
public final class FieldTable {
    /** How deep tables and arrays may be nested, this table included. Deeper input is a 502 SYNTAX_ERROR. */
    public static final int DEPTH_MAX = 64;

    public static final FieldTable EMPTY = new FieldTable(List.of());

    private static final Comparator<Entry> BY_NAME = Comparator.comparing(Entry::name);

    private final List<Entry> entries;

    /** One field of a table. */
    public record Entry(ShortString name, FieldValue value) {}

    private FieldTable(List<Entry> entries) {
        this.entries = entries;
    }

    static FieldTable of(List<Entry> entries) {
        return entries.isEmpty() ? EMPTY : new FieldTable(List.copyOf(entries));
    }

    /**
     * Reads the entries that fill {@code length} bytes at the absolute {@code index}, after the table's length.
     *
     * @throws io.leveret.codec.ConnectionException FRAME_ERROR if the bytes are no table, SYNTAX_ERROR if they are nested
     *     deeper than {@link #DEPTH_MAX}
     */
    public static FieldTable decode(ByteBuf buf, int index, int length) {
        return length == 0 ? EMPTY : new FieldReader(buf, index, length).table();
    }

    /** The same from an array. */
    public static FieldTable decode(byte[] data, int offset, int length) {
        return length == 0 ? EMPTY : decode(Unpooled.wrappedBuffer(data), offset, length);
    }

    public static Builder builder() {
        return new Builder();
    }

    public int size() {
        return entries.size();
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The entries in their order; unmodifiable. */
    public List<Entry> entries() {
        return entries;
    }

    /** The value of the first field of this name, or null; looks at each entry in turn. */
    public @Nullable FieldValue get(String name) {
        for (Entry entry : entries) {
            if (entry.name().contentEquals(name)) {
                return entry.value();
            }
        }
        return null;
    }

    /** The value of the first field of this name, or null. */
    public @Nullable FieldValue get(ShortString name) {
        for (Entry entry : entries) {
            if (entry.name().equals(name)) {
                return entry.value();
            }
        }
        return null;
    }

    /** Octets of the entries on the wire, without the table's length. */
    public int encodedLength() {
        return FieldWriter.entriesLength(this);
    }

    /** Writes the four-octet length and the entries. */
    public void writeTo(ByteBuf out) {
        FieldWriter.writeTable(this, out);
    }

    @Override
    public boolean equals(@Nullable Object o) {
        if (this == o) {
            return true;
        }
        if (!(o instanceof FieldTable other) || entries.size() != other.entries.size()) {
            return false;
        }
        // Sorting is stable, so repeated names keep their order and still decide which value get() answers.
        return entries.equals(other.entries) || sortedByName().equals(other.sortedByName());
    }

    private List<Entry> sortedByName() {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(BY_NAME);
        return sorted;
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (Entry entry : entries) {
            hash += entry.hashCode();
        }
        return hash;
    }

    /** Erlang's notation, as in RabbitMQ's texts. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        FieldText.appendTable(text, this);
        return text.toString();
    }

    /** Collects entries in order; the caller sees to it that a name comes once. */
    public static final class Builder {
        private final List<Entry> entries = new ArrayList<>();

        private Builder() {}

        public Builder put(String name, FieldValue value) {
            return put(ShortString.of(name), value);
        }

        public Builder put(ShortString name, FieldValue value) {
            entries.add(new Entry(name, value));
            return this;
        }

        public Builder put(String name, String value) {
            return put(name, FieldValue.LongString.of(value));
        }

        public Builder put(String name, int value) {
            return put(name, new FieldValue.Int32(value));
        }

        public Builder put(String name, long value) {
            return put(name, new FieldValue.Int64(value));
        }

        public Builder put(String name, boolean value) {
            return put(name, new FieldValue.Bool(value));
        }

        public Builder put(String name, FieldTable value) {
            return put(name, new FieldValue.Table(value));
        }

        public FieldTable build() {
            return of(entries);
        }
    }
}
