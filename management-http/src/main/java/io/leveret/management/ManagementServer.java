package io.leveret.management;

import io.leveret.management.http.HttpOptions;
import io.leveret.management.metrics.BrokerMetrics;
import io.leveret.management.metrics.MetricsRoutes;
import io.leveret.management.resource.OwnListeners;
import io.leveret.management.view.BrokerView;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
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
 * <tr><td>request body</td><td>20 MB unless configured</td></tr>
 * </table>
 */
public final class ManagementServer implements AutoCloseable {

    /** The most that the body of a message or a file of definitions may hold unless it is said, in bytes. */
    public static final long LARGE_BYTES_MAX = 20_000_000;

    private static final int IDLE_SECONDS_MAX = 60;

    private final Vertx vertx;
    private final HttpOptions options;
    /** Requests that are answered ask for them while the last are still added. */
    private final List<InetSocketAddress> addresses = new CopyOnWriteArrayList<>();

    private final List<InetSocketAddress> metricsAddresses = new CopyOnWriteArrayList<>();

    private ManagementServer(Vertx vertx, HttpOptions options) {
        this.vertx = vertx;
        this.options = options;
    }

    /**
     * Listens on every host.
     *
     * @param port 0 lets the system choose, for each host on its own
     * @throws ManagementStartException when one of them cannot be listened on; then none is
     */
    public static ManagementServer start(List<String> hosts, int port, BrokerView broker, HttpOptions options)
            throws ManagementStartException {
        ManagementServer server = new ManagementServer(Vertx.vertx(vertxOptions()), options);
        OwnListeners own = new OwnListeners(
                broker.node().name(), server::addresses, server::metricsAddresses, options.pathPrefix());
        Router router = ApiRouter.create(server.vertx, broker, options, own);
        boolean started = false;
        try {
            for (String host : hosts) {
                server.addresses.add(server.listen("management API", host, port, router));
            }
            started = true;
            return server;
        } finally {
            if (!started) {
                server.close();
            }
        }
    }

    /** The same as it is served where nothing is configured. */
    public static ManagementServer start(List<String> hosts, int port, BrokerView broker)
            throws ManagementStartException {
        return start(hosts, port, broker, HttpOptions.DEFAULT);
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

    private InetSocketAddress listen(String what, String host, int port, Router router)
            throws ManagementStartException {
        HttpServerOptions how = new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setIdleTimeout(IDLE_SECONDS_MAX)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setCompressionSupported(options.compress())
                .setHttp2ClearTextEnabled(false);
        try {
            HttpServer server = vertx.createHttpServer(how)
                    .requestHandler(router)
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            return new InetSocketAddress(host, server.actualPort());
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ManagementStartException(
                    what + " cannot listen on " + host + " port " + port + ": " + cause.getMessage(), cause);
        }
    }

    /**
     * Serves metrics too, on a port of their own.
     *
     * @param port 0 lets the system choose, for each host on its own
     * @param path of the page, such as {@code /metrics}
     * @param perObject whether the page shows queues, channels and connections one by one
     * @return where
     * @throws ManagementStartException when one of the hosts cannot be listened on
     */
    public List<InetSocketAddress> serveMetrics(
            List<String> hosts, int port, BrokerMetrics metrics, String path, boolean perObject)
            throws ManagementStartException {
        Router router = MetricsRoutes.create(vertx, metrics, path, perObject);
        for (String host : hosts) {
            metricsAddresses.add(listen("metrics", host, port, router));
        }
        return metricsAddresses();
    }

    /** Where it serves metrics; empty if it does not. */
    public List<InetSocketAddress> metricsAddresses() {
        return List.copyOf(metricsAddresses);
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
