package io.leveret.app.tool;

import org.jspecify.annotations.Nullable;

/** Under which names the command line is called, and which commands each has. */
public enum Tool {
    /** All there is. */
    LEVERET_CTL("leveret ctl", null),
    RABBITMQCTL("rabbitmqctl", Scope.CTL),
    RABBITMQ_DIAGNOSTICS("rabbitmq-diagnostics", Scope.DIAGNOSTICS),
    RABBITMQ_PLUGINS("rabbitmq-plugins", Scope.PLUGINS);

    /** Where a command is found. */
    public enum Scope {
        CTL,
        DIAGNOSTICS,
        PLUGINS
    }

    private final String title;
    private final @Nullable Scope scope;

    Tool(String title, @Nullable Scope scope) {
        this.title = title;
        this.scope = scope;
    }

    /** What is typed. */
    public String title() {
        return title;
    }

    boolean has(Scope wanted) {
        return scope == null || scope == wanted;
    }

    /** By what is typed, or its last word; null if there is none. */
    static @Nullable Tool named(String name) {
        for (Tool tool : values()) {
            if (tool.title.equals(name) || tool.title.endsWith(" " + name)) {
                return tool;
            }
        }
        return null;
    }
}
