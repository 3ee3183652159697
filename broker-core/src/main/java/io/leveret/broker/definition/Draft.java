package io.leveret.broker.definition;

import io.leveret.broker.vhost.DefinedThings;
import io.leveret.broker.vhost.TopologyControl;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.codec.AmqpException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What definitions come to, while they are being read: steps for the control thread, in the order in which they can be made,
 * and notes about what is not as the definitions want it. Belongs to whoever reads them, then to the control thread.
 */
final class Draft {

    /** One change. */
    record Step(String what, Runnable change) {

        /** Makes it; a {@link Fault} if that is impossible now. */
        void run() {
            try {
                change.run();
            } catch (AmqpException refusal) {
                throw Fault.of(refusal);
            } catch (IllegalArgumentException | IllegalStateException e) {
                throw new Fault(what + ": " + e.getMessage());
            }
        }
    }

    /** A virtual host that is made or changed. */
    record HostStep(String name, Runnable change) {}

    private static final String VHOST = "vhost";

    private final VirtualHosts virtualHosts;
    private final Predicate<String> isUser;
    private final @Nullable String onlyHost;
    private final Set<String> newUsers = new HashSet<>();
    private final Set<String> newHosts = new HashSet<>();
    private final List<HostStep> hostSteps = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * Begins.
     *
     * @param onlyHost the virtual host of everything, whatever the entries say; null if they say it
     */
    Draft(VirtualHosts virtualHosts, Predicate<String> isUser, @Nullable String onlyHost) {
        this.virtualHosts = virtualHosts;
        this.isUser = isUser;
        this.onlyHost = onlyHost;
    }

    /** The virtual host of an entry, which there must be, or will be. */
    String host(Item item) {
        String name = onlyHost == null ? item.text(VHOST) : onlyHost;
        if (!newHosts.contains(name) && virtualHosts.get(name) == null) {
            throw Fault.of("no_such_vhost", name);
        }
        return name;
    }

    void requireUser(String name) {
        if (!newUsers.contains(name) && !isUser.test(name)) {
            throw Fault.of("no_such_user", name);
        }
    }

    void willHaveUser(String name) {
        newUsers.add(name);
    }

    void addHost(String name, Runnable change) {
        newHosts.add(name);
        hostSteps.add(new HostStep(name, change));
    }

    void add(String what, Runnable change) {
        steps.add(new Step(what, change));
    }

    void note(String note) {
        notes.add(note);
    }

    /** What is in a virtual host now, or null if it is yet to be made. */
    @Nullable
    TopologyControl existing(String host) {
        return virtualHosts.get(host);
    }

    /** What makes things in a virtual host; within a step. */
    DefinedThings things(String host) {
        TopologyControl control = virtualHosts.get(host);
        if (control == null) {
            throw Fault.of("no_such_vhost", host);
        }
        return control.definedThings();
    }

    List<HostStep> hostSteps() {
        return hostSteps;
    }

    List<Step> steps() {
        return steps;
    }

    List<String> notes() {
        return notes;
    }
}
