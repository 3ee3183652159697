package io.leveret.routing.type;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.function.Consumer;

/**
 * The bindings of one exchange, kept in the form its type matches by. Immutable: a change answers a new table that shares
 * its structure with this one, and costs O(log n) in the number of bindings.
 *
 * <p>Routing keys are compared as bytes. The order in which bindings are reported depends on the bindings alone.
 *
 * @param <B> a binding, told from others by {@code equals}
 */
public sealed interface BindingTable<B> permits DirectBindings, FanoutBindings, HeadersBindings, TopicTrie {

    /** The routing key equals the binding key. */
    static <B> BindingTable<B> direct() {
        return DirectBindings.empty();
    }

    /** Every message matches every binding. */
    static <B> BindingTable<B> fanout() {
        return FanoutBindings.empty();
    }

    /** The routing key matches the binding key's pattern of words. */
    static <B> BindingTable<B> topic() {
        return TopicTrie.empty();
    }

    /** The message's headers match the binding's arguments. */
    static <B> BindingTable<B> headers() {
        return HeadersBindings.empty();
    }

    /**
     * Called when a binding is made that is not in the table.
     *
     * @throws io.leveret.codec.ChannelException PRECONDITION_FAILED if this type cannot match by the arguments
     */
    BindingTable<B> with(ShortString routingKey, FieldTable arguments, B binding);

    /** Called when a binding goes, with the routing key it came with. A binding that is not here changes nothing. */
    BindingTable<B> without(ShortString routingKey, B binding);

    /** Called for each message that comes to the exchange. */
    void match(MessageVisit<B> visit);

    /** Whether {@link #match} looks at the headers, even if no binding is there to ask for them. */
    default boolean readsHeaders() {
        return false;
    }

    boolean isEmpty();

    /** Every binding once. */
    void forEach(Consumer<? super B> action);
}
