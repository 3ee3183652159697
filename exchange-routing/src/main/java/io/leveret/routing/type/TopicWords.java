package io.leveret.routing.type;

import io.leveret.codec.value.ShortString;

/**
 * The words of a topic key. They stand between dots and may be empty: {@code a..b} has three, a lone dot two. The empty
 * key alone has none. Dots are found in the bytes, which is safe since UTF-8 uses that byte for nothing else.
 */
final class TopicWords {

    /** Exactly one word, also an empty one. */
    static final ShortString STAR = ShortString.of("*");

    /** Zero or more words. */
    static final ShortString HASH = ShortString.of("#");

    private TopicWords() {}

    static ShortString[] of(ShortString key) {
        if (key.isEmpty()) {
            return new ShortString[0];
        }
        byte[] bytes = new byte[key.length()];
        int words = 1;
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = key.byteAt(i);
            words += bytes[i] == '.' ? 1 : 0;
        }
        return split(bytes, words);
    }

    private static ShortString[] split(byte[] bytes, int count) {
        ShortString[] words = new ShortString[count];
        int start = 0;
        for (int word = 0; word < count; word++) {
            int end = start;
            while (end < bytes.length && bytes[end] != '.') {
                end++;
            }
            words[word] = ShortString.copyOf(bytes, start, end - start);
            start = end + 1;
        }
        return words;
    }
}
