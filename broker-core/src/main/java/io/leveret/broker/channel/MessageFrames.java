package io.leveret.broker.channel;

import io.leveret.broker.queue.Message;
import io.leveret.codec.frame.FrameEncoder;
import io.leveret.codec.frame.FrameType;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.value.ShortString;
import io.netty.buffer.ByteBuf;

/**
 * Writes messages to clients: method, content header, body frames. What the publisher sent as properties and body goes
 * out byte for byte; only the split into frames follows the receiver's frame size.
 */
final class MessageFrames {

    private static final int CLASS_BASIC = 60;
    private static final int METHOD_DELIVER = 60;
    /** Type, channel, size, and the end octet. */
    private static final int FRAME_OVERHEAD = 8;
    /** Class and method id, length octet of the tag, delivery tag, redelivered, length octets of exchange and key. */
    private static final int DELIVER_FIXED = 4 + 1 + 8 + 1 + 1 + 1;
    /** Class id, weight, body size. */
    private static final int HEADER_FIXED = 12;

    private MessageFrames() {}

    /** Writes a basic.deliver; the hot path, which makes no objects. */
    static void deliver(
            Output output,
            int channel,
            ShortString consumerTag,
            long deliveryTag,
            boolean redelivered,
            Message message,
            int frameMax) {
        ShortString exchange = message.exchange();
        ShortString routingKey = message.routingKey();
        int methodLength = DELIVER_FIXED + consumerTag.length() + exchange.length() + routingKey.length();
        ByteBuf out = output.room(FRAME_OVERHEAD + methodLength + contentLength(message, frameMax));
        out.writeByte(FrameType.METHOD);
        out.writeShort(channel);
        out.writeInt(methodLength);
        out.writeShort(CLASS_BASIC);
        out.writeShort(METHOD_DELIVER);
        consumerTag.writeTo(out);
        out.writeLong(deliveryTag);
        out.writeBoolean(redelivered);
        exchange.writeTo(out);
        routingKey.writeTo(out);
        out.writeByte(FrameType.FRAME_END);
        content(out, channel, message, frameMax);
    }

    /** Writes a basic.get-ok with its content. */
    static void getOk(
            Output output,
            int channel,
            long deliveryTag,
            boolean redelivered,
            Message message,
            int remaining,
            int frameMax) {
        withContent(
                output,
                channel,
                new BasicMethod.GetOk(deliveryTag, redelivered, message.exchange(), message.routingKey(), remaining),
                message,
                frameMax);
    }

    /** Writes a basic.return with its content. */
    static void returned(
            Output output, int channel, int replyCode, ShortString replyText, Message message, int frameMax) {
        withContent(
                output,
                channel,
                new BasicMethod.Return(replyCode, replyText, message.exchange(), message.routingKey()),
                message,
                frameMax);
    }

    private static void withContent(Output output, int channel, BasicMethod method, Message message, int frameMax) {
        output.method(channel, method);
        content(output.room(contentLength(message, frameMax)), channel, message, frameMax);
    }

    private static void content(ByteBuf out, int channel, Message message, int frameMax) {
        int propertiesLength = message.propertiesLength();
        FrameEncoder.contentHeader(out, channel, message.bodyLength(), message.content(), 0, propertiesLength);
        FrameEncoder.contentBody(out, channel, message.content(), propertiesLength, message.bodyLength(), frameMax);
    }

    private static int contentLength(Message message, int frameMax) {
        int payloadMax = frameMax - FRAME_OVERHEAD;
        int bodyFrames = (message.bodyLength() + payloadMax - 1) / payloadMax;
        return FRAME_OVERHEAD + HEADER_FIXED + message.content().length + bodyFrames * FRAME_OVERHEAD;
    }
}
