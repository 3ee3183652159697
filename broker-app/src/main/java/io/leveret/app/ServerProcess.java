package io.leveret.app;

import io.leveret.app.config.Settings;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of the server in this process: start, announcement, clean stop on SIGTERM, SIGINT or failure, and the exit
 * status.
 *
 * <p>The JVM would end a signalled process with status 143 or 130. A stop that was asked for is no failure, so the
 * shutdown hook closes the server itself and then halts the JVM with the status that is true. This must be the only
 * hook that has something to do: {@code halt} does not wait for others.
 *
 * <p>A signal may come while the server is still starting: the hook waits for the start to end, then closes what came
 * of it.
 */
final class ServerProcess {

    private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);

    /** How long a stop may take before the process ends regardless. */
    private static final long STOP_MS_MAX = 30_000;

    /** The same after a failure: there is nothing left that could be saved. */
    private static final long FAILED_STOP_MS_MAX = 500;

    private volatile long stopMsMax = STOP_MS_MAX;

    private final CompletableFuture<Leveret> started = new CompletableFuture<>();
    private final AtomicReference<ExitStatus> status = new AtomicReference<>(ExitStatus.OK);

    /** Starts the server and says so in the log. */
    Leveret start(Settings settings, boolean salvage, @Nullable Path configFile) throws StartException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::closeAndHalt, "leveret-stop"));
        try {
            Leveret server = Leveret.start(settings, salvage, configFile, this::stopSoon);
            announce(settings, server);
            started.complete(server);
            return server;
        } catch (StartException e) {
            status.set(e.status());
            throw e;
        } catch (RuntimeException | Error e) {
            status.set(ExitStatus.SOFTWARE);
            throw e;
        } finally {
            // Tells the hook that there is nothing to close; without effect after a good start.
            started.cancel(false);
        }
    }

    private static void announce(Settings settings, Leveret server) {
        settings.warnings().forEach(LOG::warn);
        LOG.info(
                "Leveret {}, data directory {}", Version.read(), settings.data().directory());
        if (server.recoverySummary() != null) {
            LOG.info(server.recoverySummary());
        }
        for (InetSocketAddress address : server.amqpAddresses()) {
            LOG.info("started TCP listener on {}", NetUtil.toSocketAddressString(address));
        }
        for (InetSocketAddress address : server.tlsAddresses()) {
            LOG.info("started TLS (SSL) listener on {}", NetUtil.toSocketAddressString(address));
        }
        for (InetSocketAddress address : server.managementAddresses()) {
            LOG.info("management API on http://{}", NetUtil.toSocketAddressString(address));
        }
        LOG.info("Server startup complete");
    }

    /** Blocks as long as the broker serves; a failure of its own ends the process. */
    void runUntilFailure(Leveret server) {
        Throwable failure = server.failure().toCompletableFuture().join();
        boolean ofTheDisk = failure instanceof IOException;
        LOG.error("the broker failed and stops: {}", ofTheDisk ? failure.getMessage() : failure.toString());
        stopMsMax = FAILED_STOP_MS_MAX;
        stop(ofTheDisk ? ExitStatus.IO_ERROR : ExitStatus.SOFTWARE);
    }

    /** The same from a thread of the server, which must not wait for its own end. */
    private void stopSoon() {
        new Thread(() -> stop(ExitStatus.OK), "leveret-stop-asked").start();
    }

    /** Ends the process through the shutdown hook. */
    void stop(ExitStatus wanted) {
        status.set(wanted);
        System.exit(wanted.code());
    }

    private void closeAndHalt() {
        try {
            closeServer();
        } catch (TimeoutException e) {
            LOG.error("the broker did not stop within {} ms", stopMsMax);
            status.compareAndSet(ExitStatus.OK, ExitStatus.SOFTWARE);
        } catch (InterruptedException | ExecutionException e) {
            LOG.error("the broker did not stop cleanly", e);
            status.compareAndSet(ExitStatus.OK, ExitStatus.SOFTWARE);
        } finally {
            System.out.flush();
            Runtime.getRuntime().halt(status.get().code());
        }
    }

    private void closeServer() throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<Void> closing = started.handle((server, failure) -> server)
                .thenAcceptAsync(
                        server -> {
                            if (server != null) {
                                LOG.info("stopping");
                                server.close();
                                LOG.info("stopped");
                            }
                        },
                        // Not the common pool: its threads may be busy.
                        task -> new Thread(task, "leveret-close").start());
        closing.get(stopMsMax, TimeUnit.MILLISECONDS);
    }
}
