package io.leveret.codec;

/** An error that closes one channel and leaves its connection alone (AMQP 0-9-1 section 4.10.2). */
public final class ChannelException extends AmqpException {
    public ChannelException(ReplyCode replyCode, String explanation) {
        this(replyCode, explanation, 0, 0);
    }

    public ChannelException(ReplyCode replyCode, String explanation, int classId, int methodId) {
        super(replyCode, explanation, classId, methodId);
    }

    /** The same error with the method that failed, unless it names one already. */
    public ChannelException withMethod(int classId, int methodId) {
        return namesMethod() ? this : new ChannelException(replyCode(), explanation(), classId, methodId);
    }
}
