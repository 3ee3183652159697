package io.leveret.broker.channel;

import io.leveret.broker.auth.Access;
import io.leveret.broker.loop.HalfReceived;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.vhost.RandomNames;
import io.leveret.broker.vhost.TopologyControl;

/**
 * The connection as its channels see it. Every method is called on the connection's loop. The object itself is the
 * identity that owns exclusive queues.
 */
public interface ChannelHost {

    Loop loop();

    /** The way into the topology of the virtual host that the connection has opened. */
    TopologyControl topology();

    /** The way out to the client; whatever is written there leaves at the end of the turn. */
    Output output();

    /** Deliveries that wait for the socket. */
    PendingDeliveries deliveries();

    /** Negotiated octets of a frame. */
    int frameMax();

    /** What holds for every channel of the broker. */
    ChannelTerms terms();

    /** How the connection is called in what is told about it. */
    String connectionName();

    /** What the bodies that the client has begun to send are charged to. */
    HalfReceived.Share halfReceived();

    ClientCapabilities capabilities();

    /** Who is logged in, and what that user may do in the virtual host. */
    Access access();

    RandomNames names();

    /** Something was written or decided that must go out at the end of this turn. */
    void flushAtTurnEnd();

    /** The channel has confirms to tell before this turn's flush. */
    void tellConfirmsAtTurnEnd(AmqpChannel channel);

    /** The connection owns an exclusive queue from now on. */
    void ownsExclusiveQueue();

    /** The channel is closed and its number free. */
    void closed(AmqpChannel channel);

    /** The channel has deferred more frames than it should, or has worked them off again. */
    void deferring(AmqpChannel channel, boolean tooMuch);

    /** Ends the channel or the connection as the exception demands. */
    void fail(AmqpChannel channel, RuntimeException failure);
}
