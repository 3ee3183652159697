package io.leveret.app.config;

import org.jspecify.annotations.Nullable;

/** The order of precedence: flag, file, default. */
final class First {

    private First() {}

    static <T> T of(@Nullable T flag, @Nullable T file, T defaultValue) {
        if (flag != null) {
            return flag;
        }
        return file != null ? file : defaultValue;
    }
}
