package io.leveret.app.ctl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Version 2 of the protocol of the control socket. The request: {@code leveret-control 2}, the name of the tool, a line for
 * each argument behind {@code a } with {@code \\} for a backslash and {@code \n} for the end of a line, and an empty line;
 * 1 MiB at most. The answer is any number of these lines:
 *
 * <table>
 * <caption>Lines of an answer</caption>
 * <tr><td>{@code o text}</td><td>for standard output</td></tr>
 * <tr><td>{@code e text}</td><td>for standard error</td></tr>
 * <tr><td>{@code ? prompt}</td><td>the client sends a line, escaped like an argument</td></tr>
 * <tr><td>{@code x status}</td><td>the last one: the exit status</td></tr>
 * <tr><td>{@code u status}</td><td>the last one: that is the exit status once the broker has closed the connection</td></tr>
 * </table>
 */
final class ToolWire {

    static final String GREETING = ControlServer.GREETING + " 2";
    static final String ARGUMENT = "a ";
    static final char OUT = 'o';
    static final char ERR = 'e';
    static final char ASK = '?';
    static final char EXIT = 'x';
    static final char UNTIL_END = 'u';

    static final int REQUEST_BYTES_MAX = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(ToolWire.class);

    /** Software failed: as in {@code sysexits.h}. */
    private static final int SOFTWARE = 70;

    /** How long a client may stop reading, as one behind a pager does. */
    private static final int READER_MS_MAX = 600_000;

    private ToolWire() {}

    static boolean isRequest(@Nullable String line) {
        return GREETING.equals(line);
    }

    /** Reads the rest of a request and answers it. */
    static void answer(Lines lines, ControlServer.Tools tools) throws IOException {
        lines.limitTo(REQUEST_BYTES_MAX);
        String tool = lines.read();
        List<String> arguments = new ArrayList<>();
        int left = REQUEST_BYTES_MAX;
        for (String line = lines.read(); line == null || !line.isEmpty(); line = lines.read()) {
            if (line == null || !line.startsWith(ARGUMENT)) {
                throw new IOException("this is no request");
            }
            left -= line.length();
            if (left < 0) {
                lines.write(ERR + " a request of more than " + REQUEST_BYTES_MAX + " octets");
                lines.write(EXIT + " " + SOFTWARE);
                return;
            }
            arguments.add(Escapes.unescape(line.substring(ARGUMENT.length())));
        }
        lines.waitFor(READER_MS_MAX);
        Talk talk = new Talk(lines);
        int status = SOFTWARE;
        try {
            status = tools.run(tool == null ? "" : tool, arguments, talk);
        } catch (RuntimeException e) {
            // Without the arguments, among which may be a password.
            LOG.error("A command of {} failed", tool, e);
            talk.err("Error: " + e);
        }
        lines.write(EXIT + " " + status);
    }

    private record Talk(Lines lines) implements ToolTalk {

        @Override
        public void out(String text) throws IOException {
            write(OUT, text);
        }

        @Override
        public void err(String text) throws IOException {
            write(ERR, text);
        }

        private void write(char where, String text) throws IOException {
            for (String line : text.split("\n", -1)) {
                lines.write(where + " " + line);
            }
        }

        @Override
        public String ask(String prompt) throws IOException {
            lines.write(ASK + " " + prompt);
            lines.flush();
            String answer = lines.read();
            return answer == null ? "" : Escapes.unescape(answer);
        }

        @Override
        public void awaitEnd(int status, Runnable stop) throws IOException {
            lines.write(UNTIL_END + " " + status);
            lines.flush();
            stop.run();
            // Nothing comes any more; the client waits for the end of this process, and may leave before.
            lines.waitFor(Lines.FOREVER);
            lines.read();
        }
    }
}
