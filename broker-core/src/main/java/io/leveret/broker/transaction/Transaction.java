package io.leveret.broker.transaction;

import io.leveret.broker.loop.Ask;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.loop.LoopJournal;
import io.leveret.broker.queue.Message;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.queue.QueueEntry;
import io.leveret.broker.queue.RejectedLetter;
import io.leveret.broker.queue.Settle;
import io.leveret.broker.queue.StoredOnce;
import io.leveret.codec.ChannelException;
import io.leveret.codec.ReplyCode;
import io.leveret.store.journal.JournalWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The commit of one transaction (AMQP 0-9-1 class tx), over queues on any loops.
 *
 * <p>Every loop first prepares its part; when all have, the coordinator records the commit, which is what a recovery
 * looks for: parts without it are dropped. Once the commit is forced, and with it all parts, which stand before it in the
 * journal, every loop lets its part take effect. If one refuses, nothing takes effect anywhere.
 *
 * <p>Owned by the loop of the channel that commits.
 */
public final class Transaction {

    private final Loop coordinator;
    private final Map<Loop, TransactionPart> parts = new LinkedHashMap<>();
    private final List<QueueEntry> deadLettered = new ArrayList<>(0);
    private boolean durable;

    public Transaction(Loop coordinator) {
        this.coordinator = coordinator;
    }

    /** Adds a message for a queue. */
    public void publish(Queue queue, Message message) {
        publish(queue, message, true);
    }

    private void publish(Queue queue, Message message, boolean required) {
        part(queue.home()).publish(queue, message, required);
        durable |= queue.settings().keeps(message);
    }

    /** Adds what becomes of an entry. */
    public void settle(QueueEntry entry, Settle.Verdict verdict) {
        boolean rejects = verdict == Settle.Verdict.REJECT;
        boolean dies = rejects && RejectedLetter.isLeftToTheQueue(entry);
        if (rejects && !dies && RejectedLetter.isDue(entry)) {
            deadLettered.add(entry);
        }
        part(entry.queue().home()).settle(entry, dies ? Settle.Verdict.DIE : verdict);
        durable |= entry.isStored();
    }

    private TransactionPart part(Loop home) {
        return parts.computeIfAbsent(home, TransactionPart::new);
    }

    private void publishLetter(QueueEntry rejected) {
        RejectedLetter letter = RejectedLetter.of(rejected, coordinator);
        if (letter != null) {
            StoredOnce.on(coordinator, letter.message(), letter.targets());
            letter.targets().forEach(target -> publish(target, letter.message(), false));
        }
    }

    /** Commits; {@code done} learns, on this loop, whether all took effect or nothing, or what went wrong. */
    public void commit(Consumer<@Nullable RuntimeException> done) {
        assert coordinator.inLoop();
        pin(() -> {
            deadLettered.forEach(this::publishLetter);
            prepare(done);
        });
    }

    /** Runs the task once the messages whose dead letters are part of this are in memory, and stay there. */
    private void pin(Runnable then) {
        Map<Queue, List<QueueEntry>> byQueue = new LinkedHashMap<>();
        for (QueueEntry entry : deadLettered) {
            byQueue.computeIfAbsent(entry.queue(), queue -> new ArrayList<>()).add(entry);
        }
        if (byQueue.isEmpty()) {
            then.run();
            return;
        }
        int[] left = {byQueue.size()};
        byQueue.forEach((queue, entries) -> coordinator.send(
                queue.home(),
                () -> queue.pin(
                        entries,
                        () -> queue.home().send(coordinator, () -> {
                            if (--left[0] == 0) {
                                then.run();
                            }
                        }))));
    }

    private void prepare(Consumer<@Nullable RuntimeException> done) {
        LoopJournal journal = durable ? coordinator.journal() : null;
        long transactionId = journal == null ? JournalWriter.NO_TX : journal.nextTransactionId();
        boolean[] refused = {false};
        onAll(
                part -> part.prepare(transactionId),
                prepared -> refused[0] |= !Boolean.TRUE.equals(prepared),
                failure -> {
                    if (failure != null || refused[0]) {
                        if (journal != null) {
                            journal.writer().abort(transactionId);
                        }
                        abort(failure == null ? refusal() : failure, done);
                    } else if (journal != null) {
                        journal.writer().commit(transactionId);
                        journal.whenDurable(() -> apply(done));
                    } else {
                        apply(done);
                    }
                });
    }

    private static ChannelException refusal() {
        return new ChannelException(ReplyCode.PRECONDITION_FAILED, "partial tx completion");
    }

    private void apply(Consumer<@Nullable RuntimeException> done) {
        onAll(
                part -> {
                    part.apply();
                    return true;
                },
                applied -> {},
                done);
    }

    private void abort(RuntimeException why, Consumer<@Nullable RuntimeException> done) {
        onAll(
                part -> {
                    part.abort();
                    return true;
                },
                aborted -> {},
                failure -> done.accept(why));
    }

    /** Asks every part's loop; {@code done} gets the last failure, or null. */
    private void onAll(
            Function<TransactionPart, Boolean> question,
            Consumer<@Nullable Boolean> answer,
            Consumer<@Nullable RuntimeException> done) {
        List<TransactionPart> all = List.copyOf(parts.values());
        if (all.isEmpty()) {
            done.accept(null);
            return;
        }
        int[] left = {all.size()};
        @Nullable RuntimeException[] last = {null};
        for (TransactionPart part : all) {
            Ask.<Boolean>ask(coordinator, part.home(), () -> question.apply(part), (value, failure) -> {
                answer.accept(value);
                if (failure != null) {
                    last[0] = failure;
                }
                if (--left[0] == 0) {
                    done.accept(last[0]);
                }
            });
        }
    }
}
