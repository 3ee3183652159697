package io.leveret.app.ctl;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Asks the broker that runs on a data directory. Any thread. */
public final class ControlClient {

    private final Path dataDirectory;

    public ControlClient(Path dataDirectory) {
        this.dataDirectory = dataDirectory;
    }

    /**
     * Sends one command and returns when it is answered.
     *
     * @param argument what the command is about, or empty; one line
     * @param waitMs how long the answer may take, 0 for as long as the broker lives
     * @return the lines of the answer
     * @throws NoBrokerException when none runs on this data directory, or none that this user may command
     * @throws IOException with the broker's reason in one line when it could not do what it was asked
     */
    public List<String> ask(String command, String argument, int waitMs) throws NoBrokerException, IOException {
        if (argument.indexOf('\n') >= 0) {
            throw new IOException("an argument with more than one line");
        }
        try (Lines lines = new Lines(ControlSocket.connect(dataDirectory), waitMs)) {
            String request = ControlServer.GREETING + " " + ControlServer.VERSION + " " + command;
            lines.write(argument.isEmpty() ? request : request + " " + argument);
            lines.flush();
            return answer(lines);
        }
    }

    private static List<String> answer(Lines lines) throws IOException {
        List<String> answer = new ArrayList<>();
        String last = null;
        for (String line = lines.read(); line != null; line = lines.read()) {
            if (last != null) {
                answer.add(last);
            }
            last = line;
        }
        if (last != null && last.startsWith(ControlServer.ERROR)) {
            throw new IOException(last.substring(ControlServer.ERROR.length()));
        }
        if (!ControlServer.OK.equals(last)) {
            throw new EOFException("the broker ended before it had answered");
        }
        return answer;
    }
}
