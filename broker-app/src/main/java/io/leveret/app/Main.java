package io.leveret.app;

import io.leveret.app.config.ConfigException;
import io.leveret.app.config.RabbitConf;
import io.leveret.app.config.Settings;
import io.leveret.app.tool.ToolMain;
import io.leveret.bench.BenchOptions;
import java.nio.file.Path;

/**
 * Entry point of the broker process: reads the command line, then either answers it, asks a broker that runs, loads
 * one, or runs one until a signal or a failure ends it. Every way out has its {@link ExitStatus}; what goes wrong before a broker serves is one line
 * on standard error.
 */
public final class Main {

    private Main() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        if (arguments.length > 0 && ToolMain.isTool(arguments[0])) {
            ToolMain.main(arguments);
        }
        try {
            CommandLineOptions options = CommandLineOptions.parse(arguments);
            BenchOptions bench = options.bench();
            if (options.helpWanted()) {
                System.out.print(options.helpText());
            } else if (options.versionWanted()) {
                System.out.println("leveret " + Version.read() + " (Java " + Runtime.version() + ")");
            } else if (bench != null) {
                BenchProcess.run(bench);
            } else if (options.command() != null) {
                Operator.run(options, settings(options).data().directory()).forEach(System.out::println);
            } else {
                run(options);
            }
        } catch (StartException e) {
            System.err.println("leveret: " + e.getMessage());
            System.exit(e.status().code());
        }
    }

    private static void run(CommandLineOptions options) throws StartException {
        Settings settings = settings(options);
        ServerProcess process = new ServerProcess();
        Leveret server = process.start(settings, options.salvageWanted(), options.configFile());
        if (options.rehearsal()) {
            Rehearsal.play(server);
            process.stop(ExitStatus.OK);
        }
        process.runUntilFailure(server);
    }

    private static Settings settings(CommandLineOptions options) throws StartException {
        try {
            Path file = options.configFile();
            RabbitConf conf = file == null ? RabbitConf.EMPTY : RabbitConf.read(file);
            return Settings.resolve(options.flags(), conf, Memory.totalBytes(), Ipv6.loopbackPresent());
        } catch (ConfigException e) {
            throw new StartException(ExitStatus.CONFIG, e);
        }
    }
}
