package io.leveret.broker;

import io.leveret.broker.parameter.GlobalParameters;
import io.leveret.broker.parameter.JsonValues;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Values of any kind that belong to the whole broker. Any thread; futures complete when a restart would not take the
 * change back.
 */
public final class GlobalParameterOperations {

    private final VirtualHosts virtualHosts;
    private final GlobalParameters parameters;

    GlobalParameterOperations(VirtualHosts virtualHosts, GlobalParameters parameters) {
        this.virtualHosts = virtualHosts;
        this.parameters = parameters;
    }

    /** All there are, by name. */
    public List<GlobalParameterInfo> list() {
        return parameters.all().stream()
                .map(entry -> new GlobalParameterInfo(entry.getKey(), JsonValues.of(entry.getValue())))
                .sorted(Comparator.comparing(GlobalParameterInfo::name))
                .toList();
    }

    /**
     * Sets one, perhaps in the place of another value.
     *
     * @param user on whose behalf, of which events tell
     * @param name at most 255 octets
     * @param value as JSON has it; that of {@code cluster_name} is a text of at most 255 octets, since clients are greeted
     *     with it
     * @return completes with whether there was none of its name
     * @throws IllegalArgumentException says what is wrong with it
     */
    public CompletableFuture<Boolean> set(String user, String name, @Nullable Object value) {
        ShortString.of(name);
        if (name.equals(GlobalParameters.CLUSTER_NAME)) {
            if (!(value instanceof String text)) {
                throw new IllegalArgumentException(name + " should be a string");
            }
            ShortString.of(text);
        }
        FieldValue kept = JsonValues.fieldOf(value);
        return virtualHosts.change(user, () -> parameters.set(name, kept));
    }

    /** Removes one on behalf of a user; completes with whether there was one. */
    public CompletableFuture<Boolean> delete(String user, String name) {
        return virtualHosts.change(user, () -> parameters.remove(name));
    }

    /** What the cluster is called. */
    public String clusterName() {
        return parameters.text(GlobalParameters.CLUSTER_NAME, ServerProperties.NODE_NAME);
    }
}
