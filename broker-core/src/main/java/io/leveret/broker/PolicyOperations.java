package io.leveret.broker;

import io.leveret.broker.policy.Policy;
import io.leveret.broker.policy.PolicyKind;
import io.leveret.broker.policy.PolicyRules;
import io.leveret.broker.vhost.TopologyControl;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.codec.value.ShortString;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Sets the policies of virtual hosts, those of one kind, and shows them. Queues and exchanges follow at once, those to come as well. Any thread; futures
 * complete when a restart would not take the change back.
 */
public final class PolicyOperations {

    private final VirtualHosts virtualHosts;
    private final PolicyKind kind;

    PolicyOperations(VirtualHosts virtualHosts, PolicyKind kind) {
        this.virtualHosts = virtualHosts;
        this.kind = kind;
    }

    /** All policies of a virtual host by name, or nothing if there is none of that name. */
    public Optional<List<PolicyInfo>> list(String virtualHost) {
        return control(virtualHost)
                .map(control -> control.virtualHost().policies().of(kind).all().stream()
                        .map(policy -> info(virtualHost, policy))
                        .sorted(Comparator.comparing(PolicyInfo::name))
                        .toList());
    }

    /** All policies there are. */
    public List<PolicyInfo> list() {
        return virtualHosts.all().stream()
                .flatMap(control -> list(control.virtualHost().name()).stream())
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Sets a policy, perhaps in the place of another of its name.
     *
     * @param user on whose behalf, of which events tell
     * @param body {@code pattern}, {@code definition}, and perhaps {@code priority} and {@code apply-to}, as in RabbitMQ's
     *     HTTP API
     * @return whether there was none of its name; nothing if there is no such virtual host
     * @throws IllegalArgumentException says what is wrong with it
     */
    public Optional<CompletableFuture<Boolean>> set(String user, String virtualHost, String name, Map<String, ?> body) {
        return control(virtualHost).map(control -> control.setPolicy(user, kind, PolicyRules.policy(kind, name, body)));
    }

    /** Removes a policy on behalf of a user; completes with whether there was one. */
    public CompletableFuture<Boolean> delete(String user, String virtualHost, String name) {
        if (name.getBytes(StandardCharsets.UTF_8).length > ShortString.BYTES_MAX) {
            return CompletableFuture.completedFuture(false);
        }
        return control(virtualHost)
                .map(control -> control.removePolicy(user, kind, ShortString.of(name)))
                .orElseGet(() -> CompletableFuture.completedFuture(false));
    }

    private Optional<TopologyControl> control(String virtualHost) {
        return Optional.ofNullable(virtualHosts.get(virtualHost));
    }

    private static PolicyInfo info(String virtualHost, Policy policy) {
        return new PolicyInfo(
                virtualHost,
                policy.name().toString(),
                policy.pattern().text(),
                policy.applyTo().title(),
                policy.priority(),
                PlainValues.of(policy.definition()));
    }
}
