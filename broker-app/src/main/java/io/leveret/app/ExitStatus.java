package io.leveret.app;

/** How the process ends, in the numbers of {@code sysexits.h}, which RabbitMQ's tools use too. */
enum ExitStatus {
    OK(0),
    /** The command line is wrong. */
    USAGE(64),
    /** A port or the data directory cannot be had, or no broker is there to be asked. */
    UNAVAILABLE(69),
    /** The broker failed by itself. */
    SOFTWARE(70),
    /**
     * The disk failed or was full, so that nothing could be confirmed any more; or a broker that was asked for something
     * could not do it.
     */
    IO_ERROR(74),
    /** The configuration file is wrong. */
    CONFIG(78);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
