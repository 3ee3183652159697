package io.leveret.broker;

/** What is wrong with definitions that were to be imported. */
public final class DefinitionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Object reason;

    /**
     * @param message in one line or more
     * @param reason the same as RabbitMQ's HTTP API gives it: a text, or a list of texts
     */
    public DefinitionException(String message, Object reason) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** A text, or a list of texts. */
    public Object reason() {
        return reason;
    }
}
