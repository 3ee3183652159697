package io.leveret.store;

import io.leveret.store.seq.SeqSet;
import io.leveret.store.worker.Threads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Reads queues back as a test wants it. */
final class Backlogs {

    private static final int SECONDS_MAX = 30;

    private Backlogs() {}

    /** One read, waited for on the calling thread. */
    static Backlog read(MessageStore store, long queueId, long fromSeq, long toSeq, int messagesMax, int bytesMax)
            throws IOException {
        return read(Threads.real(), store, queueId, fromSeq, toSeq, messagesMax, bytesMax);
    }

    private static Backlog read(
            Threads threads, MessageStore store, long queueId, long fromSeq, long toSeq, int messagesMax, int bytesMax)
            throws IOException {
        CompletableFuture<Backlog> answer = new CompletableFuture<>();
        store.backlog().read(queueId, fromSeq, toSeq, messagesMax, bytesMax, Runnable::run, answer::complete);
        return await(threads, store, answer);
    }

    private static Backlog await(Threads threads, MessageStore store, CompletableFuture<Backlog> answer)
            throws IOException {
        CompletableFuture<Throwable> failure = store.failure().toCompletableFuture();
        if (threads == Threads.real()) {
            answer.orTimeout(SECONDS_MAX, TimeUnit.SECONDS);
        }
        threads.await(CompletableFuture.anyOf(answer, failure));
        if (!answer.isDone()) {
            throw new IOException("the store has failed", failure.join());
        }
        return answer.join();
    }

    /** All messages of a queue, read in portions. */
    static List<RecoveredMessage> all(
            Threads threads, MessageStore store, long queueId, long toSeq, int messagesMax, int bytesMax)
            throws IOException {
        List<RecoveredMessage> all = new ArrayList<>();
        for (long from = 1; from <= toSeq; ) {
            Backlog backlog = read(threads, store, queueId, from, toSeq, messagesMax, bytesMax);
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

    static List<RecoveredMessage> all(MessageStore store, long queueId, long toSeq, int messagesMax, int bytesMax)
            throws IOException {
        return all(Threads.real(), store, queueId, toSeq, messagesMax, bytesMax);
    }

    static List<RecoveredMessage> all(MessageStore store, long queueId) throws IOException {
        return all(Threads.real(), store, queueId, Long.MAX_VALUE - 1, 1000, 1 << 20);
    }

    /** The positions of all that can be read of a queue, retained or living. */
    static List<Long> retained(MessageStore store, long queueId) throws IOException {
        return allRetained(Threads.real(), store, queueId).stream()
                .map(RecoveredMessage::seq)
                .toList();
    }

    /** All that can be read of a queue, retained or living. */
    static List<RecoveredMessage> allRetained(Threads threads, MessageStore store, long queueId) throws IOException {
        List<RecoveredMessage> all = new ArrayList<>();
        for (long from = 1; from < Long.MAX_VALUE - 1; ) {
            Backlog backlog = readRetained(threads, store, queueId, from);
            if (backlog.damage() != null) {
                throw backlog.damage();
            }
            all.addAll(backlog.messages());
            from = backlog.nextSeq();
        }
        return all;
    }

    private static Backlog readRetained(Threads threads, MessageStore store, long queueId, long fromSeq)
            throws IOException {
        CompletableFuture<Backlog> answer = new CompletableFuture<>();
        store.backlog()
                .readRetained(queueId, fromSeq, Long.MAX_VALUE, 10_000, 1 << 24, Runnable::run, answer::complete);
        return await(threads, store, answer);
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
