package io.leveret.codec.method;

import io.leveret.codec.value.ShortString;
import io.netty.buffer.ByteBuf;

/** Class access of AMQP 0-8: gone from 0-9-1, but old clients still ask and RabbitMQ still answers. */
public sealed interface AccessMethod extends Method permits AccessMethod.Request, AccessMethod.RequestOk {
    /** The class id on the wire. */
    int CLASS_ID = 30;

    @Override
    default int classId() {
        return CLASS_ID;
    }

    /** Asks for an access ticket. */
    record Request(ShortString realm, boolean exclusive, boolean passive, boolean active, boolean write, boolean read)
            implements AccessMethod {
        @Override
        public int methodId() {
            return 10;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            realm.writeTo(out);
            ArgumentWriter.bits(out, exclusive, passive, active, write, read);
        }

        static Request decode(ArgumentReader in) {
            return new Request(in.shortString(), in.bit(), in.bit(), in.bit(), in.bit(), in.bit());
        }
    }

    /** A ticket, which means nothing. */
    record RequestOk(int ticket) implements AccessMethod {
        @Override
        public int methodId() {
            return 11;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeShort(ticket);
        }

        static RequestOk decode(ArgumentReader in) {
            return new RequestOk(in.uint16());
        }
    }
}
