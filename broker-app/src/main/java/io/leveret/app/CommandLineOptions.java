package io.leveret.app;

import io.leveret.app.config.Flags;
import io.leveret.app.config.ManagementConfig;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** The command line: its options, its help text and what was given. */
final class CommandLineOptions {

    private static final int PORT_MAX = 65_535;

    private static final String PORT = "--port";
    private static final String BIND = "--bind";
    private static final String MANAGEMENT_PORT = "--management-port";
    private static final String DATA_DIR = "--data-dir";
    private static final String CONFIG = "--config";
    private static final String REHEARSE = "--rehearse";
    private static final String HELP = "--help";
    private static final String VERSION = "--version";

    private final ParseResult parsed;

    private CommandLineOptions(ParseResult parsed) {
        this.parsed = parsed;
    }

    /** Parses the arguments; a wrong one is a {@link StartException} that names it. */
    static CommandLineOptions parse(String... arguments) throws StartException {
        try {
            return new CommandLineOptions(new CommandLine(spec()).parseArgs(arguments));
        } catch (ParameterException e) {
            throw new StartException(ExitStatus.USAGE, e.getMessage() + " (see --help)");
        }
    }

    private static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("leveret");
        spec.usageMessage()
                .description(
                        "Starts the Leveret message broker (AMQP 0-9-1) in the foreground. Stop it with Ctrl-C.", "")
                .sortOptions(false);
        spec.addOption(OptionSpec.builder(PORT)
                .paramLabel("PORT")
                .type(Integer.class)
                .converters(portFrom(0))
                .description("AMQP port; 0 lets the system choose. Default: 5672.")
                .build());
        spec.addOption(OptionSpec.builder(BIND)
                .paramLabel("ADDRESS")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .splitRegex(",")
                .description("Address to listen on for AMQP; repeatable, or with commas. Default: 127.0.0.1,::1.")
                .build());
        spec.addOption(OptionSpec.builder(MANAGEMENT_PORT)
                .paramLabel("PORT")
                .type(Integer.class)
                .converters(portFrom(ManagementConfig.OFF))
                .description("Port of the management HTTP API; 0 lets the system choose, -1 is none. Default: 15672.")
                .build());
        spec.addOption(OptionSpec.builder(DATA_DIR)
                .paramLabel("DIRECTORY")
                .type(Path.class)
                .description("Directory for the broker's files. Default: leveret-data, below the current directory.")
                .build());
        spec.addOption(OptionSpec.builder(CONFIG)
                .paramLabel("FILE")
                .type(Path.class)
                .description("Configuration file in rabbitmq.conf syntax. Flags win over it.")
                .build());
        spec.addOption(OptionSpec.builder(REHEARSE).hidden(true).build());
        spec.addOption(OptionSpec.builder("-h", HELP)
                .usageHelp(true)
                .description("Show this help and exit.")
                .build());
        spec.addOption(OptionSpec.builder("-V", VERSION)
                .versionHelp(true)
                .description("Show the version and exit.")
                .build());
        return spec;
    }

    private static ITypeConverter<Integer> portFrom(int least) {
        return text -> {
            try {
                int port = Integer.parseInt(text);
                if (port >= least && port <= PORT_MAX) {
                    return port;
                }
            } catch (NumberFormatException e) {
                // Answered below, like a number out of range.
            }
            throw new TypeConversionException(
                    "\"" + text + "\" is not a port (expected: " + least + " to " + PORT_MAX + ")");
        };
    }

    boolean helpWanted() {
        return parsed.isUsageHelpRequested();
    }

    boolean versionWanted() {
        return parsed.isVersionHelpRequested();
    }

    /** Start, serve oneself once and stop: how the launcher records which classes a start needs. */
    boolean rehearsal() {
        return parsed.hasMatchedOption(REHEARSE);
    }

    String helpText() {
        return parsed.commandSpec().commandLine().getUsageMessage();
    }

    @Nullable
    Path configFile() {
        return parsed.matchedOptionValue(CONFIG, null);
    }

    Flags flags() {
        return new Flags(
                parsed.matchedOptionValue(PORT, null),
                parsed.matchedOptionValue(BIND, List.of()),
                parsed.matchedOptionValue(MANAGEMENT_PORT, null),
                parsed.matchedOptionValue(DATA_DIR, null));
    }
}
