package io.leveret.broker;

import io.leveret.broker.loop.Loop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks loops about what they own, by message. Any thread; futures complete on a loop. */
final class Owners {

    /** So many things are looked at in one go, some hundred microseconds of a loop's time. */
    private static final int STEP = 256;

    private Owners() {}

    /** Asks one loop. */
    static <T extends @Nullable Object> CompletableFuture<T> ask(Loop loop, Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException | AssertionError failure) {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    /**
     * Asks about several things, each on the loop that owns it, and a loop with many in steps.
     *
     * @return the answers in the order of the things
     */
    static <K, T> CompletableFuture<List<@Nullable T>> ask(
            List<K> things, Function<K, Loop> owner, Function<K, @Nullable T> question) {
        Map<Loop, List<Integer>> byLoop = new HashMap<>();
        for (int at = 0; at < things.size(); at++) {
            byLoop.computeIfAbsent(owner.apply(things.get(at)), added -> new ArrayList<>())
                    .add(at);
        }
        // Each place is written by one loop before its future completes, and read after all have.
        @SuppressWarnings("unchecked")
        @Nullable
        T[] answers = (@Nullable T[]) new Object[things.size()];
        List<CompletableFuture<Boolean>> asked = new ArrayList<>(byLoop.size());
        byLoop.forEach((loop, places) -> {
            CompletableFuture<Boolean> done = new CompletableFuture<>();
            asked.add(done);
            loop.execute(() -> step(loop, things, places, 0, question, answers, done));
        });
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(done -> Arrays.asList(answers));
    }

    private static <K, T> void step(
            Loop loop,
            List<K> things,
            List<Integer> places,
            int from,
            Function<K, @Nullable T> question,
            @Nullable T[] answers,
            CompletableFuture<Boolean> done) {
        try {
            int to = Math.min(places.size(), from + STEP);
            for (int place : places.subList(from, to)) {
                answers[place] = question.apply(things.get(place));
            }
            if (to < places.size()) {
                loop.execute(() -> step(loop, things, places, to, question, answers, done));
            } else {
                done.complete(true);
            }
        } catch (RuntimeException | AssertionError failure) {
            done.completeExceptionally(failure);
        }
    }
}
