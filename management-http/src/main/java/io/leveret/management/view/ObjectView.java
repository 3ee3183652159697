package io.leveret.management.view;

import io.leveret.broker.SampleWindow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Exchanges, bindings and queues as the API sees them. None of the methods blocks. */
public interface ObjectView {

    /** Whether there is a virtual host of that name. */
    boolean hasVirtualHost(String name);

    /** What a user does in a virtual host. */
    UserObjectView by(String user, String vhost);

    /** The key of a binding that has these, whether there is one or not. */
    String propertiesKey(String routingKey, Map<String, ?> arguments);

    /** All exchanges of a virtual host, or of all if that is null; nothing if there is none of that name. Without counts. */
    Optional<List<ExchangeBody>> exchanges(@Nullable String vhost);

    /** One exchange, by an empty name the default exchange. */
    Optional<ExchangeBody> exchange(String vhost, String name);

    /** The same with what was counted of each. */
    CompletionStage<List<ExchangeBody>> counted(List<ExchangeBody> exchanges, @Nullable SampleWindow window);

    /** Whether there is a queue of that name. */
    boolean hasQueue(String vhost, String name);

    /** All bindings, as {@link #exchanges(String)}. */
    Optional<List<BindingBody>> bindings(@Nullable String vhost);

    /** The bindings that lead out of an exchange. */
    List<BindingBody> bindingsFrom(String vhost, String exchange);

    /** The bindings that lead to a queue or an exchange. */
    List<BindingBody> bindingsTo(String vhost, boolean isExchange, String name);
}
