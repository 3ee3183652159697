package io.leveret.codec.method;

import io.netty.buffer.ByteBuf;

/** RabbitMQ's class confirm: the server acknowledges what is published. */
public sealed interface ConfirmMethod extends Method permits ConfirmMethod.Select, ConfirmMethod.SelectOk {
    /** The class id on the wire. */
    int CLASS_ID = 85;

    @Override
    default int classId() {
        return CLASS_ID;
    }

    /** Turns confirms on for the channel. */
    record Select(boolean nowait) implements ConfirmMethod {
        @Override
        public int methodId() {
            return 10;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeBoolean(nowait);
        }

        static Select decode(ArgumentReader in) {
            return new Select(in.bit());
        }
    }

    /** They are on. */
    record SelectOk() implements ConfirmMethod {
        @Override
        public int methodId() {
            return 11;
        }
    }
}
