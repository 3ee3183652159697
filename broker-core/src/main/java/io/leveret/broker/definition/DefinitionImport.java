package io.leveret.broker.definition;

import io.leveret.broker.auth.Users;
import io.leveret.broker.parameter.GlobalParameters;
import io.leveret.broker.vhost.VirtualHosts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Definitions that were read and checked as a whole, against what the broker has at that time, before any of them is made.
 * Used once.
 */
public final class DefinitionImport {

    /** What the control thread does before others have their turn. */
    private static final int STEPS_AT_ONCE = 1_000;

    private final VirtualHosts virtualHosts;
    private final Draft draft;
    private final ObjectSections objects;

    private DefinitionImport(VirtualHosts virtualHosts, Draft draft) {
        this.virtualHosts = virtualHosts;
        this.draft = draft;
        this.objects = new ObjectSections(draft);
    }

    /**
     * Reads definitions of a whole broker. Any thread.
     *
     * @param definitions as JSON has them; sections that nobody knows are passed over
     * @throws Fault says what is wrong with them
     */
    public static DefinitionImport of(
            VirtualHosts virtualHosts, Users users, GlobalParameters globals, Map<String, ?> definitions) {
        Draft draft = new Draft(virtualHosts, name -> users.table().user(name) != null, null);
        DefinitionImport read = new DefinitionImport(virtualHosts, draft);
        AccessSections access = new AccessSections(draft, virtualHosts, users);
        each(definitions, "vhosts", "vhost", access::virtualHost);
        each(definitions, "users", "user", access::user);
        each(definitions, "permissions", "permission", access::permissions);
        each(definitions, "topic_permissions", "topic permission", access::topicPermissions);
        SettingSections settings = new SettingSections(draft, virtualHosts, globals);
        each(definitions, "global_parameters", "global parameter", settings::globalParameter);
        read.readHostSections(settings, definitions);
        return read;
    }

    /**
     * The same of one virtual host, whatever virtual host the entries name.
     *
     * @throws Fault says what is wrong with them, or that there is no such virtual host
     */
    public static DefinitionImport into(
            VirtualHosts virtualHosts, GlobalParameters globals, String host, Map<String, ?> definitions) {
        Draft draft = new Draft(virtualHosts, name -> false, host);
        if (virtualHosts.get(host) == null) {
            throw new Fault("vhost_not_found");
        }
        DefinitionImport read = new DefinitionImport(virtualHosts, draft);
        read.readHostSections(new SettingSections(draft, virtualHosts, globals), definitions);
        return read;
    }

    private void readHostSections(SettingSections settings, Map<String, ?> definitions) {
        each(definitions, "parameters", "parameter", settings::parameter);
        each(definitions, "policies", "policy", settings::policy);
        each(definitions, "queues", "queue", objects::queue);
        each(definitions, "exchanges", "exchange", objects::exchange);
        each(definitions, "bindings", "binding", objects::binding);
    }

    private static void each(Map<String, ?> definitions, String section, String kind, Consumer<Item> reader) {
        Item.all(definitions, section, kind).forEach(reader);
    }

    /**
     * Makes everything on behalf of a user, in parts, between which others have their turn.
     *
     * @return completes on the control thread, once all is durable, with what is not as the definitions want it; fails with a
     *     {@link Fault} if something could not be made that could have been when they were read: what comes before stays
     */
    public CompletableFuture<List<String>> run(String user) {
        List<CompletableFuture<Boolean>> hosts = new ArrayList<>();
        for (Draft.HostStep step : draft.hostSteps()) {
            hosts.add(virtualHosts.changeAfterDeletion(user, step.name(), () -> {
                new Draft.Step("vhost '" + step.name() + "'", step.change()).run();
                return true;
            }));
        }
        return CompletableFuture.allOf(hosts.toArray(CompletableFuture[]::new))
                .thenCompose(made -> runFrom(0, user))
                .thenApply(made -> notes());
    }

    private CompletableFuture<Boolean> runFrom(int first, String user) {
        List<Draft.Step> steps = draft.steps();
        int end = Math.min(steps.size(), first + STEPS_AT_ONCE);
        if (first >= end) {
            return CompletableFuture.completedFuture(true);
        }
        return virtualHosts
                .change(user, () -> {
                    steps.subList(first, end).forEach(Draft.Step::run);
                    return true;
                })
                .thenCompose(made -> runFrom(end, user));
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>(draft.notes());
        if (objects.unbound() > 0) {
            notes.add("bindings left out, since one of their ends is not here: " + objects.unbound());
        }
        return List.copyOf(notes);
    }
}
