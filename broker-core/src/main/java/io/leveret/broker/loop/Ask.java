package io.leveret.broker.loop;

import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A question from one loop to the owner of something, answered by message.
 *
 * <p>What the asking turn has gathered so far goes out first, so that the owner sees the asker's earlier commands before
 * the question, whichever way they travel.
 */
public final class Ask {

    private Ask() {}

    /**
     * Asks {@code owner}; the answer, or the exception that the question threw, comes back on {@code asker}. If both are
     * the same loop, all this happens before the call returns.
     */
    public static <T> void ask(
            Loop asker,
            Loop owner,
            Supplier<@Nullable T> question,
            BiConsumer<? super @Nullable T, ? super @Nullable RuntimeException> answer) {
        if (asker != owner) {
            asker.handOver();
        }
        asker.send(owner, () -> {
            @Nullable T value = null;
            @Nullable RuntimeException failure = null;
            try {
                value = question.get();
            } catch (RuntimeException thrown) {
                failure = thrown;
            } catch (AssertionError broken) {
                // Whoever asked must not wait for ever.
                failure = new IllegalStateException(broken);
            }
            @Nullable T answered = value;
            @Nullable RuntimeException thrown = failure;
            owner.send(asker, () -> answer.accept(answered, thrown));
        });
    }
}
