package io.leveret.app.ctl;

/** There is no broker to ask. The message is one line for a person. */
public final class NoBrokerException extends Exception {

    private static final long serialVersionUID = 1L;

    NoBrokerException(String message) {
        super(message);
    }
}
