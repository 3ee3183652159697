package io.leveret.app.tool;

import io.leveret.app.tool.Command.Option;
import java.util.List;

/** Options that every command has. */
final class CommonOptions {

    static final String HELP = "--help";
    static final String NODE = "--node";
    static final String LONG_NAMES = "--longnames";
    static final String TIMEOUT = "--timeout";
    static final String QUIET = "--quiet";
    static final String SILENT = "--silent";
    static final String VHOST = "--vhost";
    static final String FORMATTER = "--formatter";
    static final String NO_HEADERS = "--no-table-headers";

    static final List<Option> ALL = List.of(
            new Option(List.of("-?", "-h", HELP), "", "displays command help"),
            new Option(List.of("-n", NODE), "node", "accepted; there is one node per data directory"),
            new Option(List.of("-l", LONG_NAMES), "", "accepted"),
            new Option(List.of("-t", TIMEOUT), "seconds", "how long the broker may take"),
            new Option(List.of("-q", QUIET), "", "suppress informational messages"),
            new Option(List.of("-s", SILENT), "", "suppress informational messages and table header row"),
            new Option(List.of("-p", VHOST), "vhost", "virtual host to use, for commands that have one"),
            new Option(List.of(FORMATTER), "formatter", "table, pretty_table, json or csv"),
            new Option(List.of(NO_HEADERS), "", "suppress the table header row"));

    private CommonOptions() {}
}
