package io.leveret.codec.frame;

/** Numbers of the frame layer (AMQP 0-9-1 sections 1.1 and 4.2.3). */
public final class FrameType {
    public static final int METHOD = 1;
    public static final int HEADER = 2;
    public static final int BODY = 3;
    public static final int HEARTBEAT = 8;

    /** The octet that ends each frame. */
    public static final int FRAME_END = 0xCE;

    /** The smallest frame limit, in octets, that a peer may ask for. */
    public static final int MIN_FRAME_MAX = 4096;

    /** Octets of a frame before its payload: type, channel, payload size. */
    public static final int HEAD_OCTETS = 7;

    /** Octets of a frame around its payload: the head and the end octet. */
    public static final int OVERHEAD_OCTETS = HEAD_OCTETS + 1;

    private FrameType() {}
}
