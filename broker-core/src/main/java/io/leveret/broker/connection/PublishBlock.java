package io.leveret.broker.connection;

import io.leveret.broker.alarm.Alarms;
import io.leveret.broker.channel.ChannelHost;
import io.leveret.broker.channel.Output;
import io.leveret.codec.frame.FrameType;
import io.leveret.codec.method.ConnectionMethod;
import io.leveret.codec.value.ShortString;
import io.netty.buffer.ByteBuf;

/**
 * Blocks one connection while the broker is short of something: from the first basic.publish on that comes during an
 * alarm nothing more is read, and the client is told if it understands that, as RabbitMQ does. What was read behind that
 * frame waits in the {@link FrameReader}. A connection that does not publish goes on.
 *
 * <p>Owned by the connection's loop.
 */
final class PublishBlock {

    private static final int BASIC_PUBLISH = 60 << 16 | 40;

    private final Alarms alarms;
    private final Output output;
    private final ReadPause reading;
    private final ChannelHost host;
    private Runnable resume = () -> {};
    private boolean blocked;
    private boolean told;
    private boolean exempt;

    PublishBlock(Alarms alarms, Output output, ReadPause reading, ChannelHost host) {
        this.alarms = alarms;
        this.output = output;
        this.reading = reading;
        this.host = host;
    }

    /** What works off, at the end of a block, all that has been read in it. */
    void resumeWith(Runnable reader) {
        resume = reader;
    }

    boolean isBlocked() {
        return blocked;
    }

    /** A frame has been handled: blocks if it is a publish and there is an alarm. */
    void handled(int type, ByteBuf buf, int index, int length) {
        Alarms.Snapshot now = alarms.now();
        if (now.blocksPublishers()
                && !exempt
                && type == FrameType.METHOD
                && length >= Integer.BYTES
                && buf.getInt(index) == BASIC_PUBLISH) {
            begin(now.reason());
        }
    }

    private void begin(String reason) {
        blocked = true;
        reading.set(ReadPause.Reason.ALARM, true);
        told = host.capabilities().connectionBlocked();
        if (told) {
            output.method(0, new ConnectionMethod.Blocked(ShortString.of(reason)));
            host.flushAtTurnEnd();
        }
    }

    /** An alarm has been cleared. */
    void endIfOver() {
        if (blocked && !alarms.now().blocksPublishers()) {
            if (told) {
                output.method(0, new ConnectionMethod.Unblocked());
                host.flushAtTurnEnd();
            }
            end();
        }
    }

    /** The broker has said good-bye: the client's answer is to be read, whatever comes before it. */
    void lift() {
        exempt = true;
        if (blocked) {
            end();
        }
    }

    private void end() {
        blocked = false;
        reading.set(ReadPause.Reason.ALARM, false);
        resume.run();
    }
}
