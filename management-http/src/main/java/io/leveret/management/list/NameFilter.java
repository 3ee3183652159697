package io.leveret.management.list;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Which names a page shows: those with a text in them, or with what a regular expression matches. Letters match in either
 * case.
 *
 * <p>The expressions are anybody's who may look. Their engine takes time in proportion to name and expression, and both are
 * bounded.
 */
final class NameFilter implements Predicate<String> {

    private static final int LENGTH_MAX = 1024;
    /** How often something may be repeated, as all counts in an expression multiply. */
    private static final long REPETITIONS_MAX = 1000;

    private final Predicate<String> matches;

    private NameFilter(Predicate<String> matches) {
        this.matches = matches;
    }

    /**
     * Makes one.
     *
     * @throws ListFault if the text is to be an expression and is none
     */
    static NameFilter of(String text, boolean isExpression) throws ListFault {
        if (!isExpression) {
            String wanted = text.toLowerCase(Locale.ROOT);
            return new NameFilter(name -> name.toLowerCase(Locale.ROOT).contains(wanted));
        }
        if (text.length() > LENGTH_MAX || repetitions(text) > REPETITIONS_MAX) {
            throw PageRequest.invalid();
        }
        try {
            Pattern pattern = Pattern.compile(text, Pattern.CASE_INSENSITIVE);
            return new NameFilter(name -> pattern.matcher(name).find());
        } catch (PatternSyntaxException e) {
            throw PageRequest.invalid();
        }
    }

    private static long repetitions(String text) {
        long product = 1;
        for (String counted : text.split("\\{", -1)) {
            int digits = 0;
            while (digits < counted.length() && Character.isDigit(counted.charAt(digits))) {
                digits++;
            }
            if (digits > 4) {
                return Long.MAX_VALUE;
            }
            product *= digits == 0 ? 1 : Math.max(1, Integer.parseInt(counted.substring(0, digits)));
            if (product > REPETITIONS_MAX) {
                return product;
            }
        }
        return product;
    }

    @Override
    public boolean test(String name) {
        return matches.test(name);
    }
}
