package io.leveret.broker.definition;

import io.leveret.broker.limit.Limits;
import io.leveret.broker.parameter.GlobalParameters;
import io.leveret.broker.parameter.JsonValues;
import io.leveret.broker.policy.InvalidPolicyException;
import io.leveret.broker.policy.Policy;
import io.leveret.broker.policy.PolicyKind;
import io.leveret.broker.policy.PolicyRules;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.codec.value.FieldValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parameters, global parameters and policies. */
final class SettingSections {

    private static final String LIMITS_COMPONENT = "vhost-limits";
    private static final String LIMITS = "limits";
    private static final String VALUE = "value";
    /** Of RabbitMQ's plugins. */
    private static final Set<String> OF_RABBIT_ONLY =
            Set.of("federation", "federation-upstream", "federation-upstream-set", "shovel");

    private final Draft draft;
    private final VirtualHosts virtualHosts;
    private final GlobalParameters globals;

    SettingSections(Draft draft, VirtualHosts virtualHosts, GlobalParameters globals) {
        this.draft = draft;
        this.virtualHosts = virtualHosts;
        this.globals = globals;
    }

    void parameter(Item item) {
        String host = draft.host(item);
        String component = item.text("component");
        String name = item.text("name");
        String place = " (" + host + "/" + component + "/" + name + ")";
        switch (component) {
            case "policy" -> throw new Fault("policies may not be set using this method" + place);
            case "operator_policy" -> policy(host, PolicyKind.OPERATOR, name, item.value(VALUE), place);
            case LIMITS_COMPONENT -> limits(host, name, item.value(VALUE), place);
            default -> {
                if (!OF_RABBIT_ONLY.contains(component)) {
                    throw invalid("component " + component + " not found", place);
                }
                draft.note("parameter '" + name + "' in vhost '" + host + "' is of " + component
                        + ", which is not here; left out");
            }
        }
    }

    private static Fault invalid(String faults, String place) {
        return new Fault("Validation failed\n\n" + faults + "\n" + place);
    }

    private void limits(String host, String name, @Nullable Object value, String place) {
        if (!name.equals(LIMITS)) {
            throw invalid("the name of " + LIMITS_COMPONENT + " is " + LIMITS + ", not " + name, place);
        }
        Limits limits;
        try {
            limits = Limits.Of.VIRTUAL_HOST.checked(value);
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()), place);
        }
        draft.add("limits of vhost '" + host + "'", () -> {
            if (!virtualHosts.limit(host, unused -> limits)) {
                throw Fault.of("no_such_vhost", host);
            }
        });
    }

    void policy(Item item) {
        String host = draft.host(item);
        String name = item.text("name");
        policy(host, PolicyKind.USER, name, item.fields(), " (" + host + "/" + name + ")");
    }

    private void policy(String host, PolicyKind kind, String name, @Nullable Object value, String place) {
        Map<String, @Nullable Object> body = new HashMap<>();
        if (value instanceof Map<?, ?> fields) {
            fields.forEach((key, field) -> body.put(String.valueOf(key), field));
        }
        List<String> leftOut = new ArrayList<>();
        Policy policy;
        try {
            policy = PolicyRules.imported(kind, name, body, leftOut);
        } catch (InvalidPolicyException e) {
            throw new Fault(e.getMessage() + place);
        }
        if (!leftOut.isEmpty()) {
            draft.note("policy '" + name + "' in vhost '" + host + "' sets what is not here; left out: "
                    + String.join(", ", leftOut));
        }
        draft.add(
                "policy '" + name + "' in vhost '" + host + "'",
                () -> draft.things(host).policy(kind, policy));
    }

    void globalParameter(Item item) {
        String name = item.name().toString();
        if (!GlobalParameters.isPortable(name)) {
            return;
        }
        Object value = item.value(VALUE);
        if (name.equals(GlobalParameters.CLUSTER_NAME)) {
            item.shortText(VALUE, "");
        }
        FieldValue kept;
        try {
            kept = JsonValues.fieldOf(value);
        } catch (IllegalArgumentException e) {
            throw new Fault(item.described() + ": " + e.getMessage());
        }
        draft.add(item.described(), () -> globals.set(name, kept));
    }
}
