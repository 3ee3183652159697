package io.leveret.routing;

import io.leveret.codec.value.ShortString;
import io.leveret.routing.map.PersistentSet;
import io.leveret.routing.type.BindingTable;
import org.jspecify.annotations.Nullable;

/**
 * An exchange in a {@link Topology}.
 *
 * @param policyAlternate the alternate exchange that a policy names, which the exchange's own argument overrules
 * @param alternate the one that counts
 * @param outgoing the bindings with this exchange as source, in the form its type matches by
 * @param incoming the bindings with this exchange as destination
 */
record ExchangeNode<Q extends QueueTarget>(
        Exchange exchange,
        @Nullable ShortString policyAlternate,
        @Nullable ShortString alternate,
        BindingTable<Binding<Q>> outgoing,
        PersistentSet<Binding<Q>> incoming) {

    static <Q extends QueueTarget> ExchangeNode<Q> of(Exchange exchange) {
        return new ExchangeNode<>(
                exchange, null, exchange.alternateExchange(), exchange.type().emptyTable(), PersistentSet.empty());
    }

    ExchangeNode<Q> with(Exchange changed) {
        return resolved(changed, policyAlternate);
    }

    ExchangeNode<Q> withPolicyAlternate(@Nullable ShortString changed) {
        return resolved(exchange, changed);
    }

    ExchangeNode<Q> withOutgoing(BindingTable<Binding<Q>> changed) {
        return new ExchangeNode<>(exchange, policyAlternate, alternate, changed, incoming);
    }

    ExchangeNode<Q> withIncoming(PersistentSet<Binding<Q>> changed) {
        return new ExchangeNode<>(exchange, policyAlternate, alternate, outgoing, changed);
    }

    private ExchangeNode<Q> resolved(Exchange exchange, @Nullable ShortString policyAlternate) {
        ShortString declared = exchange.alternateExchange();
        return new ExchangeNode<>(
                exchange, policyAlternate, declared == null ? policyAlternate : declared, outgoing, incoming);
    }
}
