package io.leveret.app.tool;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of a call.
 *
 * @param values by the longest name of each; empty texts for those that take nothing
 */
record GivenOptions(Map<String, String> values, Format format, long timeoutMs) {

    /** RabbitMQ's tools take that long at most, too. */
    static final long TIMEOUT_MS_DEFAULT = 60_000;

    boolean has(String option) {
        return values.containsKey(option);
    }

    @Nullable
    String value(String option) {
        return values.get(option);
    }

    boolean isQuiet() {
        return has(CommonOptions.QUIET) || has(CommonOptions.SILENT);
    }

    boolean hasHeaders() {
        return !has(CommonOptions.SILENT) && !has(CommonOptions.NO_HEADERS);
    }
}
