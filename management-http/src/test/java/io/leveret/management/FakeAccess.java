package io.leveret.management;

import io.leveret.management.view.AccessView;
import io.leveret.management.view.PermissionsBody;
import io.leveret.management.view.TopicPermissionsBody;
import io.leveret.management.view.UserBody;
import io.leveret.management.view.UserLimitsBody;
import io.leveret.management.view.VirtualHostBody;
import io.leveret.management.view.VirtualHostLimitsBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Users and virtual hosts in lists, with the virtual hosts {@code /} and {@code other} and the user {@code known}. */
final class FakeAccess implements AccessView {

    private static final String SHA_256 = "rabbit_password_hashing_sha256";

    final List<String> said = new ArrayList<>();
    /** Users beside the known one, who may do nothing. */
    final List<String> others = new ArrayList<>();

    @Override
    public AccessView by(String user) {
        return this;
    }

    @Override
    public List<UserBody> users() {
        List<UserBody> users = new ArrayList<>();
        users.add(new UserBody("known", "aGFzaA==", SHA_256, List.of("management"), Map.of()));
        others.forEach(name -> users.add(new UserBody(name, "", SHA_256, List.of(), Map.of())));
        return users;
    }

    @Override
    public CompletionStage<Boolean> setUser(String name, List<String> tags, @Nullable String password) {
        said.add(name + " " + tags + " " + password);
        return CompletableFuture.completedFuture(!name.equals("known"));
    }

    @Override
    public CompletionStage<Boolean> setUser(String name, List<String> tags, String hash, String algorithm) {
        if (!algorithm.equals(SHA_256)) {
            throw new IllegalArgumentException(algorithm);
        }
        said.add(name + " " + tags + " hash " + hash);
        return CompletableFuture.completedFuture(!name.equals("known"));
    }

    @Override
    public CompletionStage<String> hash(String password) {
        return CompletableFuture.completedFuture("hash of " + password);
    }

    @Override
    public CompletionStage<Boolean> deleteUser(String name) {
        return CompletableFuture.completedFuture(others.remove(name) || name.equals("known"));
    }

    @Override
    public List<VirtualHostBody> virtualHosts() {
        return List.of(host("/"), host("other"));
    }

    private static VirtualHostBody host(String name) {
        return new VirtualHostBody(
                name,
                "",
                List.of(),
                "undefined",
                new VirtualHostBody.Metadata("", List.of(), null),
                false,
                Map.of("leveret@test", "running"));
    }

    @Override
    public Optional<String> refusalOfVirtualHost(String name) {
        return name.equals("too-many") ? Optional.of("cannot create vhost") : Optional.empty();
    }

    @Override
    public CompletionStage<Boolean> setVirtualHost(
            String name, String description, List<String> tags, @Nullable String defaultQueueType, String maker) {
        if ("stream".equals(defaultQueueType)) {
            throw new IllegalArgumentException("there are no queues of type stream");
        }
        String ofType = defaultQueueType == null ? "" : " with " + defaultQueueType;
        said.add(name + " '" + description + "' " + tags + ofType + " of " + maker);
        return CompletableFuture.completedFuture(!name.equals("other"));
    }

    @Override
    public boolean traceVirtualHost(String name, boolean on) {
        said.add("trace " + name + " " + on);
        return true;
    }

    @Override
    public List<UserLimitsBody> userLimits() {
        return List.of(new UserLimitsBody("known", Map.of("max-channels", 7L)));
    }

    @Override
    public List<VirtualHostLimitsBody> virtualHostLimits() {
        return List.of(new VirtualHostLimitsBody("other", Map.of("max-queues", 7L)));
    }

    @Override
    public CompletionStage<Boolean> limitUser(String user, String name, @Nullable Object value) {
        return limit(user, "known", name, value);
    }

    @Override
    public CompletionStage<Boolean> unlimitUser(String user, String name) {
        return limit(user, "known", name, null);
    }

    @Override
    public CompletionStage<Boolean> limitVirtualHost(String virtualHost, String name, @Nullable Object value) {
        return limit(virtualHost, "other", name, value);
    }

    @Override
    public CompletionStage<Boolean> unlimitVirtualHost(String virtualHost, String name) {
        return limit(virtualHost, "other", name, null);
    }

    private CompletionStage<Boolean> limit(String whose, String known, String name, @Nullable Object value) {
        if ("wrong".equals(value)) {
            throw new IllegalArgumentException(name + " should be a number");
        }
        said.add("limit " + whose + " " + name + " " + value);
        return CompletableFuture.completedFuture(whose.equals(known));
    }

    @Override
    public CompletionStage<Boolean> deleteVirtualHost(String name) {
        return CompletableFuture.completedFuture(name.equals("other"));
    }

    @Override
    public List<PermissionsBody> permissions() {
        return List.of(new PermissionsBody("known", "/", "^a", ".*", ""));
    }

    @Override
    public CompletionStage<Optional<Boolean>> setPermissions(PermissionsBody wanted) {
        Pattern.compile(wanted.configure());
        said.add(wanted.toString());
        return CompletableFuture.completedFuture(
                wanted.user().equals("known") ? Optional.of(!wanted.vhost().equals("/")) : Optional.empty());
    }

    @Override
    public CompletionStage<Boolean> deletePermissions(String vhost, String user) {
        return CompletableFuture.completedFuture(vhost.equals("/") && user.equals("known"));
    }

    @Override
    public List<TopicPermissionsBody> topicPermissions() {
        return List.of(new TopicPermissionsBody("known", "/", "amq.topic", "^a", "^b"));
    }

    @Override
    public CompletionStage<Optional<Boolean>> setTopicPermissions(TopicPermissionsBody wanted) {
        said.add(wanted.toString());
        return CompletableFuture.completedFuture(Optional.of(true));
    }

    @Override
    public CompletionStage<Boolean> deleteTopicPermissions(String vhost, String user, @Nullable String exchange) {
        said.add("delete " + vhost + " " + user + " " + exchange);
        return CompletableFuture.completedFuture(vhost.equals("/") && user.equals("known"));
    }
}
