package io.leveret.management.view;

import java.util.List;

/** An exchange type, or a mechanism to log in by. */
public record TypeBody(String name, String description, boolean enabled) {

    /** The exchange types that there are. */
    public static final List<TypeBody> EXCHANGES =
            List.of(exchange("direct"), exchange("fanout"), exchange("headers"), exchange("topic"));

    private static TypeBody exchange(String name) {
        return new TypeBody(name, "AMQP " + name + " exchange, as per the AMQP specification", true);
    }

    /** A mechanism that clients may use. */
    static TypeBody mechanism(String name) {
        return new TypeBody(name, "SASL " + name + " authentication mechanism", true);
    }
}
