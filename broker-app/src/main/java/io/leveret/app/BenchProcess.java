package io.leveret.app;

import io.leveret.bench.BenchException;
import io.leveret.bench.BenchOptions;
import io.leveret.bench.BenchRun;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A bench in this process: its lines go to standard output, and Ctrl-C ends it as its time would, with the summary and
 * with status 0. As in {@link ServerProcess} the shutdown hook sees to that, and no other hook may have something to do.
 */
final class BenchProcess {

    /** How long closing connections and the summary may take after a signal. */
    private static final int STOP_SECONDS_MAX = 20;

    private BenchProcess() {}

    @SuppressWarnings("SystemOut")
    static void run(BenchOptions options) throws StartException {
        BenchRun bench = new BenchRun(options, System.out::println);
        CompletableFuture<ExitStatus> ended = new CompletableFuture<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndHalt(bench, ended), "leveret-bench-stop"));
        try {
            bench.run();
            ended.complete(ExitStatus.OK);
        } catch (BenchException e) {
            throw new StartException(statusOf(e), e);
        } finally {
            // Tells the hook that the status is somebody else's; without effect after a good end.
            ended.cancel(false);
        }
    }

    private static ExitStatus statusOf(BenchException failure) {
        return switch (failure.kind()) {
            case UNREACHABLE -> ExitStatus.UNAVAILABLE;
            case FAILED -> ExitStatus.IO_ERROR;
        };
    }

    @SuppressWarnings("SystemOut")
    private static void stopAndHalt(BenchRun bench, CompletableFuture<ExitStatus> ended) {
        bench.stop();
        try {
            ExitStatus status = ended.get(STOP_SECONDS_MAX, TimeUnit.SECONDS);
            System.out.flush();
            Runtime.getRuntime().halt(status.code());
        } catch (InterruptedException | ExecutionException | TimeoutException | CancellationException e) {
            // The JVM ends with the status that it has.
            return;
        }
    }
}
