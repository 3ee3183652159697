package io.leveret.management.resource;

import io.leveret.management.view.AccessView;
import io.leveret.management.view.PermissionsBody;
import io.leveret.management.view.UserBody;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Several users together: those that may do nothing, and those that are to go; and what would be kept of a password. */
public record UsersResource(AccessView access) {

    private static final String USERS = "users";

    /** The handler of {@code GET /api/users/without-permissions}. */
    public Handler<RoutingContext> withoutPermissions() {
        return request -> {
            Set<String> permitted =
                    access.permissions().stream().map(PermissionsBody::user).collect(Collectors.toSet());
            Answer.ok(
                    request,
                    access.users().stream()
                            .filter(user -> !permitted.contains(user.name()))
                            .toList());
        };
    }

    /** The handler of {@code POST /api/users/bulk-delete}: all of them, or none if one is not there. */
    public Handler<RoutingContext> bulkDelete() {
        return request -> {
            Map<String, @Nullable Object> body = Fields.of(request, List.of(USERS));
            if (body == null) {
                return;
            }
            if (!(body.get(USERS) instanceof List<?> names)) {
                Answer.error(request, 400, "bad_request", USERS + " should be an array of strings");
                return;
            }
            Set<String> known = access.users().stream().map(UserBody::name).collect(Collectors.toSet());
            for (Object name : names) {
                if (!(name instanceof String text && known.contains(text))) {
                    Answer.invalid(request, "no_such_user", String.valueOf(name));
                    return;
                }
            }
            AccessView changed = access.by(Callers.of(request).name());
            CompletionStage<Boolean> deleted = CompletableFuture.completedFuture(true);
            for (Object name : names) {
                deleted = deleted.thenCombine(changed.deleteUser((String) name), (before, now) -> true);
            }
            Pending.then(request, deleted, done -> Answer.done(request, 204));
        };
    }

    /** The handler of {@code GET /api/auth/hash_password/:password}. */
    public Handler<RoutingContext> hashPassword() {
        return request -> Pending.then(
                request, access.hash(Path.part(request, "password")), hash -> Answer.ok(request, Map.of("ok", hash)));
    }
}
