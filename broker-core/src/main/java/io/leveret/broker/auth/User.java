package io.leveret.broker.auth;

import io.leveret.broker.limit.Limits;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may log in. Immutable.
 *
 * @param password null if no password opens the door, as when only a certificate is to
 * @param tags as given, such as {@code administrator}
 * @param limits of connections and channels
 */
public record User(String name, @Nullable PasswordHash password, List<String> tags, Limits limits) {

    private static final String HASH = "hash";
    private static final String ALGORITHM = "algorithm";
    private static final String TAGS = "tags";
    private static final String LIMITS = "limits";

    public User {
        tags = List.copyOf(tags);
    }

    /** A user without limits. */
    public User(String name, @Nullable PasswordHash password, List<String> tags) {
        this(name, password, tags, Limits.NONE);
    }

    /** The same user with other limits. */
    User with(Limits others) {
        return new User(name, password, tags, others);
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
                body.get(LIMITS) instanceof FieldValue.Table limits ? Limits.of(limits.table()) : Limits.NONE);
    }

    private static FieldValue required(FieldTable body, String key) {
        return Objects.requireNonNull(body.get(key), key);
    }

    /** All but the name, for the catalogue. */
    FieldTable body() {
        FieldTable.Builder body = FieldTable.builder();
        if (password != null) {
            body.put(HASH, password.base64())
                    .put(ALGORITHM, password.algorithm().title());
        }
        List<FieldValue> written =
                tags.stream().<FieldValue>map(FieldValue.LongString::of).toList();
        body.put(TAGS, new FieldValue.Array(written));
        if (!limits.isEmpty()) {
            body.put(LIMITS, limits.body());
        }
        return body.build();
    }
}
