package io.leveret.bench;

import io.leveret.codec.frame.FrameEncoder;
import io.leveret.codec.frame.FrameType;
import io.leveret.codec.method.ConnectionMethod;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue.LongString;
import io.leveret.codec.value.ShortString;
import java.util.Arrays;

/** Logs in (AMQP 0-9-1 section 2.2.4) with SASL PLAIN. On the thread that sets up. */
final class Handshake {

    private static final String PLAIN = "PLAIN";
    private static final int ANSWER_SECONDS_MAX = 10;

    private Handshake() {}

    /** Returns the largest frame, in octets, that both sides take. */
    static int run(ClientConnection connection, Target target) throws BenchException {
        ConnectionMethod.Start start =
                connection.call(FrameEncoder::protocolHeader, ConnectionMethod.Start.class, ANSWER_SECONDS_MAX);
        if (!Arrays.asList(start.mechanisms().toString().split(" ")).contains(PLAIN)) {
            throw BenchException.failed("the broker offers no PLAIN login, only " + start.mechanisms());
        }
        ConnectionMethod.Tune tune = connection.call(0, startOk(target), ConnectionMethod.Tune.class);
        int frameMax = frameMax(tune.frameMax());
        connection.send(0, new ConnectionMethod.TuneOk(1, frameMax, 0));
        ShortString virtualHost = ShortString.of(target.virtualHost());
        connection.call(0, new ConnectionMethod.Open(virtualHost), ConnectionMethod.OpenOk.class);
        return frameMax;
    }

    private static int frameMax(long offered) {
        long agreed = offered == 0 ? FrameHandler.FRAME_MAX : Math.min(offered, FrameHandler.FRAME_MAX);
        return (int) Math.max(agreed, FrameType.MIN_FRAME_MAX);
    }

    private static ConnectionMethod.StartOk startOk(Target target) {
        // Brokers tell why they refuse a login, and that they block publishers, only to those who say they want to
        // know.
        FieldTable capabilities = FieldTable.builder()
                .put("authentication_failure_close", true)
                .put("basic.nack", true)
                .put("connection.blocked", true)
                .put("consumer_cancel_notify", true)
                .put("publisher_confirms", true)
                .build();
        FieldTable properties = FieldTable.builder()
                .put("product", "Leveret bench")
                .put("connection_name", "leveret bench")
                .put("capabilities", capabilities)
                .build();
        LongString response = LongString.of("\0" + target.user() + "\0" + target.password());
        return new ConnectionMethod.StartOk(properties, ShortString.of(PLAIN), response, ShortString.of("en_US"));
    }
}
