package io.leveret.management.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One exchange in the answers of {@code GET /api/exchanges} and below. Components are written in snake case.
 *
 * @param policy left out where it follows none
 * @param messageStats not written before anything was counted
 * @param incoming statistics of who publishes there; left out in lists
 * @param outgoing statistics of where it routes; left out in lists
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExchangeBody(
        String name,
        String vhost,
        String type,
        boolean durable,
        boolean autoDelete,
        boolean internal,
        Map<String, Object> arguments,
        @Nullable String policy,
        @Nullable Map<String, Object> messageStats,
        @Nullable List<Object> incoming,
        @Nullable List<Object> outgoing) {

    public ExchangeBody(
            String name,
            String vhost,
            String type,
            boolean durable,
            boolean autoDelete,
            boolean internal,
            Map<String, Object> arguments,
            @Nullable String policy) {
        this(name, vhost, type, durable, autoDelete, internal, arguments, policy, null, null, null);
    }

    /** The same where it stands alone. */
    public ExchangeBody inDetail() {
        return new ExchangeBody(
                name,
                vhost,
                type,
                durable,
                autoDelete,
                internal,
                arguments,
                policy,
                messageStats,
                List.of(),
                List.of());
    }

    /** The same with what was counted. */
    ExchangeBody with(@Nullable Map<String, Object> stats) {
        return new ExchangeBody(
                name, vhost, type, durable, autoDelete, internal, arguments, policy, stats, incoming, outgoing);
    }
}
