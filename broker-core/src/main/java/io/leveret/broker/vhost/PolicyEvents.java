package io.leveret.broker.vhost;

import io.leveret.broker.policy.Policy;
import io.leveret.broker.policy.PolicyKind;
import io.leveret.broker.queue.Queue;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import java.util.Map;

/** What the event exchange tells of policies, with RabbitMQ's keys (BEHAVIOUR section 2.19). Used by the control thread. */
final class PolicyEvents {

    private static final String NAME = "name";
    private static final String VHOST = "vhost";
    /** Up to there every whole number is one. */
    private static final double WHOLE_MAX = 1L << 53;

    private final Control control;
    private final String host;

    PolicyEvents(Control control, VirtualHost host) {
        this.control = control;
        this.host = host.name();
    }

    /** The queue follows a policy that was set. */
    void followed(Queue queue, Policy policy) {
        control.happened("queue.policy.updated", () -> {
            FieldTable.Builder details = of(queue);
            body(policy).forEach(details::put);
            return details;
        });
    }

    /** The queue has followed a policy that is gone. */
    void followsNoMore(Queue queue) {
        control.happened("queue.policy.cleared", () -> of(queue));
    }

    /** A policy that is set is about to be followed. */
    void setting(PolicyKind kind, Policy policy) {
        if (kind == PolicyKind.OPERATOR) {
            control.happened("parameter.set", () -> {
                FieldTable.Builder value = FieldTable.builder();
                body(policy).forEach(value::put);
                return parameter(policy).put("value", value.build());
            });
        }
    }

    void set(Policy policy) {
        control.happened("policy.set", () -> {
            FieldTable.Builder details = of(policy);
            body(policy).forEach(details::put);
            return details;
        });
    }

    /** A policy that is gone is about to be followed no more. */
    void clearing(PolicyKind kind, Policy policy) {
        if (kind == PolicyKind.OPERATOR) {
            control.happened("parameter.cleared", () -> parameter(policy));
        }
    }

    void cleared(PolicyKind kind, Policy policy) {
        control.happened(kind == PolicyKind.USER ? "policy.cleared" : "operator.policy.cleared", () -> of(policy));
    }

    private FieldTable.Builder of(Queue queue) {
        return FieldTable.builder()
                .put(NAME, queue.name().toString())
                .put(VHOST, host)
                .put("type", queue.settings().type().moduleName());
    }

    private FieldTable.Builder of(Policy policy) {
        return FieldTable.builder().put(NAME, policy.name().toString()).put(VHOST, host);
    }

    private FieldTable.Builder parameter(Policy policy) {
        return of(policy).put("component", "operator_policy");
    }

    private static Map<String, FieldValue> body(Policy policy) {
        double priority = policy.priority();
        boolean isWhole = priority == Math.rint(priority) && Math.abs(priority) <= WHOLE_MAX;
        return Map.of(
                "pattern",
                FieldValue.LongString.of(policy.pattern().text()),
                "apply-to",
                FieldValue.LongString.of(policy.applyTo().title()),
                "priority",
                isWhole ? new FieldValue.Int64((long) priority) : new FieldValue.Float64(priority),
                "definition",
                new FieldValue.Table(policy.definition()));
    }
}
