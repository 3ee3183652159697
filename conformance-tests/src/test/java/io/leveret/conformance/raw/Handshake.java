package io.leveret.conformance.raw;

import static io.leveret.conformance.raw.Octets.octets;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.LongStringHelper;
import java.util.HashMap;
import java.util.Map;

/**
 * What a client says from start-ok to open. The defaults lead to an open connection on "/" as guest, with the
 * capabilities authentication_failure_close and consumer_cancel_notify, and take over the server's tune.
 */
public final class Handshake {

    private static final int FROM_SERVER = -1;

    private final Map<String, Object> capabilities =
            new HashMap<>(Map.of("authentication_failure_close", true, "consumer_cancel_notify", true));
    private String mechanism = "PLAIN";
    private byte[] response = plain("guest", "guest");
    private int channelMax = FROM_SERVER;
    private int frameMax = FROM_SERVER;
    private int heartbeatSeconds;
    private String virtualHost = "/";

    public static Handshake handshake() {
        return new Handshake();
    }

    /** The response of SASL PLAIN. */
    public static byte[] plain(String user, String password) {
        return octets().u8(0).text(user).u8(0).text(password).toBytes();
    }

    public Handshake with(String capability) {
        capabilities.put(capability, true);
        return this;
    }

    public Handshake without(String capability) {
        capabilities.remove(capability);
        return this;
    }

    public Handshake sasl(String mechanism, byte[] response) {
        this.mechanism = mechanism;
        this.response = response;
        return this;
    }

    public Handshake channelMax(int channelMax) {
        this.channelMax = channelMax;
        return this;
    }

    public Handshake frameMax(int frameMax) {
        this.frameMax = frameMax;
        return this;
    }

    public Handshake heartbeatSeconds(int heartbeatSeconds) {
        this.heartbeatSeconds = heartbeatSeconds;
        return this;
    }

    public Handshake virtualHost(String virtualHost) {
        this.virtualHost = virtualHost;
        return this;
    }

    public AMQP.Connection.StartOk startOk() {
        return new AMQP.Connection.StartOk.Builder()
                .clientProperties(Map.of("product", "Leveret conformance", "capabilities", capabilities))
                .mechanism(mechanism)
                .response(LongStringHelper.asLongString(response))
                .locale("en_US")
                .build();
    }

    public AMQP.Connection.TuneOk tuneOk(AMQP.Connection.Tune tune) {
        return new AMQP.Connection.TuneOk.Builder()
                .channelMax(channelMax == FROM_SERVER ? tune.getChannelMax() : channelMax)
                .frameMax(frameMax == FROM_SERVER ? tune.getFrameMax() : frameMax)
                .heartbeat(heartbeatSeconds)
                .build();
    }

    public AMQP.Connection.Open open() {
        return new AMQP.Connection.Open.Builder().virtualHost(virtualHost).build();
    }
}
