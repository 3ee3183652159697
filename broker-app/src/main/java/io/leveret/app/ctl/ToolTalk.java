package io.leveret.app.ctl;

import java.io.IOException;

/** What a command has its caller's terminal do. Owner: the thread that runs the command. */
public interface ToolTalk {

    /** A line, or several, for standard output. */
    void out(String text) throws IOException;

    /** The same for standard error. */
    void err(String text) throws IOException;

    /** A line that the caller types or has in a pipe, as a password; empty if there is none. */
    String ask(String prompt) throws IOException;

    /**
     * All is said, and the broker ends: the status of the tool once it has ended. Returns after that, if at all.
     *
     * @param stop has it end; returns at once
     */
    void awaitEnd(int status, Runnable stop) throws IOException;
}
