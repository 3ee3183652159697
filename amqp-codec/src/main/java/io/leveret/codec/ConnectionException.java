package io.leveret.codec;

/** An error that closes the whole connection (AMQP 0-9-1 section 4.10.2). */
public final class ConnectionException extends AmqpException {
    public ConnectionException(ReplyCode replyCode, String explanation) {
        this(replyCode, explanation, 0, 0);
    }

    public ConnectionException(ReplyCode replyCode, String explanation, int classId, int methodId) {
        super(replyCode, explanation, classId, methodId);
    }

    /** The same error with the method that failed, unless it names one already. */
    public ConnectionException withMethod(int classId, int methodId) {
        return namesMethod() ? this : new ConnectionException(replyCode(), explanation(), classId, methodId);
    }
}
