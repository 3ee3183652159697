package io.leveret.broker.channel;

import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.method.AccessMethod;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.ChannelMethod;
import io.leveret.codec.method.ConfirmMethod;
import io.leveret.codec.method.ExchangeMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.method.QueueMethod;
import io.leveret.codec.method.TxMethod;

/** Gives each method of an open channel to the handler of its class. Owned by the connection's loop. */
final class MethodDispatch {

    private final AmqpChannel channel;
    private final ConsumeHandler consume;
    private final SettleHandler settle;
    private final ExchangeHandler exchanges;

    MethodDispatch(AmqpChannel channel) {
        this.channel = channel;
        this.consume = new ConsumeHandler(channel);
        this.settle = new SettleHandler(channel);
        this.exchanges = new ExchangeHandler(channel);
    }

    /** How many messages a consumer that comes next may hold, 0 for any number. */
    int prefetch() {
        return consume.prefetch();
    }

    /** Handles any method but basic.publish. */
    void handle(Method method) {
        if (method instanceof BasicMethod basic) {
            basic(basic);
        } else if (method instanceof QueueMethod queue) {
            channel.queues().handle(queue);
        } else if (method instanceof ExchangeMethod exchange) {
            exchanges.handle(exchange);
        } else if (method instanceof ChannelMethod ofChannel) {
            channel.handle(ofChannel);
        } else if (method instanceof ConfirmMethod.Select select) {
            channel.confirms().select(select);
        } else if (method instanceof AccessMethod.Request) {
            channel.reply(new AccessMethod.RequestOk(1));
        } else if (method instanceof TxMethod transaction) {
            channel.tx().handle(transaction);
        } else {
            throw unimplemented();
        }
    }

    private void basic(BasicMethod method) {
        if (method instanceof BasicMethod.Ack
                || method instanceof BasicMethod.Nack
                || method instanceof BasicMethod.Reject
                || method instanceof BasicMethod.Recover
                || method instanceof BasicMethod.RecoverAsync) {
            settle.handle(method);
        } else {
            consume.handle(method);
        }
    }

    /** 503 for a method that only a broker sends, or nobody. */
    static ConnectionException unimplemented() {
        return new ConnectionException(ReplyCode.COMMAND_INVALID, "unimplemented method");
    }
}
