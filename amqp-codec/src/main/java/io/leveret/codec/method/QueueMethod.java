package io.leveret.codec.method;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.netty.buffer.ByteBuf;

/** Class queue (AMQP 0-9-1 section 1.7). */
public sealed interface QueueMethod extends Method
        permits QueueMethod.Declare,
                QueueMethod.DeclareOk,
                QueueMethod.Bind,
                QueueMethod.BindOk,
                QueueMethod.Purge,
                QueueMethod.PurgeOk,
                QueueMethod.Delete,
                QueueMethod.DeleteOk,
                QueueMethod.Unbind,
                QueueMethod.UnbindOk {
    /** The class id on the wire. */
    int CLASS_ID = 50;

    @Override
    default int classId() {
        return CLASS_ID;
    }

    /** Creates a queue, or checks that it is there; an empty name asks the server for one. */
    record Declare(
            ShortString queue,
            boolean passive,
            boolean durable,
            boolean exclusive,
            boolean autoDelete,
            boolean nowait,
            FieldTable arguments)
            implements QueueMethod {
        @Override
        public int methodId() {
            return 10;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeShort(0);
            queue.writeTo(out);
            ArgumentWriter.bits(out, passive, durable, exclusive, autoDelete, nowait);
            arguments.writeTo(out);
        }

        static Declare decode(ArgumentReader in) {
            in.uint16();
            return new Declare(in.shortString(), in.bit(), in.bit(), in.bit(), in.bit(), in.bit(), in.table());
        }
    }

    /** Its name, messages ready and consumers. */
    record DeclareOk(ShortString queue, long messageCount, long consumerCount) implements QueueMethod {
        @Override
        public int methodId() {
            return 11;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            queue.writeTo(out);
            out.writeInt((int) messageCount);
            out.writeInt((int) consumerCount);
        }

        static DeclareOk decode(ArgumentReader in) {
            return new DeclareOk(in.shortString(), in.uint32(), in.uint32());
        }
    }

    /** Binds a queue to an exchange. */
    record Bind(ShortString queue, ShortString exchange, ShortString routingKey, boolean nowait, FieldTable arguments)
            implements QueueMethod {
        @Override
        public int methodId() {
            return 20;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeShort(0);
            queue.writeTo(out);
            exchange.writeTo(out);
            routingKey.writeTo(out);
            out.writeBoolean(nowait);
            arguments.writeTo(out);
        }

        static Bind decode(ArgumentReader in) {
            in.uint16();
            return new Bind(in.shortString(), in.shortString(), in.shortString(), in.bit(), in.table());
        }
    }

    /** It is bound. */
    record BindOk() implements QueueMethod {
        @Override
        public int methodId() {
            return 21;
        }
    }

    /** Drops the messages that are ready. */
    record Purge(ShortString queue, boolean nowait) implements QueueMethod {
        @Override
        public int methodId() {
            return 30;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeShort(0);
            queue.writeTo(out);
            out.writeBoolean(nowait);
        }

        static Purge decode(ArgumentReader in) {
            in.uint16();
            return new Purge(in.shortString(), in.bit());
        }
    }

    /** How many they were. */
    record PurgeOk(long messageCount) implements QueueMethod {
        @Override
        public int methodId() {
            return 31;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeInt((int) messageCount);
        }

        static PurgeOk decode(ArgumentReader in) {
            return new PurgeOk(in.uint32());
        }
    }

    /** Deletes a queue. */
    record Delete(ShortString queue, boolean ifUnused, boolean ifEmpty, boolean nowait) implements QueueMethod {
        @Override
        public int methodId() {
            return 40;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeShort(0);
            queue.writeTo(out);
            ArgumentWriter.bits(out, ifUnused, ifEmpty, nowait);
        }

        static Delete decode(ArgumentReader in) {
            in.uint16();
            return new Delete(in.shortString(), in.bit(), in.bit(), in.bit());
        }
    }

    /** How many messages went with it. */
    record DeleteOk(long messageCount) implements QueueMethod {
        @Override
        public int methodId() {
            return 41;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeInt((int) messageCount);
        }

        static DeleteOk decode(ArgumentReader in) {
            return new DeleteOk(in.uint32());
        }
    }

    /** Takes a binding away; there is no nowait. */
    record Unbind(ShortString queue, ShortString exchange, ShortString routingKey, FieldTable arguments)
            implements QueueMethod {
        @Override
        public int methodId() {
            return 50;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeShort(0);
            queue.writeTo(out);
            exchange.writeTo(out);
            routingKey.writeTo(out);
            arguments.writeTo(out);
        }

        static Unbind decode(ArgumentReader in) {
            in.uint16();
            return new Unbind(in.shortString(), in.shortString(), in.shortString(), in.table());
        }
    }

    /** It is gone. */
    record UnbindOk() implements QueueMethod {
        @Override
        public int methodId() {
            return 51;
        }
    }
}
