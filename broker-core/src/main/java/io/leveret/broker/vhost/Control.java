package io.leveret.broker.vhost;

import io.leveret.broker.catalogue.CatalogueLog;
import io.leveret.broker.event.Events;
import io.leveret.codec.value.FieldTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control thread: the one owner of all topology.
 *
 * <p>It takes every change that has arrived, applies them in order, records what is durable of them, publishes one
 * snapshot per virtual host, and answers when all that is forced: changes that come together share a force. The thread is
 * an executor's, so a test may step it.
 */
public final class Control {

    private static final Logger LOG = LoggerFactory.getLogger(Control.class);
    private static final int INBOX_CHUNK = 256;
    private static final int CHANGES_PER_SNAPSHOT_MAX = 1024;

    private final Executor thread;
    private final MpscUnboundedArrayQueue<Runnable> inbox = new MpscUnboundedArrayQueue<>(INBOX_CHUNK);
    private final AtomicBoolean drainScheduled = new AtomicBoolean();
    private final CatalogueLog catalogue;
    private final Events events;
    /** On whose behalf the change under way is made. */
    private String actor = Asker.BROKER;

    private final List<TopologyEditor> edited = new ArrayList<>();
    private List<Runnable> answers = new ArrayList<>();

    /**
     * @param thread runs one task at a time, in order
     * @param catalogue where durable changes are recorded
     * @param events told what changes
     */
    public Control(Executor thread, CatalogueLog catalogue, Events events) {
        this.thread = thread;
        this.catalogue = catalogue;
        this.events = events;
    }

    /** Tells that something has changed, and who wanted it. */
    public void happened(String type, Supplier<FieldTable.Builder> details) {
        String who = actor;
        events.happened(type, () -> details.get().put("user_who_performed_action", who));
    }

    /** Where durable changes are recorded. */
    public CatalogueLog catalogue() {
        return catalogue;
    }

    /**
     * Makes a change, or finds out that it cannot be made; the result, or the exception, comes back on {@code asker}
     * after the snapshot that holds the change, once the change is durable. What the asking turn has gathered goes out first.
     */
    public <T> void change(
            Asker asker,
            Supplier<T> change,
            BiConsumer<? super @Nullable T, ? super @Nullable RuntimeException> answer) {
        asker.loop().handOver();
        submit(() -> {
            actor = asker.user();
            @Nullable T value = null;
            @Nullable RuntimeException failure = null;
            try {
                value = change.get();
            } catch (RuntimeException thrown) {
                failure = thrown;
            } catch (AssertionError broken) {
                // Whoever asked must not wait for ever.
                failure = new IllegalStateException(broken);
            }
            @Nullable T changed = value;
            @Nullable RuntimeException thrown = failure;
            answers.add(() -> asker.loop().execute(() -> answer.accept(changed, thrown)));
        });
    }

    /**
     * Makes a change for any thread; completes on the control thread, once it is durable, with what it came to.
     *
     * @param user on whose behalf
     */
    public <T extends @Nullable Object> CompletableFuture<T> change(String user, Supplier<T> change) {
        CompletableFuture<T> changed = new CompletableFuture<>();
        submit(() -> {
            actor = user;
            try {
                T result = change.get();
                answers.add(() -> changed.complete(result));
            } catch (RuntimeException failure) {
                changed.completeExceptionally(failure);
            }
        });
        return changed;
    }

    /** Makes a change that nobody waits for; {@code published} runs on the control thread after its snapshot. */
    public void change(Runnable change, Runnable published) {
        submit(() -> {
            actor = Asker.BROKER;
            change.run();
            answers.add(published);
        });
    }

    /** Has the editor publish after this batch of changes. */
    void publishAfterBatch(TopologyEditor editor) {
        edited.add(editor);
    }

    private void submit(Runnable change) {
        inbox.offer(change);
        scheduleDrain();
    }

    private void scheduleDrain() {
        if (!drainScheduled.get() && drainScheduled.compareAndSet(false, true)) {
            thread.execute(this::drain);
        }
    }

    private void drain() {
        drainScheduled.set(false);
        for (int i = 0; i < CHANGES_PER_SNAPSHOT_MAX; i++) {
            Runnable change = inbox.poll();
            if (change == null) {
                break;
            }
            guarded(change);
        }
        List<Runnable> due = answers;
        answers = new ArrayList<>();
        // Passed on before anyone can see the change, so that the journal has a queue before its first message.
        boolean durableSoon = catalogue.submit(() -> due.forEach(Control::guarded));
        edited.forEach(TopologyEditor::publish);
        edited.clear();
        if (!durableSoon) {
            due.forEach(Control::guarded);
        }
        if (!inbox.isEmpty()) {
            scheduleDrain();
        }
    }

    private static void guarded(Runnable command) {
        try {
            command.run();
        } catch (RuntimeException | AssertionError unexpected) {
            LOG.error("a change of the topology failed", unexpected);
        }
    }
}
