package io.leveret.app.tool;

import io.leveret.app.ctl.NoBrokerException;
import io.leveret.app.ctl.ToolClient;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Entry point of the tools, the name of which comes first. The broker does the work: this process only knows where it is,
 * and has few classes to load. Without a broker it does what needs none.
 */
public final class ToolMain {

    private static final Set<String> NAMES = Set.of("ctl", "rabbitmqctl", "rabbitmq-diagnostics", "rabbitmq-plugins");

    private static final String JAR_PROPERTY = "leveret.jar";

    private static final String DATA_DIRECTORY = "--data-dir";
    private static final String DATA_DIRECTORY_VARIABLE = "LEVERET_DATA_DIR";
    private static final String DATA_DIRECTORY_DEFAULT = "leveret-data";
    /** A stop may take half a minute, and a list of RabbitMQ's tools a minute. */
    private static final long SILENCE_MS_MAX = 65_000;

    private static final int SOFTWARE = 70;
    /** What a shell says of a process whose reader has gone. */
    private static final int BROKEN_PIPE = 141;

    private ToolMain() {}

    /** Whether a tool has that name. */
    public static boolean isTool(String name) {
        return NAMES.contains(name);
    }

    /** The tool, then its command line. Ends the process. */
    public static void main(String[] all) {
        Runtime.getRuntime().halt(run(all));
    }

    private static int run(String[] all) {
        List<String> words = new ArrayList<>(List.of(all));
        String tool = words.isEmpty() ? "" : words.remove(0);
        Path directory = directory(words);
        try {
            return ToolClient.ofProcess(silenceMsMax(words)).run(directory, tool, words);
        } catch (NoBrokerException e) {
            return withoutBroker(directory, String.valueOf(e.getMessage()), tool, words);
        } catch (IOException e) {
            return failed(e);
        }
    }

    /** The launcher starts this class with few others; here all are needed. */
    private static int withoutBroker(Path directory, String why, String tool, List<String> words) {
        try {
            return (int) wholeProgram()
                    .loadClass("io.leveret.app.tool.LocalTool")
                    .getMethod("run", Path.class, String.class, String.class, List.class)
                    .invoke(null, directory, why, tool, words);
        } catch (ReflectiveOperationException | IOException e) {
            return failed(new IOException(why + "; " + e, e));
        }
    }

    private static ClassLoader wholeProgram() throws IOException {
        String jar = System.getProperty(JAR_PROPERTY);
        ClassLoader own = ToolMain.class.getClassLoader();
        // It is in use until this process ends.
        return jar == null
                ? own
                : new URLClassLoader(new URL[] {Path.of(jar).toUri().toURL()}, own);
    }

    /** Takes the option out that the broker knows nothing of. */
    private static Path directory(List<String> words) {
        String named = System.getenv(DATA_DIRECTORY_VARIABLE);
        String found = named == null || named.isEmpty() ? DATA_DIRECTORY_DEFAULT : named;
        for (int i = 0; i < words.size() && !words.get(i).equals("--"); i++) {
            String word = words.get(i);
            if (word.startsWith(DATA_DIRECTORY + "=")) {
                found = words.remove(i--).substring(DATA_DIRECTORY.length() + 1);
            } else if (word.equals(DATA_DIRECTORY) && i + 1 < words.size()) {
                words.remove(i);
                found = words.remove(i--);
            }
        }
        return Path.of(found).toAbsolutePath().normalize();
    }

    /** The broker keeps the time that was asked for; this is for one that hangs. */
    private static long silenceMsMax(List<String> words) {
        for (int i = 0; i + 1 < words.size(); i++) {
            if (words.get(i).equals("-t") || words.get(i).equals("--timeout")) {
                try {
                    return Math.min(1_000_000, Long.parseLong(words.get(i + 1))) * 1_000 + 5_000;
                } catch (NumberFormatException e) {
                    // The broker says what is wrong with it.
                    return SILENCE_MS_MAX;
                }
            }
        }
        return SILENCE_MS_MAX;
    }

    private static int failed(IOException e) {
        String message = String.valueOf(e.getMessage());
        if (message.equals("Broken pipe")) {
            return BROKEN_PIPE;
        }
        try (FileOutputStream err = new FileOutputStream(FileDescriptor.err)) {
            err.write(("Error: " + message + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException gone) {
            // Nobody is there to be told.
            return BROKEN_PIPE;
        }
        return SOFTWARE;
    }
}
