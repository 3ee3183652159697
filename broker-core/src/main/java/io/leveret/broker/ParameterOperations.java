package io.leveret.broker;

import io.leveret.broker.limit.Limits;
import io.leveret.broker.vhost.TopologyControl;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.broker.vhost.VirtualHosts;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of virtual hosts. So far that is one component, {@code vhost-limits}, with one parameter each, {@code
 * limits}, which are those of {@link AccessOperations#limitVirtualHost}. Any thread; futures complete when a restart would
 * not take the change back.
 */
public final class ParameterOperations {

    private static final String LIMITS_COMPONENT = "vhost-limits";
    private static final String LIMITS = "limits";
    /** Parameters, too, with operations of their own. */
    private static final Set<String> POLICIES = Set.of("policy", "operator_policy");

    private final VirtualHosts virtualHosts;

    ParameterOperations(VirtualHosts virtualHosts) {
        this.virtualHosts = virtualHosts;
    }

    /** All parameters, by virtual host. */
    public List<ParameterInfo> list() {
        return virtualHosts.all().stream()
                .map(TopologyControl::virtualHost)
                .sorted(Comparator.comparing(VirtualHost::name))
                .flatMap(ParameterOperations::of)
                .toList();
    }

    /** Those of a virtual host, or nothing if there is none of that name. */
    public Optional<List<ParameterInfo>> list(String virtualHost) {
        return Optional.ofNullable(virtualHosts.get(virtualHost))
                .map(control -> of(control.virtualHost()).toList());
    }

    private static Stream<ParameterInfo> of(VirtualHost host) {
        Limits limits = host.limits();
        return limits.isEmpty()
                ? Stream.empty()
                : Stream.of(new ParameterInfo(LIMITS_COMPONENT, host.name(), LIMITS, limits.values()));
    }

    /**
     * Sets a parameter, perhaps in the place of another value.
     *
     * @param user on whose behalf, of which events tell
     * @param value as JSON has it
     * @return completes with whether there was none of its name, or with nothing if there is no such virtual host
     * @throws IllegalArgumentException says what is wrong with it, in RabbitMQ's words
     */
    public CompletableFuture<Optional<Boolean>> set(
            String user, String component, String virtualHost, String name, @Nullable Object value) {
        if (POLICIES.contains(component)) {
            throw new IllegalArgumentException("policies may not be set using this method");
        } else if (!component.equals(LIMITS_COMPONENT)) {
            throw invalid("component " + component + " not found");
        } else if (!name.equals(LIMITS)) {
            throw invalid("the name of " + LIMITS_COMPONENT + " is " + LIMITS + ", not " + name);
        }
        Limits limits;
        try {
            limits = Limits.Of.VIRTUAL_HOST.checked(value);
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
        return virtualHosts.change(user, () -> set(virtualHost, limits));
    }

    private Optional<Boolean> set(String virtualHost, Limits limits) {
        return Optional.ofNullable(virtualHosts.get(virtualHost)).map(control -> {
            boolean isNew = control.virtualHost().limits().isEmpty();
            virtualHosts.limit(virtualHost, before -> limits);
            return isNew;
        });
    }

    private static IllegalArgumentException invalid(String faults) {
        return new IllegalArgumentException("Validation failed\n\n" + faults + "\n");
    }

    /** Removes a parameter on behalf of a user; completes with whether there was one. */
    public CompletableFuture<Boolean> delete(String user, String component, String virtualHost, String name) {
        return component.equals(LIMITS_COMPONENT) && name.equals(LIMITS)
                ? virtualHosts.change(user, () -> virtualHosts.unlimit(virtualHost))
                : CompletableFuture.completedFuture(false);
    }
}
