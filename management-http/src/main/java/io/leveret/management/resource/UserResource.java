package io.leveret.management.resource;

import io.leveret.management.view.AccessView;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/users}, and {@code GET}, {@code PUT} and {@code DELETE /api/users/:user}. */
public record UserResource(AccessView access) {

    private static final String PASSWORD = "password";
    private static final String HASH = "password_hash";
    private static final String ALGORITHM = "hashing_algorithm";
    private static final String TAGS = "tags";
    private static final String DEFAULT_ALGORITHM = "rabbit_password_hashing_sha256";

    /** The handler of GET for all. */
    public Handler<RoutingContext> list() {
        return request -> Answer.ok(request, access.users());
    }

    /** The handler of GET for one. */
    public Handler<RoutingContext> get() {
        return request ->
                Answer.first(request, access.users(), user -> user.name().equals(Path.part(request, "user")));
    }

    /** The handler of PUT. */
    public Handler<RoutingContext> put() {
        return request -> {
            Map<String, @Nullable Object> body = Fields.of(request, List.of());
            if (body == null) {
                return;
            }
            if (!body.containsKey(TAGS)) {
                Answer.error(request, 400, "bad_request", "tags_not_present");
            } else if (body.containsKey(PASSWORD) && body.containsKey(HASH)) {
                Answer.error(request, 400, "bad_request", "both_password_and_password_hash_are_provided");
            } else {
                put(request, body);
            }
        };
    }

    private void put(RoutingContext request, Map<String, @Nullable Object> body) {
        List<String> tags = Fields.tags(body.get(TAGS));
        if (tags == null) {
            Answer.error(request, 400, "bad_request", "tags should be a string or an array of strings");
            return;
        }
        for (String key : List.of(PASSWORD, HASH, ALGORITHM)) {
            if (body.get(key) != null && Fields.text(request, body, key) == null) {
                return;
            }
        }
        String hash = (String) body.get(HASH);
        if (hash != null && !isBase64(hash)) {
            Answer.invalid(request, "not_base64", hash);
            return;
        }
        CompletionStage<Boolean> set;
        try {
            set = set(access.by(Callers.of(request).name()), Path.part(request, "user"), tags, body);
        } catch (IllegalArgumentException e) {
            Answer.error(request, 400, "bad_request", "invalid user: " + e.getMessage());
            return;
        }
        Pending.then(request, set, isNew -> Answer.done(request, isNew ? 201 : 204));
    }

    private static CompletionStage<Boolean> set(
            AccessView changed, String name, List<String> tags, Map<String, @Nullable Object> body) {
        String hash = (String) body.get(HASH);
        if (hash == null || hash.isEmpty()) {
            return changed.setUser(name, tags, (String) body.get(PASSWORD));
        }
        String algorithm = (String) body.get(ALGORITHM);
        return changed.setUser(name, tags, hash, algorithm == null ? DEFAULT_ALGORITHM : algorithm);
    }

    private static boolean isBase64(String text) {
        try {
            Base64.getDecoder().decode(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The handler of DELETE. */
    public Handler<RoutingContext> delete() {
        return request -> Pending.then(
                request,
                access.by(Callers.of(request).name()).deleteUser(Path.part(request, "user")),
                Answer.deleted(request));
    }

    /** The handler of {@code GET /api/whoami}. */
    public Handler<RoutingContext> whoAmI() {
        return request -> Answer.ok(
                request,
                new WhoAmI(Callers.of(request).name(), Callers.of(request).tags(), true));
    }

    private record WhoAmI(String name, List<String> tags, boolean isInternalUser) {}
}
