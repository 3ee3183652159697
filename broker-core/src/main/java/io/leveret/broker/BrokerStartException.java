package io.leveret.broker;

/** The broker could not start; the message says why in one line for a person. */
public final class BrokerStartException extends Exception {

    private static final long serialVersionUID = 1L;

    public BrokerStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
