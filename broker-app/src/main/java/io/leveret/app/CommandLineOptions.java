package io.leveret.app;

import io.leveret.app.config.Flags;
import io.leveret.app.config.ManagementConfig;
import io.leveret.app.config.Sync;
import io.leveret.bench.BenchCommand;
import io.leveret.bench.BenchOptions;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
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
    private static final String SYNC = "--sync";
    private static final String CONFIG = "--config";
    private static final String SALVAGE = "--salvage";
    private static final String REHEARSE = "--rehearse";
    private static final String HELP = "--help";
    private static final String VERSION = "--version";

    /** What was said before a command, and behind it; the same where there is none. */
    private final ParseResult parsed;

    private final ParseResult ofCommand;
    private final @Nullable BenchOptions bench;

    private CommandLineOptions(ParseResult parsed) {
        this.parsed = parsed;
        this.ofCommand = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
        this.bench = BenchCommand.NAME.equals(command()) && !helpWanted() ? BenchCommand.options(ofCommand) : null;
    }

    /** Parses the arguments; a wrong one is a {@link StartException} that names it. */
    static CommandLineOptions parse(String... arguments) throws StartException {
        try {
            return new CommandLineOptions(new CommandLine(spec(List.of(arguments))).parseArgs(arguments));
        } catch (ParameterException e) {
            throw new StartException(ExitStatus.USAGE, e.getMessage() + " (see --help)");
        }
    }

    private static CommandSpec spec(List<String> arguments) {
        CommandSpec spec = CommandSpec.create().name("leveret");
        spec.usageMessage()
                .description(
                        "Starts the Leveret message broker (AMQP 0-9-1) in the foreground. Stop it with Ctrl-C.", "")
                .sortOptions(false)
                .synopsisSubcommandLabel("[COMMAND]")
                .commandListHeading("%nCommands:%n");
        addStartOptions(spec);
        addCommonOptions(spec);
        spec.addOption(OptionSpec.builder("-V", VERSION)
                .versionHelp(true)
                .description("Show the version and exit.")
                .build());
        spec.addSubcommand(Operator.STATUS, command("Says how the running broker on a data directory does."));
        spec.addSubcommand(
                Operator.BACKUP,
                command(
                                "Copies what a running broker keeps to a new directory while it serves. A broker that is started "
                                        + "with it as its data directory goes on from there.")
                        .addPositional(PositionalParamSpec.builder()
                                .paramLabel("TO")
                                .type(Path.class)
                                .arity("1")
                                .required(true)
                                .description("Directory for the copy: missing or empty, on any disk.")
                                .build()));
        // ToolMain takes it; here it is for the help text.
        spec.addSubcommand("ctl", command("Commands a running broker as rabbitmqctl does; see ./leveret ctl help."));
        spec.addSubcommand(BenchCommand.NAME, bench(arguments.contains(BenchCommand.NAME)));
        return spec;
    }

    /** @param whole with its options: a start of the broker has no time for those of a command that is not wanted */
    private static CommandSpec bench(boolean whole) {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description(BenchCommand.DESCRIPTION, "").sortOptions(false);
        if (whole) {
            BenchCommand.addOptions(spec);
            addHelp(spec);
        }
        return spec;
    }

    private static CommandSpec command(String description) {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description(description, "").sortOptions(false);
        addCommonOptions(spec);
        return spec;
    }

    private static void addStartOptions(CommandSpec spec) {
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
        spec.addOption(OptionSpec.builder(SALVAGE)
                .description("Start on a damaged store with what can still be read of it; the damaged one is kept "
                        + "beside it. Changes nothing where nothing is damaged.")
                .build());
        spec.addOption(OptionSpec.builder(REHEARSE).hidden(true).build());
    }

    private static void addCommonOptions(CommandSpec spec) {
        spec.addOption(OptionSpec.builder(DATA_DIR)
                .paramLabel("DIRECTORY")
                .type(Path.class)
                .description("Directory for the broker's files. Default: leveret-data, below the current directory.")
                .build());
        spec.addOption(OptionSpec.builder(SYNC)
                .paramLabel("POLICY")
                .type(Sync.class)
                .converters(CommandLineOptions::syncPolicy)
                .description("When messages are confirmed: always (forced to the disk), interval (written, forced soon"
                        + " after), os (written). Default: always.")
                .build());
        spec.addOption(OptionSpec.builder(CONFIG)
                .paramLabel("FILE")
                .type(Path.class)
                .description("Configuration file in rabbitmq.conf syntax. Flags win over it.")
                .build());
        addHelp(spec);
    }

    private static void addHelp(CommandSpec spec) {
        spec.addOption(OptionSpec.builder("-h", HELP)
                .usageHelp(true)
                .description("Show this help and exit.")
                .build());
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

    private static Sync syncPolicy(String text) {
        Sync sync = Sync.of(text);
        if (sync != null) {
            return sync;
        }
        throw new TypeConversionException("\"" + text + "\" is no sync policy (expected: always, interval or os)");
    }

    final boolean helpWanted() {
        return ofCommand.isUsageHelpRequested();
    }

    boolean versionWanted() {
        return parsed.isVersionHelpRequested();
    }

    /** Whether a damaged store may be replaced by what can be read of it. */
    boolean salvageWanted() {
        return parsed.hasMatchedOption(SALVAGE);
    }

    /** Start, serve oneself once and stop: how the launcher records which classes a start needs. */
    boolean rehearsal() {
        return parsed.hasMatchedOption(REHEARSE);
    }

    String helpText() {
        return ofCommand.commandSpec().commandLine().getUsageMessage();
    }

    @Nullable
    Path configFile() {
        return common(CONFIG);
    }

    Flags flags() {
        return new Flags(
                parsed.matchedOptionValue(PORT, null),
                parsed.matchedOptionValue(BIND, List.of()),
                parsed.matchedOptionValue(MANAGEMENT_PORT, null),
                common(DATA_DIR),
                parsed.matchedOptionValue(SYNC, null));
    }

    /** What to do instead of starting a broker; null if one is to be started. */
    @Nullable
    final String command() {
        return parsed.hasSubcommand() ? ofCommand.commandSpec().name() : null;
    }

    /** What to load a broker with; null if that is not wanted. */
    @Nullable
    BenchOptions bench() {
        return bench;
    }

    /** Where a backup is to be written. */
    Path backupDirectory() {
        return ofCommand.matchedPositionalValue(0, Path.of(""));
    }

    private @Nullable Path common(String option) {
        return ofCommand.matchedOptionValue(option, parsed.matchedOptionValue(option, (Path) null));
    }
}
