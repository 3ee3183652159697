package io.leveret.broker.policy;

import static io.leveret.broker.policy.Subject.CLASSIC_QUEUE;
import static io.leveret.broker.policy.Subject.QUORUM_QUEUE;

import io.leveret.broker.policy.PolicyKey.Merge;
import io.leveret.broker.queue.ReplayBounds;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All settings of policies (BEHAVIOUR section 2.18). As in RabbitMQ, a policy with a setting that queues of some type do not
 * have is none for those queues, and exchanges do not care. Those of streams are known, so that the policies of a cluster
 * with streams can be set; no queue here has them.
 */
public final class PolicyKeys {

    /** Ours: what {@code delivery-limit} is to quorum queues, for classic ones. */
    public static final String REDELIVERY_LIMIT = "redelivery-limit";

    private static final Set<Subject> NOBODY = Set.of();
    private static final Set<Subject> QUEUES = Set.of(CLASSIC_QUEUE, QUORUM_QUEUE);
    private static final Set<Subject> CLASSIC = Set.of(CLASSIC_QUEUE);
    private static final Set<Subject> QUORUM = Set.of(QUORUM_QUEUE);
    private static final String[] OVERFLOWS = {"drop-head", "reject-publish", "reject-publish-dlx"};
    private static final String[] LOCATORS = {"client-local", "balanced", "random", "least-leaders"};

    private static final Map<String, PolicyKey> ALL = Stream.of(
                    key("alternate-exchange", "alternate exchange name", PolicyKeys::isName, null, NOBODY),
                    key("dead-letter-exchange", "dead letter exchange name", PolicyKeys::isName, null, NOBODY),
                    key("dead-letter-routing-key", "dead letter routing key", PolicyKeys::isName, null, NOBODY),
                    key(
                            "dead-letter-strategy",
                            "dead letter strategy",
                            oneOf("at-most-once", "at-least-once"),
                            null,
                            CLASSIC),
                    key("message-ttl", "message TTL", from(0), Merge.LEAST, NOBODY),
                    key("expires", "queue expiry", from(1), Merge.LEAST, NOBODY),
                    key("max-length", "maximum length", from(0), Merge.LEAST, NOBODY),
                    key("max-length-bytes", "maximum length in bytes", from(0), Merge.LEAST, NOBODY),
                    key("max-in-memory-length", "maximum memory in bytes", from(0), Merge.LEAST, NOBODY),
                    key("max-in-memory-bytes", "maximum memory in bytes", from(0), Merge.LEAST, NOBODY),
                    key("overflow", "overflow value", oneOf(OVERFLOWS), Merge.OPERATOR, NOBODY),
                    key("delivery-limit", "delivery limit", from(-1), Merge.LEAST_OR_UNLIMITED, CLASSIC),
                    key(REDELIVERY_LIMIT, "redelivery limit", from(0), Merge.LEAST, QUORUM),
                    key("queue-mode", "queue-mode value", oneOf("default", "lazy"), null, QUORUM),
                    key("queue-version", "queue-version value", within(1, 2), Merge.OPERATOR, NOBODY),
                    key("queue-leader-locator", "queue leader locator value", oneOf(LOCATORS), null, CLASSIC),
                    key("target-group-size", "target group size", from(0), Merge.LEAST, CLASSIC),
                    key("initial-cluster-size", "cluster size", from(0), null, QUEUES),
                    key("max-age", "max age", PolicyKeys::isAge, null, QUEUES),
                    key("stream-max-segment-size-bytes", "segment size", from(0), null, QUEUES),
                    key("stream-filter-size-bytes", "filter size", within(16, 255), null, QUEUES),
                    key(ReplayBounds.MAX_AGE, "replay max age", PolicyKeys::isAge, null, NOBODY),
                    key(ReplayBounds.MAX_BYTES, "replay maximum length in bytes", from(0), null, NOBODY))
            .collect(Collectors.toMap(PolicyKey::name, Function.identity()));

    /** What RabbitMQ has for mirrored queues, federation and sharding. */
    private static final Set<String> OF_RABBIT_ONLY = Set.of(
            "ha-mode",
            "ha-params",
            "ha-sync-mode",
            "ha-sync-batch-size",
            "ha-promote-on-shutdown",
            "ha-promote-on-failure",
            "queue-master-locator",
            "federation-upstream",
            "federation-upstream-set",
            "federation-upstream-pattern",
            "shards-per-node",
            "routing-key");

    private PolicyKeys() {}

    /** Whether it is a setting of RabbitMQ that has no meaning here. */
    static boolean isOfRabbitOnly(String name) {
        return OF_RABBIT_ONLY.contains(name);
    }

    private static PolicyKey key(
            String name, String noun, Predicate<@Nullable Object> takes, @Nullable Merge merge, Set<Subject> missing) {
        return new PolicyKey(name, noun, takes, merge, missing);
    }

    /** The setting of that name for that kind of policy, or null. */
    static @Nullable PolicyKey named(String name, PolicyKind kind) {
        PolicyKey key = ALL.get(name);
        return key == null || (kind == PolicyKind.OPERATOR && key.merge() == null) ? null : key;
    }

    /** Whether such a thing has all that a validated definition sets. */
    static boolean areAllOf(Subject subject, FieldTable definition) {
        for (FieldTable.Entry entry : definition.entries()) {
            PolicyKey key = ALL.get(entry.name().toString());
            if (key != null && key.missing().contains(subject)) {
                return false;
            }
        }
        return true;
    }

    /** What a setting comes to that both policies have. */
    static FieldValue merged(ShortString name, FieldValue user, FieldValue operator) {
        PolicyKey key = ALL.get(name.toString());
        Merge merge = key == null ? null : key.merge();
        if (merge == null || merge == Merge.OPERATOR) {
            return operator;
        }
        long users = ((FieldValue.IntegerValue) user).longValue();
        long operators = ((FieldValue.IntegerValue) operator).longValue();
        if (merge == Merge.LEAST_OR_UNLIMITED && users < 0 != operators < 0) {
            return users < 0 ? operator : user;
        }
        return users < operators ? user : operator;
    }

    private static Predicate<@Nullable Object> from(long least) {
        return within(least, Long.MAX_VALUE);
    }

    private static Predicate<@Nullable Object> within(long least, long most) {
        return value -> (value instanceof Integer || value instanceof Long)
                && ((Number) value).longValue() >= least
                && ((Number) value).longValue() <= most;
    }

    private static Predicate<@Nullable Object> oneOf(String... values) {
        Set<String> known = Set.copyOf(Arrays.asList(values));
        return value -> value instanceof String text && known.contains(text);
    }

    /** RabbitMQ takes longer ones, to which nothing could ever lead. */
    private static boolean isName(@Nullable Object value) {
        return value instanceof String text && text.getBytes(StandardCharsets.UTF_8).length <= ShortString.BYTES_MAX;
    }

    private static boolean isAge(@Nullable Object value) {
        return value instanceof String text && ReplayBounds.isAge(text);
    }
}
