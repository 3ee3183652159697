package io.leveret.store;

import io.leveret.store.seq.SeqSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads queues back as a test wants it. */
final class Backlogs {

    private static final int SECONDS_MAX = 30;

    private Backlogs() {}

    /** One read, waited for on the calling thread. */
    static Backlog read(MessageStore store, long queueId, long fromSeq, long toSeq, int messagesMax, int bytesMax)
            throws IOException {
        LinkedBlockingQueue<Backlog> answers = new LinkedBlockingQueue<>();
        store.backlog().read(queueId, fromSeq, toSeq, messagesMax, bytesMax, Runnable::run, answers::add);
        for (int i = 0; i < SECONDS_MAX * 10; i++) {
            try {
                Backlog answer = answers.poll(100, TimeUnit.MILLISECONDS);
                if (answer != null) {
                    return answer;
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            if (store.failure().toCompletableFuture().isDone()) {
                throw new IOException(
                        "the store has failed",
                        store.failure().toCompletableFuture().join());
            }
        }
        throw new AssertionError("no answer");
    }

    /** All messages of a queue, read in portions. */
    static List<RecoveredMessage> all(MessageStore store, long queueId, long toSeq, int messagesMax, int bytesMax)
            throws IOException {
        List<RecoveredMessage> all = new ArrayList<>();
        for (long from = 1; from <= toSeq; ) {
            Backlog backlog = read(store, queueId, from, toSeq, messagesMax, bytesMax);
            if (backlog.damage() != null) {
                throw backlog.damage();
            }
            if (backlog.nextSeq() <= from || backlog.messages().size() > messagesMax) {
                throw new AssertionError("from " + from + " with " + messagesMax + ": " + backlog);
            }
            all.addAll(backlog.messages());
            from = backlog.nextSeq();
        }
        return all;
    }

    static List<RecoveredMessage> all(MessageStore store, long queueId) throws IOException {
        return all(store, queueId, Long.MAX_VALUE - 1, 1000, 1 << 20);
    }

    /** The positions of all that can be read of a queue, retained or living. */
    static List<Long> retained(MessageStore store, long queueId) throws IOException {
        return allRetained(store, queueId).stream().map(RecoveredMessage::seq).toList();
    }

    /** All that can be read of a queue, retained or living. */
    static List<RecoveredMessage> allRetained(MessageStore store, long queueId) throws IOException {
        List<RecoveredMessage> all = new ArrayList<>();
        for (long from = 1; from < Long.MAX_VALUE - 1; ) {
            Backlog backlog = readRetained(store, queueId, from);
            if (backlog.damage() != null) {
                throw backlog.damage();
            }
            all.addAll(backlog.messages());
            from = backlog.nextSeq();
        }
        return all;
    }

    private static Backlog readRetained(MessageStore store, long queueId, long fromSeq) throws IOException {
        CompletableFuture<Backlog> answer = new CompletableFuture<>();
        store.backlog()
                .readRetained(queueId, fromSeq, Long.MAX_VALUE, 10_000, 1 << 24, Runnable::run, answer::complete);
        try {
            return answer.get(SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IOException("no answer", e);
        }
    }

    static List<Long> members(SeqSet set) {
        List<Long> members = new ArrayList<>();
        set.forEachRange((first, last) -> {
            for (long seq = first; seq <= last; seq++) {
                members.add(seq);
            }
        });
        return members;
    }
}
