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
    public List<UserBody> users() {
        return access.users().stream()
                .map(user ->
                        new UserBody(user.name(), user.passwordHash(), user.hashingAlgorithm(), user.tags(), Map.of()))
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
    public CompletionStage<Boolean> deleteUser(String name) {
        return access.deleteUser(name);
    }

    @Override
    public List<VirtualHostBody> virtualHosts() {
        return access.virtualHosts().stream().map(this::body).toList();
    }

    private VirtualHostBody body(VirtualHostInfo host) {
        return new VirtualHostBody(
                host.name(),
                host.description(),
                host.tags(),
                "undefined",
                new VirtualHostBody.Metadata(host.description(), host.tags()),
                false,
                Map.of(node, "running"));
    }

    @Override
    public CompletionStage<Boolean> setVirtualHost(String name, String description, List<String> tags, String maker) {
        return access.setVirtualHost(name, description, tags, maker);
    }

    @Override
    public CompletionStage<Boolean> deleteVirtualHost(String name) {
        return access.deleteVirtualHost(name);
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
