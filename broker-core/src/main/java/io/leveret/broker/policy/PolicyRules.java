package io.leveret.broker.policy;

import io.leveret.broker.pattern.NamePattern;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What may be said in a policy, as values that JSON has. The texts are RabbitMQ's. A key that has a meaning there and none
 * here yet is refused as one that nobody knows.
 */
public final class PolicyRules {

    private static final String APPLY_TO_DEFAULT = "all";

    private final PolicyKind kind;
    private final Map<String, @Nullable Object> body;
    private final List<String> faults = new ArrayList<>();
    private NamePattern pattern = NamePattern.of("");
    private ApplyTo applyTo = ApplyTo.ALL;
    private double priority;
    private FieldTable definition = FieldTable.EMPTY;
    private @Nullable List<String> leftOut;

    private PolicyRules(PolicyKind kind, Map<String, ?> body) {
        this.kind = kind;
        this.body = new HashMap<>(body);
    }

    /**
     * Makes a policy.
     *
     * @param body pattern, definition, and perhaps priority and apply-to; what else it holds is ignored
     * @throws InvalidPolicyException with all that is wrong
     */
    public static Policy policy(PolicyKind kind, String name, Map<String, ?> body) {
        return new PolicyRules(kind, body).named(name);
    }

    /**
     * Makes a policy that another broker has exported. What has a meaning in RabbitMQ and can have none here is left out. As the
     * policy hides others of a lesser priority, it is one even if nothing remains.
     *
     * @param leftOut gets the settings that were left out
     * @throws InvalidPolicyException with all that is wrong
     */
    public static Policy imported(PolicyKind kind, String name, Map<String, ?> body, List<String> leftOut) {
        PolicyRules rules = new PolicyRules(kind, body);
        rules.leftOut = leftOut;
        return rules.named(name);
    }

    private Policy named(String name) {
        if (name.getBytes(StandardCharsets.UTF_8).length > ShortString.BYTES_MAX) {
            faults.add("the name is longer than " + ShortString.BYTES_MAX + " octets");
        }
        priority();
        pattern();
        applyTo();
        definition();
        if (!faults.isEmpty()) {
            throw new InvalidPolicyException("Validation failed\n\n" + String.join("\n", faults) + "\n");
        }
        return new Policy(ShortString.of(name), pattern, applyTo, priority, definition);
    }

    private void priority() {
        Object value = body.getOrDefault(Policy.PRIORITY, 0);
        if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            priority = number.doubleValue();
        } else {
            faults.add("priority should be a number, actually was " + ErlangTerm.of(value));
        }
    }

    private void pattern() {
        Object value = body.get(Policy.PATTERN);
        if (value instanceof String text) {
            try {
                pattern = NamePattern.of(text);
            } catch (PatternSyntaxException e) {
                faults.add("pattern should be regular expression but is invalid: {\"" + e.getDescription() + "\","
                        + e.getIndex() + "}");
            }
        } else {
            faults.add("pattern should be a binary but was "
                    + (body.containsKey(Policy.PATTERN) ? ErlangTerm.of(value) : "undefined"));
        }
    }

    private void applyTo() {
        Object value = body.getOrDefault(Policy.APPLY_TO, APPLY_TO_DEFAULT);
        ApplyTo named = value instanceof String text ? ApplyTo.named(text) : null;
        if (named == null) {
            faults.add("apply-to '" + value + "' unrecognised; should be one of: 'queues', 'classic_queues', "
                    + "'quorum_queues', 'streams', 'exchanges', or 'all'");
        } else {
            applyTo = named;
        }
    }

    private void definition() {
        if (!(body.get(Policy.DEFINITION) instanceof Map<?, ?> given)) {
            faults.add("definition should be an object, actually was " + ErlangTerm.of(body.get(Policy.DEFINITION)));
            return;
        }
        if (given.isEmpty() && leftOut == null) {
            faults.add("no policy provided");
            return;
        }
        FieldTable.Builder known = FieldTable.builder();
        TreeMap<String, @Nullable Object> unknown = new TreeMap<>();
        TreeMap<String, @Nullable Object> sorted = new TreeMap<>();
        given.forEach((key, value) -> sorted.put(String.valueOf(key), value));
        for (Map.Entry<String, @Nullable Object> setting : sorted.entrySet()) {
            Object value = setting.getValue();
            PolicyKey key = PolicyKeys.named(setting.getKey(), kind);
            if (key == null && leftOut != null && PolicyKeys.isOfRabbitOnly(setting.getKey())) {
                leftOut.add(setting.getKey());
            } else if (key == null) {
                unknown.put(setting.getKey(), value);
            } else if (!key.takes().test(value)) {
                faults.add(ErlangTerm.of(value) + " is not a valid " + key.noun());
                return;
            } else if (value instanceof Number number) {
                known.put(key.name(), number.longValue());
            } else {
                known.put(key.name(), String.valueOf(value));
            }
        }
        if (!unknown.isEmpty()) {
            faults.add(ErlangTerm.pairs(unknown) + " are not recognised policy settings");
        }
        definition = known.build();
    }
}
