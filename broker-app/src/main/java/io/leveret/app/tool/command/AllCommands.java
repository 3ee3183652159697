package io.leveret.app.tool.command;

import io.leveret.app.Version;
import io.leveret.app.tool.Command;
import io.leveret.app.tool.Tool;
import java.util.List;
import java.util.stream.Stream;

/** Every command there is. */
public final class AllCommands {

    private static final List<Command> ALL = Stream.of(
                    HelpCommands.ALL,
                    NodeCommands.ALL,
                    StopCommands.ALL,
                    CheckCommands.ALL,
                    UserCommands.ALL,
                    PermissionCommands.ALL,
                    LimitCommands.ALL,
                    VirtualHostCommands.ALL,
                    PolicyCommands.ALL,
                    ParameterCommands.ALL,
                    ObjectCommands.ALL,
                    QueueCommands.ALL,
                    ConnectionCommands.ALL,
                    FeatureCommands.ALL,
                    PluginCommands.ALL)
            .flatMap(List::stream)
            .toList();

    private AllCommands() {}

    /** Those of a tool. */
    public static List<Command> of(Tool tool) {
        return ALL.stream().filter(command -> command.isOf(tool)).toList();
    }

    /** The release of this program. */
    public static String version() {
        return Version.read();
    }
}
