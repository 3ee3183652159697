package io.leveret.routing.type;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.List;
import java.util.function.Consumer;

/**
 * Type {@code topic}, AMQP 0-9-1 section 3.1.3.3: the binding key is a pattern of words, in which {@code *} stands for
 * exactly one word and {@code #} for zero or more. Both are wildcards only as a whole word: {@code #x} is a plain word.
 *
 * <p>A trie over the words of the binding keys, at most 256 levels deep since a key has at most 255 bytes. A change costs
 * O(words of its key), a match O(words of the routing key times nodes that stay possible).
 */
final class TopicTrie<B> implements BindingTable<B> {

    private static final TopicTrie<?> EMPTY = new TopicTrie<>(TopicNode.empty());

    private final TopicNode<B> root;

    private TopicTrie(TopicNode<B> root) {
        this.root = root;
    }

    @SuppressWarnings("unchecked") // the empty trie holds nothing of any type
    static <B> TopicTrie<B> empty() {
        return (TopicTrie<B>) EMPTY;
    }

    @Override
    public TopicTrie<B> with(ShortString routingKey, FieldTable arguments, B binding) {
        return new TopicTrie<>(root.with(TopicWords.of(routingKey), 0, binding));
    }

    @Override
    public TopicTrie<B> without(ShortString routingKey, B binding) {
        return new TopicTrie<>(root.without(TopicWords.of(routingKey), 0, binding));
    }

    @Override
    public void match(MessageVisit<B> visit) {
        List<ShortString> routingKeys = visit.routingKeys();
        for (int i = 0; i < routingKeys.size(); i++) {
            TopicMatch<B> match = new TopicMatch<>(root);
            match.takeAll(TopicWords.of(routingKeys.get(i)));
            match.forEachBinding(visit::matched);
        }
    }

    @Override
    public boolean isEmpty() {
        return root.isEmpty();
    }

    @Override
    public void forEach(Consumer<? super B> action) {
        root.forEach(action);
    }
}
