package io.leveret.codec.method;

import io.netty.buffer.ByteBuf;

/**
 * A method of AMQP 0-9-1: one record per method, nested in the interface of its class. Components stand in the order of
 * the specification; reserved arguments are left out, read over and written as zero.
 *
 * <p>Integers of 32 bits without sign are {@code long}. A decoded method fits the wire again; of one that the broker makes,
 * bits beyond the wire type are dropped when it is written.
 */
public sealed interface Method
        permits ConnectionMethod,
                ChannelMethod,
                AccessMethod,
                ExchangeMethod,
                QueueMethod,
                BasicMethod,
                ConfirmMethod,
                TxMethod {

    int classId();

    int methodId();

    /** Whether a content header and body follow. */
    default boolean hasContent() {
        return false;
    }

    /** Writes the arguments as on the wire, without the ids. Methods without arguments keep this. */
    default void encodeArguments(ByteBuf out) {}

    /** The name in the specification, for example {@code queue.declare-ok}. */
    default String name() {
        return MethodNames.of(getClass());
    }
}
