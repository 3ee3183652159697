package io.leveret.app.tool;

/** Exit statuses of the tools, those of RabbitMQ's, which are of {@code sysexits.h}. */
public enum Status {
    OK(0),
    /** The command line is wrong. */
    USAGE(64),
    /** What it names is wrong, or not there. */
    DATA(65),
    /** There is no such user. */
    NO_USER(67),
    /** No broker is there, or what was asked cannot be done now. RabbitMQ's tools say so of most refusals. */
    UNAVAILABLE(69),
    SOFTWARE(70),
    /** The broker took too long. */
    TIMEOUT(75);

    private final int code;

    Status(int code) {
        this.code = code;
    }

    /** The number. */
    public int code() {
        return code;
    }
}
