package io.leveret.app;

import io.leveret.app.ctl.ControlClient;
import io.leveret.app.ctl.NoBrokerException;
import io.leveret.broker.Operations;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands for a broker that runs: how the command line asks for them, and how that broker does them. */
final class Operator {

    static final String STATUS = "status";
    static final String BACKUP = "backup";

    private static final int STATUS_MS_MAX = 10_000;
    /** A backup takes as long as it takes, and ends with the broker. */
    private static final int NO_LIMIT = 0;

    private final Leveret server;
    private final Operations operations;

    Operator(Leveret server, Operations operations) {
        this.server = server;
        this.operations = operations;
    }

    /** Asks the broker on this data directory; returns what it says. */
    static List<String> run(CommandLineOptions options, Path dataDirectory) throws StartException {
        ControlClient client = new ControlClient(dataDirectory);
        try {
            // The broker's current directory is another one.
            return BACKUP.equals(options.command())
                    ? client.ask(
                            BACKUP,
                            options.backupDirectory()
                                    .toAbsolutePath()
                                    .normalize()
                                    .toString(),
                            NO_LIMIT)
                    : client.ask(STATUS, "", STATUS_MS_MAX);
        } catch (NoBrokerException e) {
            throw new StartException(ExitStatus.UNAVAILABLE, e);
        } catch (IOException e) {
            throw new StartException(ExitStatus.IO_ERROR, options.command() + ": " + e.getMessage());
        }
    }

    /** Does what {@link #run} of another process asks for; null if that is unknown here. */
    @Nullable
    List<String> answer(String command, String argument) throws IOException {
        return switch (command) {
            case STATUS -> status();
            case BACKUP -> operations.backup(path(argument));
            default -> null;
        };
    }

    private static Path path(String argument) throws IOException {
        try {
            Path path = Path.of(argument);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            // Answered below, like a relative one.
        }
        throw new IOException("\"" + argument + "\" is not an absolute path");
    }

    private List<String> status() {
        List<String> lines = new ArrayList<>();
        lines.add("version: " + Version.read());
        lines.add("process: " + ProcessHandle.current().pid());
        server.amqpAddresses().forEach(address -> lines.add("AMQP: " + NetUtil.toSocketAddressString(address)));
        server.tlsAddresses().forEach(address -> lines.add("AMQPS: " + NetUtil.toSocketAddressString(address)));
        server.managementAddresses()
                .forEach(address -> lines.add("management: http://" + NetUtil.toSocketAddressString(address)));
        lines.addAll(operations.status());
        return lines;
    }
}
