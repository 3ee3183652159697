package io.leveret.broker.direct;

import io.leveret.codec.method.Method;
import org.jspecify.annotations.Nullable;

/** Calls a method that the broker answers with another. */
record CallTask(Method method) implements DirectTask<Method> {

    @Override
    public void begin(DirectChannel<Method> channel) {
        channel.send(method);
    }

    @Override
    public void received(DirectChannel<Method> channel, Method reply, @Nullable Content content) {
        channel.finish(reply);
    }
}
