package io.leveret.broker.direct;

import io.leveret.codec.method.Method;
import org.jspecify.annotations.Nullable;

/** What a direct channel was opened for. Every method is called on the channel's loop, until the task has finished. */
interface DirectTask<T> {

    /** The channel is open. */
    void begin(DirectChannel<T> channel);

    /** The broker has sent a method, with content if it is such. */
    void received(DirectChannel<T> channel, Method method, @Nullable Content content);

    /** No more time is left; whether it has finished with what there is. */
    default boolean finishedInTime(DirectChannel<T> channel) {
        return false;
    }
}
