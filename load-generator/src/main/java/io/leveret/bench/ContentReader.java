package io.leveret.bench;

import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.method.BasicMethod;
import io.netty.buffer.ByteBuf;

/**
 * Puts method, header and body frames of a message together, without making an object of them: of a delivery remain its
 * tag and its time stamp. Owned by the connection's event loop.
 */
final class ContentReader {

    /** The body is too short for a time stamp. */
    static final long NO_STAMP = Long.MIN_VALUE;

    private static final int DELIVER = BasicMethod.CLASS_ID << Short.SIZE | 60;
    private static final int RETURN = BasicMethod.CLASS_ID << Short.SIZE | 50;
    private static final int IDS_OCTETS = 2 * Short.BYTES;
    /** In a header frame, behind class id and weight. */
    private static final int BODY_SIZE_AT = 2 * Short.BYTES;

    private enum State {
        IDLE,
        HEADER,
        BODY
    }

    private State state = State.IDLE;
    private boolean delivery;
    private long deliveryTag;
    private long bodyLeft;
    private long stamp;

    /** Takes the method at this index if a message follows it; false if none does. */
    boolean method(ByteBuf in, int index) {
        int ids = in.getInt(index);
        if (ids != DELIVER && ids != RETURN) {
            return false;
        }
        expect(State.IDLE);
        state = State.HEADER;
        delivery = ids == DELIVER;
        if (delivery) {
            int tagLength = in.getUnsignedByte(index + IDS_OCTETS);
            deliveryTag = in.getLong(index + IDS_OCTETS + 1 + tagLength);
        }
        return true;
    }

    /** Takes the payload of a header frame; true if the message is complete with it. */
    boolean header(ByteBuf in, int index) {
        expect(State.HEADER);
        stamp = NO_STAMP;
        bodyLeft = in.getLong(index + BODY_SIZE_AT);
        state = bodyLeft == 0 ? State.IDLE : State.BODY;
        return bodyLeft == 0;
    }

    /** Takes the payload of a body frame; true if the message is complete with it. */
    boolean body(ByteBuf in, int index, int length) {
        expect(State.BODY);
        if (stamp == NO_STAMP && length >= BenchOptions.STAMP_OCTETS) {
            stamp = in.getLong(index);
        }
        bodyLeft -= length;
        if (bodyLeft > 0) {
            return false;
        }
        state = State.IDLE;
        return true;
    }

    private void expect(State expected) {
        if (state != expected) {
            throw new ConnectionException(
                    ReplyCode.UNEXPECTED_FRAME, "a frame of a message where " + state + " was expected");
        }
    }

    /** Whether the message is a delivery; else it is one that was returned. */
    boolean isDelivery() {
        return delivery;
    }

    long deliveryTag() {
        return deliveryTag;
    }

    /** The clock's nanoseconds that stand at the head of the body, or {@link #NO_STAMP}. */
    long stamp() {
        return stamp;
    }
}
