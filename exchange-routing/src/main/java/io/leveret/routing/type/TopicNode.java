package io.leveret.routing.type;

import io.leveret.codec.value.ShortString;
import io.leveret.routing.map.PersistentMap;
import io.leveret.routing.map.PersistentSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One place in a {@link TopicTrie}: the binding keys that begin with the words on the way here. Immutable; a change
 * copies the path from the root and shares the rest.
 *
 * <p>Compared by reference. No node but the root is without binding and child.
 */
final class TopicNode<B> {

    private static final TopicNode<?> EMPTY = new TopicNode<>(PersistentMap.empty(), null, null, PersistentSet.empty());

    private final PersistentMap<ShortString, TopicNode<B>> plainChildren;
    private final @Nullable TopicNode<B> starChild;
    private final @Nullable TopicNode<B> hashChild;
    private final PersistentSet<B> bindings;

    private TopicNode(
            PersistentMap<ShortString, TopicNode<B>> plainChildren,
            @Nullable TopicNode<B> starChild,
            @Nullable TopicNode<B> hashChild,
            PersistentSet<B> bindings) {
        this.plainChildren = plainChildren;
        this.starChild = starChild;
        this.hashChild = hashChild;
        this.bindings = bindings;
    }

    @SuppressWarnings("unchecked") // the empty node holds nothing of any type
    static <B> TopicNode<B> empty() {
        return (TopicNode<B>) EMPTY;
    }

    boolean isEmpty() {
        return bindings.isEmpty() && starChild == null && hashChild == null && plainChildren.isEmpty();
    }

    /** Where a plain word leads; null if no binding key has it here. */
    @Nullable
    TopicNode<B> plainChild(ShortString word) {
        return plainChildren.get(word);
    }

    /** Where {@code *} leads; null if no binding key has it here. */
    @Nullable
    TopicNode<B> starChild() {
        return starChild;
    }

    /** Where {@code #} leads; null if no binding key has it here. */
    @Nullable
    TopicNode<B> hashChild() {
        return hashChild;
    }

    /** The bindings whose key ends here. */
    PersistentSet<B> bindings() {
        return bindings;
    }

    TopicNode<B> with(ShortString[] words, int depth, B binding) {
        if (depth == words.length) {
            return withBindings(bindings.with(binding));
        }
        TopicNode<B> child = child(words[depth]);
        return withChild(words[depth], (child == null ? TopicNode.<B>empty() : child).with(words, depth + 1, binding));
    }

    TopicNode<B> without(ShortString[] words, int depth, B binding) {
        if (depth == words.length) {
            return withBindings(bindings.without(binding));
        }
        TopicNode<B> child = child(words[depth]);
        if (child == null) {
            return this;
        }
        TopicNode<B> left = child.without(words, depth + 1, binding);
        return withChild(words[depth], left.isEmpty() ? null : left);
    }

    void forEach(Consumer<? super B> action) {
        bindings.forEach(action);
        if (hashChild != null) {
            hashChild.forEach(action);
        }
        if (starChild != null) {
            starChild.forEach(action);
        }
        plainChildren.forEach((word, child) -> child.forEach(action));
    }

    private @Nullable TopicNode<B> child(ShortString word) {
        if (word.equals(TopicWords.STAR)) {
            return starChild;
        }
        return word.equals(TopicWords.HASH) ? hashChild : plainChildren.get(word);
    }

    private TopicNode<B> withChild(ShortString word, @Nullable TopicNode<B> child) {
        if (word.equals(TopicWords.STAR)) {
            return new TopicNode<>(plainChildren, child, hashChild, bindings);
        }
        if (word.equals(TopicWords.HASH)) {
            return new TopicNode<>(plainChildren, starChild, child, bindings);
        }
        PersistentMap<ShortString, TopicNode<B>> changed =
                child == null ? plainChildren.without(word) : plainChildren.with(word, child);
        return new TopicNode<>(changed, starChild, hashChild, bindings);
    }

    private TopicNode<B> withBindings(PersistentSet<B> changed) {
        return new TopicNode<>(plainChildren, starChild, hashChild, changed);
    }
}
