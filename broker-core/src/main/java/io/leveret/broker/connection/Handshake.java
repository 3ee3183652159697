package io.leveret.broker.connection;

import io.leveret.broker.auth.Access;
import io.leveret.broker.auth.Logins;
import io.leveret.broker.channel.ClientCapabilities;
import io.leveret.broker.channel.Output;
import io.leveret.broker.tls.TlsPeer;
import io.leveret.broker.vhost.TopologyControl;
import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.frame.FrameType;
import io.leveret.codec.method.ConnectionMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.value.FieldValue;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From the protocol header to connection.open-ok (AMQP 0-9-1 section 2.2.4).
 *
 * <p>Steps: header, start-ok, tune-ok, open, done; or, after a login that failed, refused. A method out of step ends the
 * connection; before tune nothing is told to the peer, as RabbitMQ does. Owned by the connection's loop.
 */
final class Handshake {

    private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);
    private static final byte[] AMQP_0_9_1 = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};
    /** The header of the 0-9 draft, which RabbitMQ takes for 0-9-1. */
    private static final byte[] AMQP_0_9 = {'A', 'M', 'Q', 'P', 1, 1, 0, 9};

    /** What RabbitMQ 4 would have liked to hear. */
    private static final byte[] AMQP_1_0_SASL = {'A', 'M', 'Q', 'P', 3, 1, 0, 0};

    /** How a TLS client begins: a record of a handshake, of version 3 of SSL or what came of it. */
    private static final byte TLS_HANDSHAKE = 0x16;

    private static final byte TLS_MAJOR = 3;

    private static final FieldValue.LongString LOCALES = FieldValue.LongString.of("en_US");

    private static final int CLASS_CONNECTION = 10;
    private static final int METHOD_TUNE = 30;

    private enum Step {
        HEADER,
        START_OK,
        /** The login has failed; only the answer is due. */
        REFUSED,
        TUNE_OK,
        OPEN,
        DONE
    }

    /** What the handshake came to. */
    interface Listener {
        /** Frames may be of this size from now on, and heartbeats run. */
        void tuned(int channelMax, int frameMax, int heartbeatSeconds);

        void opened(TopologyControl virtualHost, Access access, Occupancy.Seat seat);

        /** The peer speaks another protocol: it has got our header, and the socket goes. */
        void wrongProtocol();

        /** The login is refused; the peer is told so late, in milliseconds, if it understands that, and is not read before. */
        void refusing(int delayMs, ConnectionException refusal);
    }

    private final ConnectionContext context;
    private final Output output;
    private final SocketAddress peer;
    private final @Nullable TlsPeer tls;
    private final ConnectionEvents events;
    private final Listener listener;
    private Step step = Step.HEADER;
    private ClientCapabilities capabilities = ClientCapabilities.NONE;
    private String user = "";
    private String usedMechanism = "";
    private ConnectionMethod.@Nullable TuneOk tuned;
    private @Nullable String virtualHost;

    /** @param tls null on a connection that is not encrypted */
    Handshake(
            ConnectionContext context,
            Output output,
            SocketAddress peer,
            @Nullable TlsPeer tls,
            ConnectionEvents events,
            Listener listener) {
        this.context = context;
        this.output = output;
        this.peer = peer;
        this.tls = tls;
        this.events = events;
        this.listener = listener;
    }

    boolean isDone() {
        return step == Step.DONE;
    }

    /** Whether an error is told to the peer by connection.close: not before the login, and then what the peer asked. */
    boolean tells(ConnectionException failure) {
        return switch (step) {
            case HEADER, START_OK -> false;
            case REFUSED ->
                capabilities.authenticationFailureClose() && failure.replyCode() == ReplyCode.ACCESS_REFUSED;
            case TUNE_OK -> failure.replyCode() == ReplyCode.NOT_ALLOWED;
            case OPEN, DONE -> true;
        };
    }

    /** Who has logged in, empty before that. */
    String user() {
        return user;
    }

    /** The one that was opened, or null. */
    @Nullable
    String virtualHost() {
        return virtualHost;
    }

    ClientCapabilities capabilities() {
        return capabilities;
    }

    /** By which mechanism that user has logged in, empty before that. */
    String mechanism() {
        return usedMechanism;
    }

    /** What was agreed upon, or null before that. */
    ConnectionMethod.@Nullable TuneOk tuned() {
        return tuned;
    }

    /** Takes the first eight octets, or fewer that cannot become a header. */
    void protocolHeader(byte[] header) {
        if (Arrays.equals(header, AMQP_0_9_1) || Arrays.equals(header, AMQP_0_9)) {
            step = Step.START_OK;
            output.method(
                    0,
                    new ConnectionMethod.Start(
                            0,
                            9,
                            context.serverProperties().get(),
                            FieldValue.LongString.of(
                                    context.logins().mechanisms().offered(tls)),
                            LOCALES));
        } else {
            LOG.warn("{}: {}", peer, complaint(header));
            output.room(AMQP_0_9_1.length)
                    .writeBytes(context.terms().compat().showsHeaderOfAmqp10() ? AMQP_1_0_SASL : AMQP_0_9_1);
            listener.wrongProtocol();
        }
    }

    private static String complaint(byte[] header) {
        if (header.length > 1 && header[0] == TLS_HANDSHAKE && header[1] == TLS_MAJOR) {
            return "TLS client detected on non-TLS AMQP port";
        }
        return new String(header, StandardCharsets.ISO_8859_1).startsWith("GET ")
                ? "HTTP GET request detected on AMQP port"
                : "client did not start with the AMQP 0-9-1 protocol header";
    }

    /** Takes a method on channel 0. */
    void method(int type, @Nullable Method method) {
        if (type == FrameType.HEARTBEAT || step == Step.REFUSED) {
            return;
        }
        if (step == Step.START_OK && method instanceof ConnectionMethod.StartOk startOk) {
            login(startOk);
        } else if (step == Step.TUNE_OK && method instanceof ConnectionMethod.TuneOk tuneOk) {
            tune(tuneOk);
        } else if (step == Step.OPEN && method instanceof ConnectionMethod.Open open) {
            open(open);
        } else {
            throw new ConnectionException(
                    ReplyCode.CHANNEL_ERROR, "unexpected method in connection state " + stateName());
        }
    }

    /** As RabbitMQ calls the step. */
    String stateName() {
        return switch (step) {
            case HEADER, START_OK, REFUSED -> "starting";
            case TUNE_OK -> "tuning";
            case OPEN -> "opening";
            case DONE -> "running";
        };
    }

    private void login(ConnectionMethod.StartOk startOk) {
        capabilities = ClientCapabilities.of(startOk.clientProperties());
        String mechanism = startOk.mechanism().toString();
        Logins.Answer answer =
                context.logins().login(mechanism, startOk.response().bytes(), peer, tls);
        if (!answer.isAccepted()) {
            LOG.warn(
                    "{}: {} login refused for user '{}': {}",
                    peer,
                    mechanism,
                    printable(answer.user()),
                    answer.verdict().reason());
            events.loginRefused(
                    startOk.clientProperties(),
                    answer.user(),
                    mechanism,
                    answer.verdict().reason());
            refuse(mechanism, answer.delayMs());
            return;
        }
        user = answer.user();
        usedMechanism = mechanism;
        events.loginAccepted(startOk.clientProperties(), user, mechanism);
        step = Step.TUNE_OK;
        ConnectionLimits limits = context.limits();
        output.method(0, new ConnectionMethod.Tune(limits.channelMax(), limits.frameMax(), limits.heartbeatSeconds()));
    }

    /** Names come from outside: a line break in one must not forge a log line. */
    private static String printable(String name) {
        return name.replaceAll("\\p{Cntrl}", "?");
    }

    private void refuse(String mechanism, int delayMs) {
        step = Step.REFUSED;
        ConnectionException refusal = new ConnectionException(
                ReplyCode.ACCESS_REFUSED,
                "Login was refused using authentication mechanism " + mechanism
                        + ". For details see the broker logfile.");
        listener.refusing(delayMs, refusal);
    }

    private void tune(ConnectionMethod.TuneOk tuneOk) {
        ConnectionLimits limits = context.limits();
        requireWithin("channel_max", tuneOk.channelMax(), limits.channelMax(), " (no limit)");
        requireWithin("frame_max", tuneOk.frameMax(), limits.frameMax(), "");
        int least = context.terms().compat().frameMaxLeast();
        if (tuneOk.frameMax() < least) {
            throw notTuned("negotiated frame_max = " + tuneOk.frameMax() + " is lower than the minimum allowed value ("
                    + least + ")");
        }
        step = Step.OPEN;
        tuned = tuneOk;
        listener.tuned(tuneOk.channelMax(), (int) tuneOk.frameMax(), tuneOk.heartbeat());
    }

    private static void requireWithin(String name, long asked, long most, String whenZero) {
        if (most != 0 && (asked == 0 || asked > most)) {
            throw notTuned("negotiated " + name + " = " + asked + (asked == 0 ? whenZero : "")
                    + " is higher than the maximum allowed value (" + most + ")");
        }
    }

    private void open(ConnectionMethod.Open open) {
        String name = open.virtualHost().toString();
        TopologyControl entered = context.virtualHosts().get(name);
        if (entered == null) {
            throw notAllowed("vhost " + name + " not found", open);
        }
        Occupancy.Seat seat =
                context.occupancy().enter(user, name, entered.virtualHost().limits(), open);
        if (context.users().table().permissions(name, user) == null) {
            seat.leave();
            throw notAllowed("access to vhost '" + name + "' refused for user '" + user + "'", open);
        }
        virtualHost = name;
        step = Step.DONE;
        output.method(0, new ConnectionMethod.OpenOk());
        events.opened(user, name, usedMechanism, Objects.requireNonNull(tuned, "no open before tune-ok"));
        listener.opened(entered, new Access(context.users(), user, name), seat);
    }

    private static ConnectionException notAllowed(String explanation, ConnectionMethod.Open open) {
        return new ConnectionException(ReplyCode.NOT_ALLOWED, explanation, open.classId(), open.methodId());
    }

    /** The error names connection.tune, the offer that the peer exceeded. */
    private static ConnectionException notTuned(String explanation) {
        return new ConnectionException(ReplyCode.NOT_ALLOWED, explanation, CLASS_CONNECTION, METHOD_TUNE);
    }
}
