package io.leveret.broker;

import io.leveret.codec.AmqpException;

/** What an AMQP client would have been refused with by the close of its channel or connection. */
public final class OperationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int replyCode;
    private final String replyName;
    private final String text;

    /**
     * @param replyCode the number, such as 404
     * @param replyName its name, such as {@code NOT_FOUND}
     * @param text the explanation alone
     */
    public OperationException(int replyCode, String replyName, String text) {
        super(replyCode + " " + replyName + " - " + text, null, false, false);
        this.replyCode = replyCode;
        this.replyName = replyName;
        this.text = text;
    }

    static OperationException of(AmqpException refusal) {
        return new OperationException(
                refusal.replyCode().code(), refusal.replyCode().name(), refusal.explanation());
    }

    /** AMQP's reply code. */
    public int replyCode() {
        return replyCode;
    }

    /** Its name. */
    public String replyName() {
        return replyName;
    }

    /** The explanation, without code and name. */
    public String text() {
        return text;
    }
}
