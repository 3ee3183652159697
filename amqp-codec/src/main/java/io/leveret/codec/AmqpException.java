package io.leveret.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.leveret.codec.value.ShortString;

/**
 * A protocol error as it goes to the client: reply code, explanation and the method that failed (0/0 when no method did).
 *
 * <p>It has no stack trace: clients can cause it at will, and its text says all there is to know.
 */
public abstract sealed class AmqpException extends RuntimeException permits ConnectionException, ChannelException {
    private static final int REPLY_TEXT_MAX = 255;
    private static final byte[] CUT_MARK = {'.', '.', '.'};

    private final ReplyCode replyCode;
    private final String explanation;
    private final int classId;
    private final int methodId;

    AmqpException(ReplyCode replyCode, String explanation, int classId, int methodId) {
        super(replyCode.code() + " " + replyCode + " - " + explanation, null, false, false);
        this.replyCode = replyCode;
        this.explanation = explanation;
        this.classId = classId;
        this.methodId = methodId;
    }

    public final ReplyCode replyCode() {
        return replyCode;
    }

    /** The text without the name of the code, not cut. */
    public final String explanation() {
        return explanation;
    }

    public final int classId() {
        return classId;
    }

    public final int methodId() {
        return methodId;
    }

    /** {@code CODE_NAME - explanation}, cut to the 255 bytes of a short string; a cut text ends in three dots. */
    public final ShortString replyText() {
        byte[] text = (replyCode.name() + " - " + explanation).getBytes(UTF_8);
        if (text.length <= REPLY_TEXT_MAX) {
            return ShortString.copyOf(text, 0, text.length);
        }
        int end = startOfCharacterAt(text, REPLY_TEXT_MAX - CUT_MARK.length);
        System.arraycopy(CUT_MARK, 0, text, end, CUT_MARK.length);
        return ShortString.copyOf(text, 0, end + CUT_MARK.length);
    }

    /** Steps back from {@code index} while it points into the middle of a UTF-8 sequence. */
    private static int startOfCharacterAt(byte[] text, int index) {
        int start = index;
        while (start > 0 && (text[start] & 0xC0) == 0x80) {
            start--;
        }
        return start;
    }

    final boolean namesMethod() {
        return classId != 0 || methodId != 0;
    }
}
