package io.leveret.broker.queue;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.Route;
import java.util.List;
import java.util.function.Supplier;

/** The virtual host's exchanges, as far as a queue needs them for its dead letters. */
public interface DeadLetterRoutes {

    /**
     * The queues to which the newest topology leads a message; none if there is no such exchange. Any thread may ask.
     *
     * @param headers asked only if a headers exchange is on the way
     */
    Route<Queue> route(ShortString exchange, List<ShortString> routingKeys, Supplier<FieldTable> headers);
}
