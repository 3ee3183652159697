package io.leveret.conformance;

import static io.leveret.conformance.raw.Handshake.handshake;
import static io.leveret.conformance.raw.Handshake.plain;
import static io.leveret.conformance.raw.Octets.octets;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import io.leveret.conformance.raw.RawConnection;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** Passwords, right ones and wrong ones, in no log, however much is logged. */
@Isolated("it changes how much is logged")
class NoPasswordInTheLogTest {

    private static final String CANARY = "kanarienvogel";

    @TempDir
    Path directory;

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger own = (Logger) LoggerFactory.getLogger("io.leveret");
    private final Level before = root.getLevel();
    private final Level ownBefore = own.getLevel();
    private final List<Appender<ILoggingEvent>> usual = new ArrayList<>();
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> recorder = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage() + ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
    };

    private TlsBroker broker;

    @BeforeEach
    void start() {
        root.iteratorForAppenders().forEachRemaining(usual::add);
        usual.forEach(root::detachAppender);
        recorder.start();
        root.addAppender(recorder);
        root.setLevel(Level.TRACE);
        own.setLevel(Level.TRACE);
        broker = TlsBroker.start(directory);
    }

    @AfterEach
    void stop() {
        broker.close();
        root.setLevel(before);
        own.setLevel(ownBefore);
        root.detachAppender(recorder);
        usual.forEach(root::addAppender);
    }

    @Test
    @Spec(section = "1.2", row = "login: no password in the log")
    void logsNoPasswordOfAmqp() {
        broker.user("bird", CANARY);
        RawConnection.connect(broker.plainAddress())
                .open(handshake().sasl("PLAIN", plain("bird", CANARY)))
                .close();
        byte[] pair = octets().shortString("LOGIN")
                .u8('S')
                .longString("guest")
                .shortString("PASSWORD")
                .u8('S')
                .longString(CANARY)
                .toBytes();
        byte[] withoutLogin =
                octets().shortString("PASSWORD").u8('S').longString(CANARY).toBytes();
        List<RawConnection> refused = List.of(
                answerStart("PLAIN", plain("guest", CANARY)),
                answerStart("PLAIN", plain("nobody", CANARY)),
                answerStart("PLAIN", octets().text("authzid\0guest\0" + CANARY).toBytes()),
                answerStart("PLAIN", octets().text(CANARY).toBytes()),
                answerStart("AMQPLAIN", pair),
                answerStart("AMQPLAIN", withoutLogin),
                answerStart("SCRAM-SHA-256", octets().text(CANARY).toBytes()));
        refused.forEach(RawConnection::expectEnd);

        assertNoCanary();
    }

    private RawConnection answerStart(String mechanism, byte[] response) {
        RawConnection raw = RawConnection.connect(broker.plainAddress());
        raw.start();
        return raw.method(
                0,
                handshake()
                        .without("authentication_failure_close")
                        .sasl(mechanism, response)
                        .startOk());
    }

    @Test
    @Spec(section = "3.1", row = "credentials: none in the log")
    void logsNoPasswordOfHttp() throws Exception {
        InetSocketAddress http = broker.startManagement();
        broker.user("bird", CANARY);
        assertThat(HttpAsGuest.get(http, "/api/whoami", "bird", CANARY).statusCode())
                .isEqualTo(200);
        assertThat(HttpAsGuest.get(http, "/api/whoami", "guest", CANARY).statusCode())
                .isEqualTo(401);
        assertThat(HttpAsGuest.getAs(http, "/api/whoami", CANARY).statusCode()).isEqualTo(401);
        assertThat(HttpAsGuest.get(http, "/api/nowhere", "bird", CANARY).statusCode())
                .isEqualTo(404);

        assertNoCanary();
    }

    private void assertNoCanary() {
        String encoded = Base64.getEncoder().encodeToString(CANARY.getBytes(StandardCharsets.UTF_8));
        assertThat(lines).as("refusals are logged").anyMatch(line -> line.contains("guest"));
        assertThat(lines)
                .noneMatch(line -> line.contains(CANARY))
                // However the pair was aligned before it was encoded.
                .noneMatch(line -> line.contains(encoded.substring(0, 12)));
    }
}
