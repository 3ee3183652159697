package io.leveret.broker.channel;

import io.leveret.broker.auth.Access;
import io.leveret.broker.auth.Permission;
import io.leveret.broker.vhost.ExchangeDeclarations;
import io.leveret.broker.vhost.TopologyControl;
import io.leveret.codec.ChannelException;
import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.method.ExchangeMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.Exchange;
import io.leveret.routing.ExchangeType;

/** The exchange class: declare, delete, bind, unbind. Owned by the connection's loop. */
final class ExchangeHandler {

    private final AmqpChannel channel;

    ExchangeHandler(AmqpChannel channel) {
        this.channel = channel;
    }

    void handle(ExchangeMethod method) {
        if (method instanceof ExchangeMethod.Declare declare) {
            declare(declare);
        } else if (method instanceof ExchangeMethod.Delete delete) {
            delete(delete);
        } else if (method instanceof ExchangeMethod.Bind bind) {
            bind(bind);
        } else if (method instanceof ExchangeMethod.Unbind unbind) {
            unbind(unbind);
        } else {
            throw new ConnectionException(ReplyCode.COMMAND_INVALID, "unimplemented method");
        }
    }

    private void declare(ExchangeMethod.Declare declare) {
        ShortString name = Names.stripped(declare.exchange());
        if (declare.passive()) {
            ExchangeDeclarations.requireNotDefault(name);
            requireExists(name);
            reply(declare.nowait(), new ExchangeMethod.DeclareOk());
            return;
        }
        ExchangeDeclarations.Request request = new ExchangeDeclarations.Request(
                name,
                ExchangeDeclarations.requireType(
                        declare.type(), channel.host().terms().compat()),
                declare.durable(),
                declare.autoDelete(),
                declare.internal(),
                declare.arguments(),
                access().held());
        ExchangeDeclarations.requireNotDefault(name);
        access().require(Permission.CONFIGURE, Access.EXCHANGE, name);
        channel.stall();
        topology()
                .declareExchange(channel.asker(), request, replying(declare.nowait(), new ExchangeMethod.DeclareOk()));
    }

    private void requireExists(ShortString name) {
        if (topology().virtualHost().topology().exchange(name) == null) {
            throw new ChannelException(
                    ReplyCode.NOT_FOUND, "no " + topology().virtualHost().describe("exchange", name));
        }
    }

    private void delete(ExchangeMethod.Delete delete) {
        ExchangeDeclarations.requireNotDefault(delete.exchange());
        ExchangeDeclarations.requireDeletable(delete.exchange(), topology().virtualHost());
        access().require(Permission.CONFIGURE, Access.EXCHANGE, delete.exchange());
        channel.stall();
        topology()
                .deleteExchange(
                        channel.asker(),
                        delete.exchange(),
                        delete.ifUnused(),
                        replying(delete.nowait(), new ExchangeMethod.DeleteOk()));
    }

    private void bind(ExchangeMethod.Bind bind) {
        ExchangeDeclarations.requireNotDefault(bind.destination());
        ExchangeDeclarations.requireNotDefault(bind.source());
        requireMayBind(channel, Access.EXCHANGE, bind.destination(), bind.source(), bind.routingKey());
        channel.stall();
        topology()
                .bindExchange(
                        channel.asker(),
                        bind.destination(),
                        bind.source(),
                        bind.routingKey(),
                        bind.arguments(),
                        replying(bind.nowait(), new ExchangeMethod.BindOk()));
    }

    private void unbind(ExchangeMethod.Unbind unbind) {
        ExchangeDeclarations.requireNotDefault(unbind.destination());
        ExchangeDeclarations.requireNotDefault(unbind.source());
        requireMayBind(channel, Access.EXCHANGE, unbind.destination(), unbind.source(), unbind.routingKey());
        channel.stall();
        topology()
                .unbindExchange(
                        channel.asker(),
                        unbind.destination(),
                        unbind.source(),
                        unbind.routingKey(),
                        unbind.arguments(),
                        replying(unbind.nowait(), new ExchangeMethod.UnbindOk()));
    }

    /** Refuses to bind, or to unbind, what the user may not; {@code kind} is the destination's. */
    static void requireMayBind(
            AmqpChannel channel, String kind, ShortString destination, ShortString source, ShortString routingKey) {
        Access access = channel.host().access();
        access.require(Permission.WRITE, kind, destination);
        access.require(Permission.READ, Access.EXCHANGE, source);
        Exchange found = channel.host().topology().virtualHost().topology().exchange(source);
        if (found != null && found.type() == ExchangeType.TOPIC) {
            access.requireTopic(Permission.READ, source, routingKey);
        }
    }

    private Access access() {
        return channel.host().access();
    }

    private TopologyControl topology() {
        return channel.host().topology();
    }

    private TopologyControl.Answer<Boolean> replying(boolean nowait, Method ok) {
        return (done, failure) -> channel.answered(done, failure, value -> reply(nowait, ok));
    }

    private void reply(boolean nowait, Method ok) {
        if (!nowait) {
            channel.reply(ok);
        }
    }
}
