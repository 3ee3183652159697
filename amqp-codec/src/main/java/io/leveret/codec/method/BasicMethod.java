package io.leveret.codec.method;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.netty.buffer.ByteBuf;

/** Class basic (AMQP 0-9-1 section 1.8), with RabbitMQ's nack. */
public sealed interface BasicMethod extends Method
        permits BasicMethod.Qos,
                BasicMethod.QosOk,
                BasicMethod.Consume,
                BasicMethod.ConsumeOk,
                BasicMethod.Cancel,
                BasicMethod.CancelOk,
                BasicMethod.Publish,
                BasicMethod.Return,
                BasicMethod.Deliver,
                BasicMethod.Get,
                BasicMethod.GetOk,
                BasicMethod.GetEmpty,
                BasicMethod.Ack,
                BasicMethod.Reject,
                BasicMethod.RecoverAsync,
                BasicMethod.Recover,
                BasicMethod.RecoverOk,
                BasicMethod.Nack {
    /** The class id on the wire. */
    int CLASS_ID = 60;

    @Override
    default int classId() {
        return CLASS_ID;
    }

    /** Limits what may be delivered without acknowledgement. */
    record Qos(long prefetchSize, int prefetchCount, boolean global) implements BasicMethod {
        @Override
        public int methodId() {
            return 10;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeInt((int) prefetchSize);
            out.writeShort(prefetchCount);
            out.writeBoolean(global);
        }

        static Qos decode(ArgumentReader in) {
            return new Qos(in.uint32(), in.uint16(), in.bit());
        }
    }

    /** The limit holds. */
    record QosOk() implements BasicMethod {
        @Override
        public int methodId() {
            return 11;
        }
    }

    /** Starts a consumer; an empty tag asks the server for one. */
    record Consume(
            ShortString queue,
            ShortString consumerTag,
            boolean noLocal,
            boolean noAck,
            boolean exclusive,
            boolean nowait,
            FieldTable arguments)
            implements BasicMethod {
        @Override
        public int methodId() {
            return 20;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeShort(0);
            queue.writeTo(out);
            consumerTag.writeTo(out);
            ArgumentWriter.bits(out, noLocal, noAck, exclusive, nowait);
            arguments.writeTo(out);
        }

        static Consume decode(ArgumentReader in) {
            in.uint16();
            return new Consume(in.shortString(), in.shortString(), in.bit(), in.bit(), in.bit(), in.bit(), in.table());
        }
    }

    /** The consumer's tag. */
    record ConsumeOk(ShortString consumerTag) implements BasicMethod {
        @Override
        public int methodId() {
            return 21;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            consumerTag.writeTo(out);
        }

        static ConsumeOk decode(ArgumentReader in) {
            return new ConsumeOk(in.shortString());
        }
    }

    /** Ends a consumer; from the server: its queue is gone. */
    record Cancel(ShortString consumerTag, boolean nowait) implements BasicMethod {
        @Override
        public int methodId() {
            return 30;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            consumerTag.writeTo(out);
            out.writeBoolean(nowait);
        }

        static Cancel decode(ArgumentReader in) {
            return new Cancel(in.shortString(), in.bit());
        }
    }

    /** It has ended. */
    record CancelOk(ShortString consumerTag) implements BasicMethod {
        @Override
        public int methodId() {
            return 31;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            consumerTag.writeTo(out);
        }

        static CancelOk decode(ArgumentReader in) {
            return new CancelOk(in.shortString());
        }
    }

    /** A message for an exchange. {@link PublishView} reads it without making this record. */
    record Publish(ShortString exchange, ShortString routingKey, boolean mandatory, boolean immediate)
            implements BasicMethod {
        @Override
        public int methodId() {
            return 40;
        }

        @Override
        public boolean hasContent() {
            return true;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeShort(0);
            exchange.writeTo(out);
            routingKey.writeTo(out);
            ArgumentWriter.bits(out, mandatory, immediate);
        }

        static Publish decode(ArgumentReader in) {
            in.uint16();
            return new Publish(in.shortString(), in.shortString(), in.bit(), in.bit());
        }
    }

    /** A mandatory message that reached no queue comes back. */
    record Return(int replyCode, ShortString replyText, ShortString exchange, ShortString routingKey)
            implements BasicMethod {
        @Override
        public int methodId() {
            return 50;
        }

        @Override
        public boolean hasContent() {
            return true;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeShort(replyCode);
            replyText.writeTo(out);
            exchange.writeTo(out);
            routingKey.writeTo(out);
        }

        static Return decode(ArgumentReader in) {
            return new Return(in.uint16(), in.shortString(), in.shortString(), in.shortString());
        }
    }

    /** A message for a consumer. */
    record Deliver(
            ShortString consumerTag,
            long deliveryTag,
            boolean redelivered,
            ShortString exchange,
            ShortString routingKey)
            implements BasicMethod {
        @Override
        public int methodId() {
            return 60;
        }

        @Override
        public boolean hasContent() {
            return true;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            consumerTag.writeTo(out);
            out.writeLong(deliveryTag);
            out.writeBoolean(redelivered);
            exchange.writeTo(out);
            routingKey.writeTo(out);
        }

        static Deliver decode(ArgumentReader in) {
            return new Deliver(in.shortString(), in.int64(), in.bit(), in.shortString(), in.shortString());
        }
    }

    /** Asks for one message. */
    record Get(ShortString queue, boolean noAck) implements BasicMethod {
        @Override
        public int methodId() {
            return 70;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeShort(0);
            queue.writeTo(out);
            out.writeBoolean(noAck);
        }

        static Get decode(ArgumentReader in) {
            in.uint16();
            return new Get(in.shortString(), in.bit());
        }
    }

    /** It, and how many are left. */
    record GetOk(long deliveryTag, boolean redelivered, ShortString exchange, ShortString routingKey, long messageCount)
            implements BasicMethod {
        @Override
        public int methodId() {
            return 71;
        }

        @Override
        public boolean hasContent() {
            return true;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeLong(deliveryTag);
            out.writeBoolean(redelivered);
            exchange.writeTo(out);
            routingKey.writeTo(out);
            out.writeInt((int) messageCount);
        }

        static GetOk decode(ArgumentReader in) {
            return new GetOk(in.int64(), in.bit(), in.shortString(), in.shortString(), in.uint32());
        }
    }

    /** There is none. */
    record GetEmpty() implements BasicMethod {
        @Override
        public int methodId() {
            return 72;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            ShortString.EMPTY.writeTo(out);
        }

        static GetEmpty decode(ArgumentReader in) {
            in.shortString();
            return new GetEmpty();
        }
    }

    /** From a client: done with a message. From the server: a publish is confirmed. */
    record Ack(long deliveryTag, boolean multiple) implements BasicMethod {
        @Override
        public int methodId() {
            return 80;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeLong(deliveryTag);
            out.writeBoolean(multiple);
        }

        static Ack decode(ArgumentReader in) {
            return new Ack(in.int64(), in.bit());
        }
    }

    /** Refuses one message. */
    record Reject(long deliveryTag, boolean requeue) implements BasicMethod {
        @Override
        public int methodId() {
            return 90;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeLong(deliveryTag);
            out.writeBoolean(requeue);
        }

        static Reject decode(ArgumentReader in) {
            return new Reject(in.int64(), in.bit());
        }
    }

    /** Recover without an answer. */
    record RecoverAsync(boolean requeue) implements BasicMethod {
        @Override
        public int methodId() {
            return 100;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeBoolean(requeue);
        }

        static RecoverAsync decode(ArgumentReader in) {
            return new RecoverAsync(in.bit());
        }
    }

    /** Delivers again what is not acknowledged. */
    record Recover(boolean requeue) implements BasicMethod {
        @Override
        public int methodId() {
            return 110;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeBoolean(requeue);
        }

        static Recover decode(ArgumentReader in) {
            return new Recover(in.bit());
        }
    }

    /** It goes back to its queues. */
    record RecoverOk() implements BasicMethod {
        @Override
        public int methodId() {
            return 111;
        }
    }

    /** Refuses one message or all up to it; from the server: a publish failed. */
    record Nack(long deliveryTag, boolean multiple, boolean requeue) implements BasicMethod {
        @Override
        public int methodId() {
            return 120;
        }

        @Override
        public void encodeArguments(ByteBuf out) {
            out.writeLong(deliveryTag);
            ArgumentWriter.bits(out, multiple, requeue);
        }

        static Nack decode(ArgumentReader in) {
            return new Nack(in.int64(), in.bit(), in.bit());
        }
    }
}
