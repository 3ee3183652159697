package io.leveret.bench;

/** A bench cannot start or go on. The message is one line for the person who started it. */
public final class BenchException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What kept the bench from its work. */
    public enum Kind {
        /** Nothing that speaks AMQP answered. */
        UNREACHABLE,
        /** The broker refused something, broke off, or a file could not be written. */
        FAILED
    }

    private final Kind kind;

    BenchException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    static BenchException failed(String message) {
        return new BenchException(Kind.FAILED, message);
    }

    static BenchException unreachable(String message) {
        return new BenchException(Kind.UNREACHABLE, message);
    }

    public Kind kind() {
        return kind;
    }
}
