package io.leveret.broker.vhost;

import io.leveret.broker.catalogue.CatalogueLog;
import io.leveret.broker.catalogue.Definition;
import io.leveret.broker.policy.HostPolicies;
import io.leveret.broker.policy.Policies;
import io.leveret.broker.policy.Policy;
import io.leveret.broker.policy.PolicyKind;
import io.leveret.broker.policy.Subject;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.queue.QueuePolicy;
import io.leveret.broker.queue.QueueTerms;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.Exchange;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sets the policies of one virtual host, and tells its queues and exchanges which they are to follow. Owned by the control
 * thread.
 */
final class PolicyControl {

    private final TopologyEditor editor;
    private final EffectiveTerms terms;
    private final PolicyEvents events;
    private final VirtualHost virtualHost;
    private final CatalogueLog catalogue;
    /** What each queue follows; others follow none. */
    private final IdentityHashMap<Queue, Followed> queues = new IdentityHashMap<>();
    /** The same for exchanges. */
    private final Map<ShortString, Followed> exchanges = new HashMap<>();

    PolicyControl(TopologyEditor editor, Control control, EffectiveTerms terms) {
        this.editor = editor;
        this.terms = terms;
        this.virtualHost = editor.virtualHost();
        this.events = new PolicyEvents(control, virtualHost);
        this.catalogue = control.catalogue();
    }

    /** Sets a policy, perhaps in the place of another; true if there was none of its name. */
    boolean set(PolicyKind kind, Policy policy) {
        editor.requireOpen();
        HostPolicies before = virtualHost.policies();
        boolean isNew = before.of(kind).named(policy.name()) == null;
        catalogue.put(definition(kind, policy));
        Policies policies = before.of(kind).with(policy);
        virtualHost.publish(before.with(kind, policies));
        events.setting(kind, policy);
        reconsider(followed -> followed.set(kind, policies, policy), queue -> events.followed(queue, policy));
        events.set(policy);
        return isNew;
    }

    /** Removes a policy; false if there is none of that name. */
    boolean remove(PolicyKind kind, ShortString name) {
        HostPolicies before = virtualHost.policies();
        Policy policy = before.of(kind).named(name);
        if (policy == null) {
            return false;
        }
        catalogue.remove(definition(kind, policy));
        Policies policies = before.of(kind).without(name);
        virtualHost.publish(before.with(kind, policies));
        events.clearing(kind, policy);
        reconsider(followed -> followed.cleared(kind, policies, name), events::followsNoMore);
        events.cleared(kind, policy);
        return true;
    }

    private void reconsider(Predicate<Followed> change, Consumer<Queue> told) {
        for (Queue queue : editor.draft().queues()) {
            Followed known = queues.get(queue);
            Followed followed = known == null ? of(queue) : known;
            if (change.test(followed)) {
                follow(queue, followed);
                told.accept(queue);
            }
        }
        for (Exchange exchange : editor.draft().exchanges()) {
            Followed known = exchanges.get(exchange.name());
            Followed followed = known == null ? of(exchange) : known;
            if (change.test(followed)) {
                follow(exchange, followed);
            }
        }
    }

    /** Takes what the catalogue has, for the queues and exchanges that are there. */
    void restore(List<Definition.InVirtualHost> definitions) {
        Policies user = Policies.NONE;
        Policies operator = Policies.NONE;
        for (Definition.InVirtualHost definition : definitions) {
            if (definition instanceof Definition.OfPolicy kept) {
                user = user.with(Policy.of(kept.name(), kept.body()));
            } else if (definition instanceof Definition.OfOperatorPolicy kept) {
                operator = operator.with(Policy.of(kept.name(), kept.body()));
            }
        }
        virtualHost.publish(new HostPolicies(user, operator));
        editor.draft().queues().forEach(this::added);
        List.copyOf(editor.draft().exchanges()).forEach(this::added);
    }

    /** Removes all. */
    void clear() {
        for (PolicyKind kind : PolicyKind.values()) {
            List.copyOf(virtualHost.policies().of(kind).all()).forEach(policy -> remove(kind, policy.name()));
        }
    }

    /** Tells a queue that is new what it is to follow. */
    void added(Queue queue) {
        HostPolicies policies = virtualHost.policies();
        if (!policies.isEmpty()) {
            Followed followed = of(queue);
            if (followed.all(policies)) {
                follow(queue, followed);
            }
        }
    }

    /** Tells an exchange that is new what it is to follow. */
    void added(Exchange exchange) {
        HostPolicies policies = virtualHost.policies();
        if (!policies.isEmpty()) {
            Followed followed = of(exchange);
            if (followed.all(policies)) {
                follow(exchange, followed);
            }
        }
    }

    /** The queue is gone. */
    void removed(Queue queue) {
        queues.remove(queue);
    }

    /** The exchange is gone. */
    void removed(Exchange exchange) {
        exchanges.remove(exchange.name());
    }

    private static Followed of(Queue queue) {
        Subject subject = switch (queue.settings().type()) {
            case CLASSIC -> Subject.CLASSIC_QUEUE;
            case QUORUM -> Subject.QUORUM_QUEUE;
        };
        return new Followed(subject, queue.name());
    }

    private static Followed of(Exchange exchange) {
        return new Followed(Subject.EXCHANGE, exchange.name());
    }

    private void follow(Queue queue, Followed followed) {
        if (followed.isNothing()) {
            queues.remove(queue);
        } else {
            queues.put(queue, followed);
        }
        FieldTable definition = followed.definition();
        QueueTerms effective = terms.of(queue.settings().arguments(), definition);
        QueuePolicy told =
                new QueuePolicy(followed.nameOf(PolicyKind.USER), followed.nameOf(PolicyKind.OPERATOR), definition);
        queue.home().execute(() -> queue.following().follow(told, effective));
    }

    private void follow(Exchange exchange, Followed followed) {
        if (followed.isNothing()) {
            exchanges.remove(exchange.name());
        } else {
            exchanges.put(exchange.name(), followed);
        }
        editor.alternate(exchange.name(), alternate(followed.definition()));
    }

    private static @Nullable ShortString alternate(FieldTable definition) {
        FieldValue named = definition.get(Exchange.ALTERNATE_EXCHANGE);
        return named == null ? null : ShortString.of(named.render());
    }

    private Definition definition(PolicyKind kind, Policy policy) {
        ShortString host = ShortString.of(virtualHost.name());
        return switch (kind) {
            case USER -> new Definition.OfPolicy(host, policy.name(), policy.body());
            case OPERATOR -> new Definition.OfOperatorPolicy(host, policy.name(), policy.body());
        };
    }
}
