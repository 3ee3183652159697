package io.leveret.broker.stats;

import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the channels of one loop have published to exchanges. An exchange that is declared anew is another object, and counts
 * anew. Owned by the loop.
 */
public final class ExchangeStats {

    private final Sampler sampler;
    private final IdentityHashMap<Object, MessageStats> byExchange = new IdentityHashMap<>();

    public ExchangeStats(Sampler sampler) {
        this.sampler = sampler;
    }

    /** Those of an exchange. */
    public MessageStats of(Object exchange) {
        return byExchange.computeIfAbsent(exchange, unknown -> MessageStats.of(sampler));
    }

    /** Those of an exchange, if anything was published to it. */
    public @Nullable MessageStats known(Object exchange) {
        return byExchange.get(exchange);
    }

    /** Forgets those that are not among these. */
    public void retain(Set<?> exchanges) {
        byExchange.entrySet().removeIf(entry -> {
            boolean gone = !exchanges.contains(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
    }
}
