package io.leveret.codec.fuzz;

import io.leveret.codec.ConnectionException;
import io.leveret.codec.frame.FrameDecoder;
import io.leveret.codec.frame.FrameType;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.method.MethodCodec;
import io.leveret.codec.method.PublishView;
import io.leveret.codec.value.BasicProperties;
import io.leveret.codec.value.RawProperties;
import io.leveret.codec.value.ShortString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** Decodes input as a connection does, and checks what must hold whatever the input; answers what became of it. */
final class FrameProbe {
    static final int FRAME_MAX = 131_072;
    private static final int CONTENT_HEAD_OCTETS = 12;

    private final FrameDecoder decoder = new FrameDecoder(FRAME_MAX);
    private final PublishView view = new PublishView();

    /** How the input ended: all read, cut short, or refused and why. */
    String decode(ByteBuf in, int start) {
        int end = in.writerIndex();
        int index = start;
        String outcome = "nothing";
        try {
            while (index < end) {
                int size = decoder.frameAt(in, index, end);
                if (size == 0) {
                    checkWanted(end - index);
                    return "incomplete";
                }
                check(size == decoder.payloadLength() + 8 && size <= end - index, "frame outside its input");
                outcome = payload(in);
                index += size;
            }
            return outcome;
        } catch (ConnectionException e) {
            return refused(e);
        }
    }

    private void checkWanted(int available) {
        int wanted = decoder.wanted();
        check(available < FrameType.HEAD_OCTETS ? wanted == 0 : wanted > available, "wants nothing more");
        check(wanted <= FRAME_MAX + FrameType.OVERHEAD_OCTETS, "wants more than the limit");
    }

    private String payload(ByteBuf in) {
        int index = decoder.payloadIndex();
        int length = decoder.payloadLength();
        return switch (decoder.type()) {
            case FrameType.METHOD -> method(in, index, length);
            case FrameType.HEADER -> header(in, index + CONTENT_HEAD_OCTETS, length - CONTENT_HEAD_OCTETS);
            case FrameType.BODY -> "body";
            case FrameType.HEARTBEAT -> "heartbeat";
            default -> throw new AssertionError("unknown type passed: " + decoder.type());
        };
    }

    private String method(ByteBuf in, int index, int length) {
        if (PublishView.isPublish(in, index)) {
            return publish(in, index, length);
        }
        checkWritesWhatItRead(MethodCodec.decode(in, index, length));
        return "method";
    }

    /** View and decoder must agree on every publish, good or bad; but the view leaves UTF-8 to whoever copies the names. */
    private String publish(ByteBuf in, int index, int length) {
        Method decoded;
        try {
            decoded = MethodCodec.decode(in, index, length);
        } catch (ConnectionException e) {
            if (e.explanation().equals(MethodCodec.malformedUtf8().explanation())) {
                throw e;
            }
            try {
                view.parse(in, index, length);
            } catch (ConnectionException sameAgain) {
                check(e.getMessage().equals(sameAgain.getMessage()), "view has another text");
                throw sameAgain;
            }
            throw new AssertionError("view took what the decoder refused", e);
        }
        view.parse(in, index, length);
        Method viewed = new BasicMethod.Publish(
                ShortString.copyOf(in, view.exchangeIndex(), view.exchangeLength()),
                ShortString.copyOf(in, view.routingKeyIndex(), view.routingKeyLength()),
                view.mandatory(),
                view.immediate());
        check(viewed.equals(decoded), "view and decoder disagree");
        checkWritesWhatItRead(decoded);
        return "publish";
    }

    private static void checkWritesWhatItRead(Method method) {
        ByteBuf out = Unpooled.buffer();
        MethodCodec.encode(method, out);
        check(MethodCodec.decode(out, 0, out.writerIndex()).equals(method), "method changed by writing it");
        check(!method.name().isEmpty() && !method.toString().isEmpty(), "method without a name");
    }

    private static String header(ByteBuf in, int index, int length) {
        byte[] data = ByteBufUtil.getBytes(in, index, length);
        RawProperties.validate(data, 0, length);
        try {
            checkReadable(data);
        } catch (ConnectionException e) {
            throw new AssertionError("validated properties cannot be read", e);
        }
        return "header";
    }

    private static void checkReadable(byte[] data) {
        int length = data.length;
        BasicProperties properties = BasicProperties.decode(data, 0, length);
        byte[] written = properties.encode();
        check(written.length == length, "properties changed their length");
        check(BasicProperties.decode(written, 0, length).equals(properties), "properties changed by writing them");
        check(RawProperties.deliveryMode(data, 0, length) >= 0, "delivery mode");
        check(RawProperties.priority(data, 0, length) >= -1, "priority");
    }

    private static String refused(ConnectionException e) {
        check(e.replyText().length() <= 255, "reply text too long");
        String text = e.explanation();
        for (String known : new String[] {
            "cannot decode", "unknown_frame", "frame_too_large", "invalid_frame_end_marker", "nested too deep"
        }) {
            if (text.contains(known)) {
                return e.replyCode() + " " + known;
            }
        }
        return e.replyCode().toString();
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
