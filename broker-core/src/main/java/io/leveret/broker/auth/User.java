package io.leveret.broker.auth;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may log in. Immutable.
 *
 * @param password null if no password opens the door, as when only a certificate is to
 * @param tags as given, such as {@code administrator}
 * @param limits how much the user may have at once
 */
public record User(String name, @Nullable PasswordHash password, List<String> tags, Limits limits) {

    /** Whoever has one of these may use the management interface. */
    private static final Set<String> MANAGING = Set.of("administrator", "monitoring", "policymaker", "management");

    private static final String HASH = "hash";
    private static final String ALGORITHM = "algorithm";
    private static final String TAGS = "tags";

    /**
     * How much somebody may have at once.
     *
     * @param connections at most; negative for any number
     * @param channels of all connections together; negative for any number
     */
    public record Limits(long connections, long channels) {

        /** RabbitMQ's names. */
        public static final String MAX_CONNECTIONS = "max-connections";

        public static final String MAX_CHANNELS = "max-channels";

        public static final Limits NONE = new Limits(-1, -1);
    }

    public User {
        tags = List.copyOf(tags);
    }

    public boolean isManaging() {
        return tags.stream().anyMatch(MANAGING::contains);
    }

    public boolean isAdministrator() {
        return tags.contains("administrator");
    }

    /** Reads what {@link #body} wrote. */
    static User of(String name, FieldTable body) {
        FieldValue hash = body.get(HASH);
        PasswordHash password = hash == null
                ? null
                : PasswordHash.ofBase64(
                        Objects.requireNonNull(PasswordHash.Algorithm.named(
                                required(body, ALGORITHM).render())),
                        hash.render());
        List<String> tags = ((FieldValue.Array) required(body, TAGS))
                .values().stream().map(FieldValue::render).toList();
        return new User(
                name,
                password,
                tags,
                new Limits(number(body, Limits.MAX_CONNECTIONS), number(body, Limits.MAX_CHANNELS)));
    }

    private static FieldValue required(FieldTable body, String key) {
        return Objects.requireNonNull(body.get(key), key);
    }

    private static long number(FieldTable body, String key) {
        return body.get(key) instanceof FieldValue.Int64 number ? number.value() : -1;
    }

    /** All but the name, for the catalogue. */
    FieldTable body() {
        FieldTable.Builder body = FieldTable.builder();
        if (password != null) {
            body.put(HASH, password.base64())
                    .put(ALGORITHM, password.algorithm().title());
        }
        return body.put(
                        TAGS,
                        new FieldValue.Array(tags.stream()
                                .<FieldValue>map(FieldValue.LongString::of)
                                .toList()))
                .put(Limits.MAX_CONNECTIONS, limits.connections())
                .put(Limits.MAX_CHANNELS, limits.channels())
                .build();
    }
}
