package io.leveret.routing;

import io.leveret.routing.type.BindingTable;
import org.jspecify.annotations.Nullable;

/** The exchange types of AMQP 0-9-1 section 3.1.3, all of them always present. */
public enum ExchangeType {
    DIRECT("direct"),
    FANOUT("fanout"),
    TOPIC("topic"),
    HEADERS("headers");

    private final String typeName;

    ExchangeType(String typeName) {
        this.typeName = typeName;
    }

    /** As in {@code exchange.declare}. */
    public String typeName() {
        return typeName;
    }

    /** The type of that name, which is case-sensitive; null if there is none. */
    public static @Nullable ExchangeType named(String typeName) {
        for (ExchangeType type : values()) {
            if (type.typeName.equals(typeName)) {
                return type;
            }
        }
        return null;
    }

    <B> BindingTable<B> emptyTable() {
        return switch (this) {
            case DIRECT -> BindingTable.direct();
            case FANOUT -> BindingTable.fanout();
            case TOPIC -> BindingTable.topic();
            case HEADERS -> BindingTable.headers();
        };
    }
}
