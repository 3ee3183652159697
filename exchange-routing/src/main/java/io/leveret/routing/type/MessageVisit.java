package io.leveret.routing.type;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.List;

/**
 * A message's visit to one exchange: what the exchange may ask of it, and where it reports what matched.
 *
 * @param <B> what the exchange keeps as a binding
 */
public interface MessageVisit<B> {

    /** The message matches by any of them. */
    List<ShortString> routingKeys();

    /** The message's headers, decoded when first asked for; empty if it has none. */
    FieldTable headers();

    /** Called for each binding that matches; more than once if it matches by several keys. */
    void matched(B binding);
}
