package io.leveret.management.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one node in the answers of {@code GET /api/nodes} and below. Components are written in snake case, and mean what they
 * mean with RabbitMQ, as far as there is such a thing here.
 *
 * @param memUsed what is used of the heap, in bytes; what limits it is {@code memLimit}
 * @param diskFree in bytes; not written if the broker keeps nothing
 * @param procUsed threads
 * @param runQueue about how many threads of the machine wait for a processor
 * @param contexts where the API listens
 * @param memory what {@code memory=true} adds; not written otherwise
 */
public record NodeBody(
        String name,
        String type,
        boolean running,
        boolean beingDrained,
        String osPid,
        long uptime,
        int processors,
        int runQueue,
        long memUsed,
        long memLimit,
        boolean memAlarm,
        String memCalculationStrategy,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long diskFree,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long diskFreeLimit,
        boolean diskFreeAlarm,
        long fdUsed,
        long fdTotal,
        long socketsUsed,
        long socketsTotal,
        int procUsed,
        long procTotal,
        long gcNum,
        String ratesMode,
        int netTicktime,
        List<TypeBody> exchangeTypes,
        List<TypeBody> authMechanisms,
        List<Application> applications,
        List<String> enabledPlugins,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String dbDir,
        List<String> configFiles,
        List<String> logFiles,
        List<String> partitions,
        List<String> clusterLinks,
        List<OverviewBody.Context> contexts,
        @JsonUnwrapped ChurnBody churn,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable MemoryBody memory) {

    /** Something that the broker is made of. */
    public record Application(String name, String description, String version) {}

    /** The same with what only others know. */
    public NodeBody with(List<OverviewBody.Context> newContexts, @Nullable MemoryBody newMemory) {
        return new NodeBody(
                name,
                type,
                running,
                beingDrained,
                osPid,
                uptime,
                processors,
                runQueue,
                memUsed,
                memLimit,
                memAlarm,
                memCalculationStrategy,
                diskFree,
                diskFreeLimit,
                diskFreeAlarm,
                fdUsed,
                fdTotal,
                socketsUsed,
                socketsTotal,
                procUsed,
                procTotal,
                gcNum,
                ratesMode,
                netTicktime,
                exchangeTypes,
                authMechanisms,
                applications,
                enabledPlugins,
                dbDir,
                configFiles,
                logFiles,
                partitions,
                clusterLinks,
                List.copyOf(newContexts),
                churn,
                newMemory);
    }
}
