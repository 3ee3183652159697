package io.leveret.broker.pattern;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A regular expression that is looked for in names with so much work and no more. Some expressions would take years on a
 * name of 255 octets; RabbitMQ's library has bounds against them too, and these are alike.
 *
 * <p>Any thread may ask it. It learns only that it is too much work, which all threads find out together.
 */
public final class NamePattern {

    private static final Logger LOG = LoggerFactory.getLogger(NamePattern.class);

    private static final int LENGTH_MAX = 4096;
    private static final int DEPTH_MAX = 250;
    /** Of all counts of repetitions, multiplied: so often something may be done that reads no character. */
    private static final long REPETITIONS_MAX = 65_535;

    private static final int STEPS_MAX = 1_000_000;
    /** An expression that was too much so often is given up. */
    private static final int OVERRUNS_MAX = 3;

    private final String text;
    private final @Nullable Pattern compiled;
    private final AtomicInteger overruns = new AtomicInteger();

    private NamePattern(String text, @Nullable Pattern compiled) {
        this.text = text;
        this.compiled = compiled;
    }

    /**
     * Makes one.
     *
     * @throws PatternSyntaxException says what is wrong with it, or that it is too large
     */
    public static NamePattern of(String text) {
        requireSmall(text);
        return new NamePattern(text, Pattern.compile(text));
    }

    /** One that was accepted once, perhaps by another release or on another Java: if it is none here, nothing matches. */
    public static NamePattern restored(String text) {
        try {
            return of(text);
        } catch (PatternSyntaxException e) {
            LOG.warn("the pattern {} is kept and matches nothing: {}", shortened(text), e.getDescription());
            return new NamePattern(text, null);
        }
    }

    /** As it was given. */
    public String text() {
        return text;
    }

    /** Whether it is found in a name. */
    public boolean isIn(String name) {
        if (compiled == null || overruns.get() >= OVERRUNS_MAX) {
            return false;
        }
        try {
            return compiled.matcher(new Steps(name)).find();
        } catch (TooManySteps | StackOverflowError e) {
            if (overruns.incrementAndGet() == OVERRUNS_MAX) {
                LOG.warn(
                        "the pattern {} takes too long and matches nothing any more, as on '{}'",
                        shortened(text),
                        name);
            }
            return false;
        }
    }

    private static String shortened(String text) {
        int shown = 80;
        return text.length() <= shown ? text : text.substring(0, shown) + "...";
    }

    private static void requireSmall(String text) {
        if (text.length() > LENGTH_MAX) {
            throw new PatternSyntaxException("regular expression is too large", text, LENGTH_MAX);
        }
        int depth = 0;
        long repetitions = 1;
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            if (letter == '\\') {
                at++;
            } else if (letter == '(' && ++depth > DEPTH_MAX) {
                throw new PatternSyntaxException("parentheses are too deeply nested", text, at);
            } else if (letter == ')') {
                depth--;
            } else if (letter == '{') {
                repetitions *= Math.max(1, largestCount(text, at));
                if (repetitions > REPETITIONS_MAX) {
                    throw new PatternSyntaxException("number too big in {} quantifier", text, at);
                }
            }
        }
    }

    /** Of the one or two numbers behind a brace. */
    private static long largestCount(String text, int brace) {
        long largest = 0;
        long number = 0;
        for (int at = brace + 1; at < text.length(); at++) {
            char letter = text.charAt(at);
            if (letter == ',') {
                number = 0;
            } else if (letter >= '0' && letter <= '9') {
                number = Math.min(REPETITIONS_MAX + 1, number * 10 + letter - '0');
                largest = Math.max(largest, number);
            } else {
                break;
            }
        }
        return largest;
    }

    private static final class TooManySteps extends RuntimeException {
        private static final long serialVersionUID = 1;

        private TooManySteps() {
            super(null, null, false, false);
        }
    }

    /** A name that may be looked at so often. */
    private static final class Steps implements CharSequence {
        private final String name;
        private int count;

        private Steps(String name) {
            this.name = name;
        }

        @Override
        public int length() {
            return name.length();
        }

        @Override
        public char charAt(int index) {
            if (++count > STEPS_MAX) {
                throw new TooManySteps();
            }
            return name.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return name.subSequence(start, end);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
