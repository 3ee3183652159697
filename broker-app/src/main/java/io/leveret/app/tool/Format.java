package io.leveret.app.tool;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How answers are written. */
enum Format {
    TABLE,
    PRETTY_TABLE,
    JSON,
    CSV;

    /** Null if there is none of that name. */
    static @Nullable Format named(String name) {
        for (Format format : values()) {
            if (format.name().toLowerCase(Locale.ROOT).equals(name)) {
                return format;
            }
        }
        return null;
    }

    /** Whether a program reads it, so that nothing else may be said. */
    boolean isForPrograms() {
        return this == JSON || this == CSV;
    }
}
