package io.leveret.app.tool;

import io.leveret.app.ctl.NoBrokerException;
import io.leveret.app.ctl.ToolClient;
import io.leveret.app.ctl.ToolTalk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A tool without a broker: it helps, finds faults in the command line, waits for one, or says that there is none. */
public final class LocalTool {

    private static final Set<String> WAITING = Set.of("await_startup", "wait");
    private static final int AWAIT_MS_DEFAULT = 300_000;
    private static final int POLL_MS = 200;

    private final Path dataDirectory;
    private final String noBroker;

    private LocalTool(Path dataDirectory, String noBroker) {
        this.dataDirectory = dataDirectory;
        this.noBroker = noBroker;
    }

    /**
     * Does what it can; returns the exit status.
     *
     * @param noBroker says that there is none
     */
    public static int run(Path dataDirectory, String noBroker, String tool, List<String> words) {
        return new LocalTool(dataDirectory, noBroker).run(tool, words);
    }

    private int run(String tool, List<String> words) {
        try {
            int status = ToolRunner.without(noBroker).run(tool, words, new Terminal());
            boolean waits = status == Status.OK.code()
                    && WAITING.contains(CallParser.Words.of(words).command());
            return waits ? await(tool, words) : status;
        } catch (IOException e) {
            return Status.SOFTWARE.code();
        }
    }

    /** What needs no broker says nothing here if it waits for one. */
    private int await(String tool, List<String> words) throws IOException {
        long waitMs = waitMs(words);
        for (long waited = 0; waited < waitMs; waited += POLL_MS) {
            try {
                Thread.sleep(POLL_MS);
                return ToolClient.ofProcess(waitMs).run(dataDirectory, tool, words);
            } catch (NoBrokerException e) {
                // Not yet: once more.
            } catch (InterruptedException e) {
                return Status.SOFTWARE.code();
            }
        }
        new Terminal()
                .err("Error: operation " + CallParser.Words.of(words).command() + " timed out. Timeout value used: "
                        + waitMs + ". " + noBroker);
        return Status.TIMEOUT.code();
    }

    private static long waitMs(List<String> words) {
        int at = Math.max(words.indexOf("-t"), words.indexOf(CommonOptions.TIMEOUT));
        try {
            return at < 0 ? AWAIT_MS_DEFAULT : Long.parseLong(words.get(at + 1)) * 1_000;
        } catch (NumberFormatException e) {
            // "infinity": the command line has been looked at before.
            return Long.MAX_VALUE;
        }
    }

    @SuppressWarnings("SystemOut")
    private static final class Terminal implements ToolTalk {

        @Override
        public void out(String text) {
            System.out.println(text);
        }

        @Override
        public void err(String text) {
            System.err.println(text);
        }

        @Override
        public String ask(String prompt) {
            return "";
        }

        @Override
        public void awaitEnd(int status, Runnable stop) {
            throw new IllegalStateException("nothing is there to end");
        }
    }
}
