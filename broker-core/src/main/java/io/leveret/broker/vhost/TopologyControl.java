package io.leveret.broker.vhost;

import io.leveret.broker.catalogue.Definition;
import io.leveret.broker.loop.Ask;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.policy.Policy;
import io.leveret.broker.policy.PolicyKind;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.queue.QueueLifecycle;
import io.leveret.broker.reply.ReplyAddresses;
import io.leveret.broker.time.Deadlines;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way into the topology of one virtual host from any loop: one method per command, the answer comes back on the
 * asking loop. The proxy of what the control thread owns.
 */
public final class TopologyControl implements QueueLifecycle {

    /** Receives what a command came to, or the exception that it raised, on the loop that asked. */
    @FunctionalInterface
    public interface Answer<T> extends BiConsumer<@Nullable T, @Nullable RuntimeException> {}

    private final Control control;
    private final VirtualHost virtualHost;
    private final TopologyEditor editor;
    private final QueueDeclarations queues;
    private final ExchangeDeclarations exchanges;
    private final Bindings bindings;
    private final Restoration restoration;
    private final PolicyControl policies;
    private final ReplyAddresses replyAddresses;

    TopologyControl(
            VirtualHost virtualHost,
            Control control,
            List<Loop> loops,
            Deadlines deadlines,
            RandomNames names,
            Capacity capacity,
            QueueDefaults defaults) {
        this.control = control;
        this.virtualHost = virtualHost;
        this.replyAddresses = new ReplyAddresses(loops);
        this.editor = new TopologyEditor(virtualHost, control, capacity);
        EffectiveTerms terms = new EffectiveTerms(defaults.deliveryLimit());
        this.policies = new PolicyControl(editor, control, terms);
        editor.whenExchangeRemoved(policies::removed);
        this.queues = new QueueDeclarations(editor, capacity, deadlines, names, this, policies, terms, defaults);
        this.exchanges = new ExchangeDeclarations(editor, policies);
        this.bindings = new Bindings(editor);
        this.restoration = new Restoration(editor, queues);
    }

    public VirtualHost virtualHost() {
        return virtualHost;
    }

    /** What makes things by definitions; for the control thread. */
    public DefinedThings definedThings() {
        return new DefinedThings(virtualHost, queues, exchanges, bindings, policies);
    }

    /** Where channels of this virtual host wait for direct replies. */
    public ReplyAddresses replyAddresses() {
        return replyAddresses;
    }

    public void declareQueue(QueueDeclarations.Request request, Answer<Queue> answer) {
        control.change(new Asker(request.loop(), request.access().user()), () -> queues.declare(request), answer);
    }

    public void declareExchange(Asker asker, ExchangeDeclarations.Request request, Answer<Boolean> answer) {
        control.change(asker, done(() -> exchanges.declare(request)), answer);
    }

    public void deleteExchange(Asker asker, ShortString name, boolean ifUnused, Answer<Boolean> answer) {
        control.change(asker, done(() -> exchanges.delete(name, ifUnused)), answer);
    }

    /** {@code connection} is the identity that may own {@code queue} exclusively. */
    public void bindQueue(
            Asker asker,
            ShortString queue,
            ShortString source,
            ShortString key,
            FieldTable arguments,
            Object connection,
            Answer<Boolean> answer) {
        control.change(asker, done(() -> bindings.bindQueue(queue, source, key, arguments, connection)), answer);
    }

    /** The reverse of {@link #bindQueue}. */
    public void unbindQueue(
            Asker asker,
            ShortString queue,
            ShortString source,
            ShortString key,
            FieldTable arguments,
            Object connection,
            Answer<Boolean> answer) {
        control.change(asker, done(() -> bindings.unbindQueue(queue, source, key, arguments, connection)), answer);
    }

    public void bindExchange(
            Asker asker,
            ShortString destination,
            ShortString source,
            ShortString key,
            FieldTable arguments,
            Answer<Boolean> answer) {
        control.change(asker, done(() -> bindings.bindExchange(destination, source, key, arguments)), answer);
    }

    /** The reverse of {@link #bindExchange}. */
    public void unbindExchange(
            Asker asker,
            ShortString destination,
            ShortString source,
            ShortString key,
            FieldTable arguments,
            Answer<Boolean> answer) {
        control.change(asker, done(() -> bindings.unbindExchange(destination, source, key, arguments)), answer);
    }

    /**
     * Deletes a queue: freezes it at home, removes it here, has it dropped at home, and answers with the number of
     * messages that were ready; null if somebody else was faster.
     */
    public void deleteQueue(Asker asker, Queue queue, boolean ifUnused, boolean ifEmpty, Answer<Integer> answer) {
        Ask.<Integer>ask(asker.loop(), queue.home(), () -> queue.freeze(ifUnused, ifEmpty), (ready, failure) -> {
            if (ready == null) {
                answer.accept(null, failure);
            } else {
                whenMoved(
                        asker.loop(),
                        queue,
                        () -> control.<Boolean>change(
                                asker,
                                done(() -> queues.remove(queue)),
                                (removed, unexpected) -> drop(asker.loop(), queue, ready, answer)));
            }
        });
    }

    /** Goes on when no dead letter of the frozen queue is on its way any more, so that no crash can lose one. */
    private static void whenMoved(Loop asker, Queue queue, Runnable next) {
        Loop home = queue.home();
        asker.send(home, () -> queue.whenMoved(() -> home.send(asker, next)));
    }

    private static void drop(Loop asker, Queue queue, Integer ready, Answer<Integer> answer) {
        Ask.<Integer>ask(
                asker,
                queue.home(),
                () -> {
                    queue.drop();
                    return ready;
                },
                answer);
    }

    /** Puts back what an earlier life of the broker has kept; returns the queues, still empty. On the control thread. */
    List<Queue> restored(List<Definition.InVirtualHost> definitions) {
        List<Queue> restored = restoration.restore(definitions);
        policies.restore(definitions);
        return restored;
    }

    /** The virtual host is about to be deleted: nothing may be declared any more. On the control thread. */
    void shut() {
        editor.shut();
    }

    /** Deletes all queues; completes when they are gone. Any thread, after {@link #shut}. */
    CompletableFuture<Void> deleteQueues() {
        List<CompletableFuture<Boolean>> gone = new ArrayList<>();
        for (Queue queue : virtualHost.topology().queues()) {
            CompletableFuture<Boolean> deleted = new CompletableFuture<>();
            gone.add(deleted);
            Loop home = queue.home();
            home.execute(() -> deleteQueue(
                    new Asker(home, Asker.BROKER), queue, false, false, (ready, unexpected) -> deleted.complete(true)));
        }
        return CompletableFuture.allOf(gone.toArray(CompletableFuture[]::new));
    }

    /** Forgets all that is left. On the control thread, after {@link #deleteQueues}. */
    void clear() {
        policies.clear();
        editor.clear();
    }

    /** Sets a policy; completes on the control thread, once that is durable, with whether there was none of its name. */
    public CompletableFuture<Boolean> setPolicy(String user, PolicyKind kind, Policy policy) {
        return control.change(user, () -> policies.set(kind, policy));
    }

    /** Removes a policy; completes on the control thread, once that is durable, with whether there was one. */
    public CompletableFuture<Boolean> removePolicy(String user, PolicyKind kind, ShortString name) {
        return control.change(user, () -> policies.remove(kind, name));
    }

    /** Answers when every change that was asked for before this call, by queues too, is published. */
    public void afterChanges(Loop asker, Runnable answer) {
        control.<Boolean>change(new Asker(asker, Asker.BROKER), () -> true, (done, failure) -> answer.run());
    }

    /** Deletes every queue that belongs to the connection, then answers. */
    public void deleteExclusive(Loop loop, Object connection, Runnable answer) {
        Asker asker = new Asker(loop, Asker.BROKER);
        control.<List<Queue>>change(asker, () -> queues.ownedBy(connection), (found, failure) -> {
            if (found == null || found.isEmpty()) {
                answer.run();
                return;
            }
            int[] left = {found.size()};
            for (Queue queue : found) {
                deleteQueue(asker, queue, false, false, (ready, unexpected) -> {
                    if (--left[0] == 0) {
                        answer.run();
                    }
                });
            }
        });
    }

    @Override
    public void queueUnused(Queue queue) {
        queue.whenMoved(() -> {
            queue.home().handOver();
            control.change(() -> queues.remove(queue), () -> queue.home().execute(queue::drop));
        });
    }

    private static Supplier<Boolean> done(Runnable change) {
        return () -> {
            change.run();
            return true;
        };
    }
}
