package io.leveret.app.tool.command;

import io.leveret.app.tool.Call;
import io.leveret.app.tool.Columns;
import io.leveret.app.tool.Command;
import io.leveret.app.tool.Command.Group;
import io.leveret.app.tool.Refusal;
import io.leveret.app.tool.Status;
import io.leveret.app.tool.Tool.Scope;
import io.leveret.management.view.FeatureFlagBody;
import java.io.IOException;
import java.util.List;

/** Feature flags, which are all on. */
final class FeatureCommands {

    private static final String EVERY_FLAG = "all";

    private static final Columns<FeatureFlagBody> COLUMNS = Columns.<FeatureFlagBody>of("name", "state")
            .with("name", FeatureFlagBody::name)
            .with("state", FeatureFlagBody::state)
            .with("stability", FeatureFlagBody::stability)
            .with("provided_by", FeatureFlagBody::providedBy)
            .with("desc", FeatureFlagBody::desc)
            .with("doc_url", FeatureFlagBody::docUrl);

    static final List<Command> ALL = List.of(
            Command.of(Scope.CTL, Group.FLAGS, "list_feature_flags", "Lists feature flags", FeatureCommands::list)
                    .withColumns(COLUMNS.names()),
            Command.of(
                            Scope.CTL,
                            Group.FLAGS,
                            "enable_feature_flag",
                            "Does nothing: all are enabled",
                            FeatureCommands::enable)
                    .with("<name>|all", 1, 1));

    private FeatureCommands() {}

    private static void list(Call call) throws IOException {
        call.announce("Listing feature flags ...");
        COLUMNS.write(call, FeatureFlagBody.ALL);
    }

    private static void enable(Call call) throws Refusal, IOException {
        String name = call.argument(0);
        boolean all = name.equals(EVERY_FLAG);
        call.announce(all ? "Enabling all feature flags ..." : "Enabling feature flag \"" + name + "\" ...");
        if (!all && FeatureFlagBody.ALL.stream().noneMatch(flag -> flag.name().equals(name))) {
            throw Refusal.error(
                    Status.USAGE,
                    "This feature flag is not supported by node " + call.node().name());
        }
        call.done();
    }
}
