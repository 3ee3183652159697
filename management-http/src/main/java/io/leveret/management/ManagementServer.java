package io.leveret.management;

import io.leveret.management.view.BrokerView;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * The HTTP server of the management API: HTTP/1.1 on one event loop of its own, apart from the loops that carry
 * messages.
 *
 * <table>
 * <caption>Limits</caption>
 * <tr><th>what</th><th>value</th></tr>
 * <tr><td>connection without traffic</td><td>60 s</td></tr>
 * <tr><td>request line and headers</td><td>Vert.x's: 4 KiB and 8 KiB</td></tr>
 * <tr><td>request body</td><td>64 KiB, 20 MB for a message or a file of definitions</td></tr>
 * </table>
 */
public final class ManagementServer implements AutoCloseable {

    /** The most that the body of a message or a file of definitions may hold unless it is said, in bytes. */
    public static final long LARGE_BYTES_MAX = 20_000_000;

    private static final int IDLE_SECONDS_MAX = 60;

    private final Vertx vertx;
    private final List<InetSocketAddress> addresses = new ArrayList<>();

    private ManagementServer(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Listens on every host.
     *
     * @param port 0 lets the system choose, for each host on its own
     * @throws ManagementStartException when one of them cannot be listened on; then none is
     */
    public static ManagementServer start(List<String> hosts, int port, BrokerView broker)
            throws ManagementStartException {
        return start(hosts, port, broker, LARGE_BYTES_MAX);
    }

    /** The same with another limit for what is large. */
    public static ManagementServer start(List<String> hosts, int port, BrokerView broker, long largeBytesMax)
            throws ManagementStartException {
        ManagementServer server = new ManagementServer(Vertx.vertx(vertxOptions()));
        Router router = ApiRouter.create(server.vertx, broker, largeBytesMax);
        for (String host : hosts) {
            server.listen(host, port, router);
        }
        return server;
    }

    private static VertxOptions vertxOptions() {
        return new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setPreferNativeTransport(true)
                // No temporary directory: nothing is served from files.
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
    }

    private void listen(String host, int port, Router router) throws ManagementStartException {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setIdleTimeout(IDLE_SECONDS_MAX)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setHttp2ClearTextEnabled(false);
        try {
            HttpServer server = vertx.createHttpServer(options)
                    .requestHandler(router)
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            addresses.add(new InetSocketAddress(host, server.actualPort()));
        } catch (CompletionException e) {
            close();
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ManagementStartException(
                    "management API cannot listen on " + host + " port " + port + ": " + cause.getMessage(), cause);
        }
    }

    /** Where the server listens, with the ports the system chose. */
    public List<InetSocketAddress> addresses() {
        return List.copyOf(addresses);
    }

    /** Stops listening, drops open connections and ends the server's threads; returns when that is done. */
    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
