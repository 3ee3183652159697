package io.leveret.routing;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import org.jspecify.annotations.Nullable;

/**
 * What {@code exchange.declare} said of an exchange.
 *
 * @param autoDelete goes when the last binding goes of which it is the source
 * @param internal clients may not publish to it; bindings and alternate exchanges may lead to it
 */
public record Exchange(
        ShortString name,
        ExchangeType type,
        boolean durable,
        boolean autoDelete,
        boolean internal,
        FieldTable arguments) {

    /** The argument, and the policies' setting, that names the alternate exchange. */
    public static final String ALTERNATE_EXCHANGE = "alternate-exchange";

    /**
     * The exchange that gets what this one cannot route, from the argument {@code alternate-exchange}; it need not exist.
     * Null without the argument, or if it is no long string that could be a name.
     */
    public @Nullable ShortString alternateExchange() {
        if (arguments.get(ALTERNATE_EXCHANGE) instanceof FieldValue.LongString alternate
                && alternate.length() <= ShortString.BYTES_MAX) {
            return ShortString.copyOf(alternate.bytes(), 0, alternate.length());
        }
        return null;
    }
}
