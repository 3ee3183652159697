package io.leveret.broker.tls;

import io.leveret.broker.time.Clock;
import io.leveret.broker.time.Deadlines;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker's side of TLS: handlers for new connections, and the files looked at again and again, so that a renewed
 * certificate counts for new connections without a restart. Files that make no sense change nothing, and the log says so.
 *
 * <p>Any thread may ask for handlers and certificates. What takes long, the arithmetic of handshakes and reading the
 * files, is done by threads of its own and not by event loops.
 */
public final class TlsServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TlsServer.class);

    /** RabbitMQ's limit of a handshake; here it is the client's time that counts. */
    public static final int HANDSHAKE_MS_MAX = 5_000;

    /** How often the files are looked at. A change counts when two looks have found the same, so none is read half-written. */
    public static final int LOOK_MS = 2_000;

    private static final Duration WARN_BEFORE_END = Duration.ofDays(30);
    private static final Duration WARN_AGAIN = Duration.ofDays(1);
    private static final int IDLE_SECONDS_MAX = 30;

    private final TlsSettings settings;
    private final Clock clock;
    private final ThreadPoolExecutor workers;
    private volatile TlsMaterial current;
    /** Owned, with what follows, by whichever worker looks: looks follow each other. */
    private PemFiles used;

    private @Nullable PemFiles seen;
    private @Nullable String complaint;
    private long warnedMs;

    private TlsServer(TlsSettings settings, Clock clock, PemFiles files, TlsMaterial material) {
        this.settings = settings;
        this.clock = clock;
        this.used = files;
        this.current = material;
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        workers =
                new ThreadPoolExecutor(threads, threads, IDLE_SECONDS_MAX, TimeUnit.SECONDS, new TaskQueue(), task -> {
                    Thread thread = new Thread(task, "leveret-tls");
                    thread.setDaemon(true);
                    return thread;
                });
        workers.allowCoreThreadTimeOut(true);
    }

    /**
     * Reads the files.
     *
     * @throws TlsFault if they cannot be used
     */
    public static TlsServer open(TlsSettings settings, Clock clock) throws TlsFault {
        PemFiles files = PemFiles.read(settings);
        TlsServer server = new TlsServer(settings, clock, files, TlsMaterial.of(settings, files));
        server.describe();
        return server;
    }

    /**
     * Finds out whether these settings can be used.
     *
     * @throws TlsFault if not
     */
    public static void verify(TlsSettings settings) throws TlsFault {
        TlsMaterial.of(settings, PemFiles.read(settings));
    }

    /** What a new connection needs: a handler that never gives up by itself, and what the broker has to do for it. */
    public record Handshaking(SslHandler handler, HandshakeTasks tasks) {}

    /** The handler of a new connection. */
    public Handshaking newHandler(ByteBufAllocator allocator) {
        HandshakeTasks tasks = new HandshakeTasks(workers);
        SslHandler handler = current.context().newHandler(allocator, tasks);
        SSLEngine engine = handler.engine();
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setUseCipherSuitesOrder(settings.ownOrder());
        engine.setSSLParameters(parameters);
        // Netty's own limit would count the time in which the broker is busy with others.
        handler.setHandshakeTimeoutMillis(0);
        handler.handshakeFuture().addListener(done -> tasks.end());
        return new Handshaking(handler, tasks);
    }

    /** Looks at the files again in time, and so on. */
    public void watch(Deadlines deadlines) {
        deadlines.at(clock.monotonicMs() + LOOK_MS, this::execute, () -> {
            look();
            watch(deadlines);
        });
    }

    private void execute(Runnable task) {
        if (!workers.isShutdown()) {
            workers.execute(task);
        }
    }

    private void look() {
        try {
            PemFiles found = PemFiles.read(settings);
            if (found.isSameAs(used)) {
                complaint = null;
            } else if (found.isSameAs(seen)) {
                take(found);
            }
            seen = found;
        } catch (TlsFault fault) {
            complain(fault.getMessage());
        } catch (RuntimeException unexpected) {
            LOG.error("unexpected failure while the TLS files were looked at", unexpected);
        }
        if (clock.monotonicMs() - warnedMs >= WARN_AGAIN.toMillis()) {
            warn();
        }
    }

    private void take(PemFiles files) throws TlsFault {
        current = TlsMaterial.of(settings, files);
        used = files;
        complaint = null;
        LOG.info("the TLS files have changed; new connections use them");
        describe();
    }

    /** Says it once. */
    private void complain(@Nullable String reason) {
        if (!Objects.equals(reason, complaint)) {
            complaint = reason;
            LOG.error("the TLS files have changed and cannot be used, the ones of before stay in use: {}", reason);
        }
    }

    private void describe() {
        X509Certificate own = current.chain().get(0);
        LOG.info(
                "TLS certificate {} ({}), valid until {}",
                settings.certificateFile(),
                DistinguishedName.of(own.getSubjectX500Principal()),
                own.getNotAfter().toInstant());
        warn();
    }

    private void warn() {
        warnedMs = clock.monotonicMs();
        current.chain().forEach(certificate -> warn(settings.certificateFile(), certificate));
        Path authorities = settings.authoritiesFile();
        if (authorities != null) {
            current.authorities().forEach(certificate -> warn(authorities, certificate));
        }
    }

    private void warn(Path file, X509Certificate certificate) {
        Instant now = Instant.ofEpochMilli(clock.wallMs());
        Instant end = certificate.getNotAfter().toInstant();
        String name = DistinguishedName.of(certificate.getSubjectX500Principal());
        if (end.isBefore(now)) {
            LOG.warn("the certificate of {} in {} has expired on {}", name, file, end);
        } else if (end.isBefore(now.plus(WARN_BEFORE_END))) {
            LOG.warn("the certificate of {} in {} expires on {}", name, file, end);
        }
        if (certificate.getNotBefore().toInstant().isAfter(now)) {
            LOG.warn(
                    "the certificate of {} in {} is not valid before {}",
                    name,
                    file,
                    certificate.getNotBefore().toInstant());
        }
    }

    public TlsSettings settings() {
        return settings;
    }

    /** What new connections are shown, the broker's own certificate first. */
    public List<X509Certificate> chain() {
        return current.chain();
    }

    /** Who signs certificates of clients. */
    public List<X509Certificate> authorities() {
        return current.authorities();
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
