package io.leveret.conformance.raw;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownNotifier;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What the broker said as it closed something: "channel" or "connection", the reply code and text, and the name of the
 * method that class and method id accuse ("none" for 0/0).
 */
public record CloseReason(String what, int replyCode, String replyText, String failedMethod) {

    private static final int DEADLINE_S = 60;

    public static CloseReason channel(int replyCode, String replyText, String failedMethod) {
        return new CloseReason("channel", replyCode, replyText, failedMethod);
    }

    public static CloseReason connection(int replyCode, String replyText, String failedMethod) {
        return new CloseReason("connection", replyCode, replyText, failedMethod);
    }

    /** What one does with a client that may fail at once or later. */
    @FunctionalInterface
    public interface Action {
        void run() throws IOException;
    }

    /** Runs the action, waits until the broker closes the channel or its whole connection, and says why. */
    public static CloseReason of(Channel channel, Action action) {
        return await(channel, action);
    }

    /** Runs the action, waits until the broker closes the connection, and says why. */
    public static CloseReason of(Connection connection, Action action) {
        return await(connection, action);
    }

    /** Of channel.close or connection.close. */
    public static CloseReason of(Method close) {
        if (close instanceof AMQP.Connection.Close connection) {
            return connection(
                    connection.getReplyCode(),
                    connection.getReplyText(),
                    MethodNames.of(connection.getClassId(), connection.getMethodId()));
        }
        if (close instanceof AMQP.Channel.Close channel) {
            return channel(
                    channel.getReplyCode(),
                    channel.getReplyText(),
                    MethodNames.of(channel.getClassId(), channel.getMethodId()));
        }
        throw new AssertionError("expected a close, got " + close);
    }

    private static CloseReason await(ShutdownNotifier closing, Action action) {
        CompletableFuture<ShutdownSignalException> closed = new CompletableFuture<>();
        closing.addShutdownListener(closed::complete);
        try {
            action.run();
        } catch (IOException | ShutdownSignalException e) {
            // Synchronous methods tell of the close by exception, the others do not: the listener hears of both.
        }
        try {
            return of(closed.get(DEADLINE_S, TimeUnit.SECONDS).getReason());
        } catch (TimeoutException e) {
            throw new AssertionError("the broker did not close " + closing, e);
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
