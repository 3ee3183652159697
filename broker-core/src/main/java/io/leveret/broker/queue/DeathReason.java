package io.leveret.broker.queue;

/** Why a message left its queue without having been consumed, as {@code x-death} names it. */
enum DeathReason {
    /** basic.reject or basic.nack without requeue. */
    REJECTED("rejected"),
    /** Its time to live was over when it stood at the head. */
    EXPIRED("expired"),
    /** The queue was full: dropped from the head, or refused as it came. */
    MAXLEN("maxlen"),
    /** It came back more often than the queue allows. */
    DELIVERY_LIMIT("delivery_limit");

    private final String text;

    DeathReason(String text) {
        this.text = text;
    }

    /** The reason of that name; there must be one. */
    static DeathReason named(String text) {
        for (DeathReason reason : values()) {
            if (reason.text.equals(text)) {
                return reason;
            }
        }
        throw new IllegalArgumentException("no reason for a death: " + text);
    }

    String text() {
        return text;
    }
}
