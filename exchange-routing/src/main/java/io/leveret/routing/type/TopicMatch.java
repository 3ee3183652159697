package io.leveret.routing.type;

import io.leveret.codec.value.ShortString;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One routing key's way through a {@link TopicTrie}: takes word after word and keeps the set of all nodes that the words
 * so far can lead to. No node is in the set twice, so patterns with many {@code #} cost no more than their length, where
 * trying every split of the key would cost exponentially much.
 *
 * <p>A node behind {@code #} can swallow any further word and stay, so once entered it is in the set for good. Any other
 * node is entered only from its one parent and left with the next word; it cannot come up twice.
 */
final class TopicMatch<B> {

    private static final int SCAN_MAX = 8;

    /** Nodes behind a {@code #}, in the order in which they were entered. */
    private final List<TopicNode<B>> staying = new ArrayList<>();

    private @Nullable Set<TopicNode<B>> stayingSet;

    /** All other nodes: those reached by the latest word, and those reached by the one before it. */
    private List<TopicNode<B>> reached = new ArrayList<>();

    private List<TopicNode<B>> previous = new ArrayList<>();

    TopicMatch(TopicNode<B> root) {
        enter(root);
    }

    void takeAll(ShortString[] words) {
        for (ShortString word : words) {
            take(word);
        }
    }

    void forEachBinding(Consumer<? super B> action) {
        for (TopicNode<B> node : reached) {
            node.bindings().forEach(action);
        }
        for (TopicNode<B> node : staying) {
            node.bindings().forEach(action);
        }
    }

    private void take(ShortString word) {
        List<TopicNode<B>> from = reached;
        reached = previous;
        previous = from;
        reached.clear();
        // A node behind a '#' that this very word makes reachable has its first word still to come.
        int stayingBefore = staying.size();
        for (TopicNode<B> node : from) {
            leave(node, word);
        }
        for (int i = 0; i < stayingBefore; i++) {
            leave(staying.get(i), word);
        }
    }

    private void leave(TopicNode<B> node, ShortString word) {
        TopicNode<B> plain = node.plainChild(word);
        if (plain != null) {
            enter(plain);
        }
        TopicNode<B> star = node.starChild();
        if (star != null) {
            enter(star);
        }
    }

    /** A {@code #} may also stand for no word, so its node is entered together with its parent. */
    private void enter(TopicNode<B> node) {
        reached.add(node);
        TopicNode<B> hash = node.hashChild();
        while (hash != null && stays(hash)) {
            hash = hash.hashChild();
        }
    }

    /** Answers false if it does so already, and then its children behind {@code #} do as well. */
    private boolean stays(TopicNode<B> node) {
        if (stayingSet == null && staying.size() == SCAN_MAX) {
            stayingSet = new HashSet<>(staying);
        }
        boolean isNew = stayingSet == null ? !staying.contains(node) : stayingSet.add(node);
        if (isNew) {
            staying.add(node);
        }
        return isNew;
    }
}
