package io.leveret.codec.method;

import io.leveret.codec.value.ShortString;
import io.netty.buffer.ByteBuf;

/** Class channel (AMQP 0-9-1 section 1.5). */
public sealed interface ChannelMethod extends Method
        permits ChannelMethod.Open,
                ChannelMethod.OpenOk,
                ChannelMethod.Flow,
                ChannelMethod.FlowOk,
                ChannelMethod.Close,
                ChannelMethod.CloseOk {
    /** The class id on the wire. */
    int CLASS_ID = 20;

    @Override
    default int classId() {
        return CLASS_ID;
    }

    /** Opens a channel. */
    record Open() implements ChannelMethod {
        @Override
        public int methodId() {
            return 10;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            ShortString.EMPTY.writeTo(out);
        }

        static Open decode(ArgumentReader in) {
            in.shortString();
            return new Open();
        }
    }

    /** It is open. */
    record OpenOk() implements ChannelMethod {
        @Override
        public int methodId() {
            return 11;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeInt(0);
        }

        static OpenOk decode(ArgumentReader in) {
            in.longString();
            return new OpenOk();
        }
    }

    /** Asks the peer to stop or go on sending content. */
    record Flow(boolean active) implements ChannelMethod {
        @Override
        public int methodId() {
            return 20;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeBoolean(active);
        }

        static Flow decode(ArgumentReader in) {
            return new Flow(in.bit());
        }
    }

    /** What the peer does now. */
    record FlowOk(boolean active) implements ChannelMethod {
        @Override
        public int methodId() {
            return 21;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeBoolean(active);
        }

        static FlowOk decode(ArgumentReader in) {
            return new FlowOk(in.bit());
        }
    }

    /** Ends the channel; the failed ids name the method that went wrong, 0 if none did. */
    record Close(int replyCode, ShortString replyText, int failedClassId, int failedMethodId) implements ChannelMethod {
        @Override
        public int methodId() {
            return 40;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeShort(replyCode);
            replyText.writeTo(out);
            out.writeShort(failedClassId);
            out.writeShort(failedMethodId);
        }

        static Close decode(ArgumentReader in) {
            return new Close(in.uint16(), in.shortString(), in.uint16(), in.uint16());
        }
    }

    /** The channel number is free again. */
    record CloseOk() implements ChannelMethod {
        @Override
        public int methodId() {
            return 41;
        }
    }
}
