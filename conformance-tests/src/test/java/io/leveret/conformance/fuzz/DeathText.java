package io.leveret.conformance.fuzz;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes out of printed headers what time makes different from run to run, and what RabbitMQ before 3.13 writes otherwise
 * ({@link KnownDifferences}): the order of keys within x-death, the order of its older entries from the third on, an
 * expiration as the publisher spelled it ("+7" and not "7"), that there are no x-last-death headers, and that a first delivery
 * of a quorum queue says so with an x-delivery-count of 0.
 */
final class DeathText {

    private static final Pattern TIME = Pattern.compile("time T \\d+");
    private static final Pattern EXPIRATION = Pattern.compile("original-expiration S \\+?0*(?=\\d)");
    private static final String DEATHS = "x-death A[";
    private static final String FIRST_DELIVERY = "x-delivery-count l 0";

    private DeathText() {}

    static String normalised(String headers) {
        List<String> kept = new ArrayList<>();
        for (String entry : split(headers)) {
            if (entry.startsWith(DEATHS)) {
                kept.add(deaths(entry.substring(DEATHS.length(), entry.length() - 1)));
            } else if (!entry.startsWith("x-last-death-") && !entry.equals(FIRST_DELIVERY)) {
                kept.add(entry);
            }
        }
        return String.join(", ", kept);
    }

    static String sorted(String headers) {
        List<String> entries = split(headers);
        Collections.sort(entries);
        return String.join(", ", entries);
    }

    private static String deaths(String entries) {
        List<String> deaths = new ArrayList<>();
        for (String death : split(entries)) {
            if (!death.startsWith("F{")) {
                // Not written by a broker.
                return DEATHS + entries + "]";
            }
            String fields = TIME.matcher(death.substring(2, death.length() - 1)).replaceAll("time T *");
            fields = EXPIRATION.matcher(fields).replaceAll("original-expiration S ");
            List<String> sorted = split(fields);
            Collections.sort(sorted);
            deaths.add("F{" + String.join(", ", sorted) + "}");
        }
        if (deaths.size() > 2) {
            Collections.sort(deaths.subList(1, deaths.size()));
        }
        return DEATHS + String.join(", ", deaths) + "]";
    }

    /** At the commas that are in no table or array. */
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == '[' || letter == '{') {
                depth++;
            } else if (letter == ']' || letter == '}') {
                depth--;
            } else if (letter == ',' && depth == 0) {
                parts.add(text.substring(from, i));
                from = i + 2;
            }
        }
        if (from < text.length()) {
            parts.add(text.substring(from));
        }
        return parts;
    }
}
