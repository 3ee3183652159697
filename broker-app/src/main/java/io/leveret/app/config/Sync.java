package io.leveret.app.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** When a message is confirmed: see {@code sync} in {@link DurabilityConfig}. */
public enum Sync {
    /** Once it is forced to the disk. */
    ALWAYS,
    /** Once it is written; it is forced soon after. */
    INTERVAL,
    /** Once it is written. */
    OS;

    /** The policy of that name, in lower case; null if there is none. */
    public static @Nullable Sync of(String name) {
        for (Sync sync : values()) {
            if (sync.name().toLowerCase(Locale.ROOT).equals(name)) {
                return sync;
            }
        }
        return null;
    }
}
