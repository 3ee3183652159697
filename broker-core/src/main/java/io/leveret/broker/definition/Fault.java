package io.leveret.broker.definition;

import io.leveret.codec.AmqpException;
import java.util.List;
import java.util.Locale;

/** What is wrong with definitions. */
public final class Fault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Object reason;

    Fault(String text) {
        super(text, null, false, false);
        this.reason = text;
    }

    private Fault(List<String> parts) {
        super(String.join(": ", parts), null, false, false);
        this.reason = parts;
    }

    /** In parts, as RabbitMQ gives some reasons. */
    static Fault of(String... parts) {
        return new Fault(List.of(parts));
    }

    /** What a client would have been refused with. */
    static Fault of(AmqpException refusal) {
        return new Fault(refusal.replyCode().name().toLowerCase(Locale.ROOT) + ": " + refusal.explanation());
    }

    /** A text, or a list of texts. */
    public Object reason() {
        return reason;
    }
}
