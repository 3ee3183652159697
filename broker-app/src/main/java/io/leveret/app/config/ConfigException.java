package io.leveret.app.config;

/** A configuration that cannot be used. The message is one line that says where the fault is and what was expected. */
public final class ConfigException extends Exception {

    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message);
    }
}
