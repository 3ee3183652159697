package io.leveret.management.view;

import io.leveret.broker.AccessOperations;
import io.leveret.broker.PermissionsInfo;
import io.leveret.broker.TopicPermissionsInfo;
import io.leveret.broker.VirtualHostInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The same of a running broker. */
record CoreAccessView(AccessOperations access, String node) implements AccessView {

    @Override
    public AccessView by(String user) {
        return new CoreAccessView(access.by(user), node);
    }

    @Override
    public List<UserBody> users() {
        return access.users().stream()
                .map(user -> new UserBody(
                        user.name(), user.passwordHash(), user.hashingAlgorithm(), user.tags(), user.limits()))
                .toList();
    }

    @Override
    public CompletionStage<Boolean> setUser(String name, List<String> tags, @Nullable String password) {
        return access.setUser(name, tags, password);
    }

    @Override
    public CompletionStage<Boolean> setUser(String name, List<String> tags, String hash, String algorithm) {
        return access.setUser(name, tags, hash, algorithm);
    }

    @Override
    public CompletionStage<String> hash(String password) {
        return access.hash(password);
    }

    @Override
    public CompletionStage<Boolean> deleteUser(String name) {
        return access.deleteUser(name);
    }

    @Override
    public List<VirtualHostBody> virtualHosts() {
        return access.virtualHosts().stream().map(this::body).toList();
    }

    private VirtualHostBody body(VirtualHostInfo host) {
        String type = host.defaultQueueType();
        return new VirtualHostBody(
                host.name(),
                host.description(),
                host.tags(),
                type == null ? "undefined" : type,
                new VirtualHostBody.Metadata(host.description(), host.tags(), type),
                host.traced(),
                Map.of(node, "running"));
    }

    @Override
    public Optional<String> refusalOfVirtualHost(String name) {
        return access.refusalOfVirtualHost(name);
    }

    @Override
    public CompletionStage<Boolean> setVirtualHost(
            String name, String description, List<String> tags, @Nullable String defaultQueueType, String maker) {
        return access.setVirtualHost(name, description, tags, defaultQueueType, maker);
    }

    @Override
    public boolean traceVirtualHost(String name, boolean on) {
        return access.traceVirtualHost(name, on);
    }

    @Override
    public CompletionStage<Boolean> deleteVirtualHost(String name) {
        return access.deleteVirtualHost(name);
    }

    @Override
    public List<UserLimitsBody> userLimits() {
        return access.users().stream()
                .filter(user -> !user.limits().isEmpty())
                .map(user -> new UserLimitsBody(user.name(), user.limits()))
                .toList();
    }

    @Override
    public List<VirtualHostLimitsBody> virtualHostLimits() {
        return access.virtualHosts().stream()
                .filter(host -> !host.limits().isEmpty())
                .map(host -> new VirtualHostLimitsBody(host.name(), host.limits()))
                .toList();
    }

    @Override
    public CompletionStage<Boolean> limitUser(String user, String name, @Nullable Object value) {
        return access.limitUser(user, name, value);
    }

    @Override
    public CompletionStage<Boolean> unlimitUser(String user, String name) {
        return access.unlimitUser(user, name);
    }

    @Override
    public CompletionStage<Boolean> limitVirtualHost(String virtualHost, String name, @Nullable Object value) {
        return access.limitVirtualHost(virtualHost, name, value);
    }

    @Override
    public CompletionStage<Boolean> unlimitVirtualHost(String virtualHost, String name) {
        return access.unlimitVirtualHost(virtualHost, name);
    }

    @Override
    public List<PermissionsBody> permissions() {
        return access.permissions().stream()
                .map(held ->
                        new PermissionsBody(held.user(), held.vhost(), held.configure(), held.write(), held.read()))
                .toList();
    }

    @Override
    public CompletionStage<Optional<Boolean>> setPermissions(PermissionsBody wanted) {
        return access.setPermissions(
                new PermissionsInfo(wanted.user(), wanted.vhost(), wanted.configure(), wanted.write(), wanted.read()));
    }

    @Override
    public CompletionStage<Boolean> deletePermissions(String vhost, String user) {
        return access.deletePermissions(vhost, user);
    }

    @Override
    public List<TopicPermissionsBody> topicPermissions() {
        return access.topicPermissions().stream()
                .map(held ->
                        new TopicPermissionsBody(held.user(), held.vhost(), held.exchange(), held.write(), held.read()))
                .toList();
    }

    @Override
    public CompletionStage<Optional<Boolean>> setTopicPermissions(TopicPermissionsBody wanted) {
        return access.setTopicPermissions(new TopicPermissionsInfo(
                wanted.user(), wanted.vhost(), wanted.exchange(), wanted.write(), wanted.read()));
    }

    @Override
    public CompletionStage<Boolean> deleteTopicPermissions(String vhost, String user, @Nullable String exchange) {
        return access.deleteTopicPermissions(vhost, user, exchange);
    }
}
