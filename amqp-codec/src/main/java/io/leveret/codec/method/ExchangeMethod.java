package io.leveret.codec.method;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.netty.buffer.ByteBuf;

/** Class exchange (AMQP 0-9-1 section 1.6), with RabbitMQ's bindings from exchange to exchange. */
public sealed interface ExchangeMethod extends Method
        permits ExchangeMethod.Declare,
                ExchangeMethod.DeclareOk,
                ExchangeMethod.Delete,
                ExchangeMethod.DeleteOk,
                ExchangeMethod.Bind,
                ExchangeMethod.BindOk,
                ExchangeMethod.Unbind,
                ExchangeMethod.UnbindOk {
    /** The class id on the wire. */
    int CLASS_ID = 40;

    @Override
    default int classId() {
        return CLASS_ID;
    }

    /** Creates an exchange, or checks that it is there. */
    record Declare(
            ShortString exchange,
            ShortString type,
            boolean passive,
            boolean durable,
            boolean autoDelete,
            boolean internal,
            boolean nowait,
            FieldTable arguments)
            implements ExchangeMethod {
        @Override
        public int methodId() {
            return 10;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeShort(0);
            exchange.writeTo(out);
            type.writeTo(out);
            ArgumentWriter.bits(out, passive, durable, autoDelete, internal, nowait);
            arguments.writeTo(out);
        }

        static Declare decode(ArgumentReader in) {
            in.uint16();
            return new Declare(
                    in.shortString(), in.shortString(), in.bit(), in.bit(), in.bit(), in.bit(), in.bit(), in.table());
        }
    }

    /** It is there. */
    record DeclareOk() implements ExchangeMethod {
        @Override
        public int methodId() {
            return 11;
        }
    }

    /** Deletes an exchange. */
    record Delete(ShortString exchange, boolean ifUnused, boolean nowait) implements ExchangeMethod {
        @Override
        public int methodId() {
            return 20;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeShort(0);
            exchange.writeTo(out);
            ArgumentWriter.bits(out, ifUnused, nowait);
        }

        static Delete decode(ArgumentReader in) {
            in.uint16();
            return new Delete(in.shortString(), in.bit(), in.bit());
        }
    }

    /** It is gone. */
    record DeleteOk() implements ExchangeMethod {
        @Override
        public int methodId() {
            return 21;
        }
    }

    /** Binds one exchange to another. */
    record Bind(
            ShortString destination, ShortString source, ShortString routingKey, boolean nowait, FieldTable arguments)
            implements ExchangeMethod {
        @Override
        public int methodId() {
            return 30;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeShort(0);
            destination.writeTo(out);
            source.writeTo(out);
            routingKey.writeTo(out);
            out.writeBoolean(nowait);
            arguments.writeTo(out);
        }

        static Bind decode(ArgumentReader in) {
            in.uint16();
            return new Bind(in.shortString(), in.shortString(), in.shortString(), in.bit(), in.table());
        }
    }

    /** They are bound. */
    record BindOk() implements ExchangeMethod {
        @Override
        public int methodId() {
            return 31;
        }
    }

    /** Takes such a binding away. */
    record Unbind(
            ShortString destination, ShortString source, ShortString routingKey, boolean nowait, FieldTable arguments)
            implements ExchangeMethod {
        @Override
        public int methodId() {
            return 40;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeShort(0);
            destination.writeTo(out);
            source.writeTo(out);
            routingKey.writeTo(out);
            out.writeBoolean(nowait);
            arguments.writeTo(out);
        }

        static Unbind decode(ArgumentReader in) {
            in.uint16();
            return new Unbind(in.shortString(), in.shortString(), in.shortString(), in.bit(), in.table());
        }
    }

    /** It is gone. The id is 51, not 41. */
    record UnbindOk() implements ExchangeMethod {
        @Override
        public int methodId() {
            return 51;
        }
    }
}
