package io.leveret.broker.auth;

import java.util.Locale;

/** What somebody may do with an exchange or a queue. */
public enum Permission {
    /** Make and delete it. */
    CONFIGURE,
    /** Publish to it; bind it to something. */
    WRITE,
    /** Consume from it; bind something to it. */
    READ;

    /** As reply texts and definitions have it. */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }
}
