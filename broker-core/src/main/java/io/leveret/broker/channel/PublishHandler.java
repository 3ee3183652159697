package io.leveret.broker.channel;

import io.leveret.broker.auth.Access;
import io.leveret.broker.auth.AccessTable;
import io.leveret.broker.auth.Permission;
import io.leveret.broker.queue.Enqueue;
import io.leveret.broker.queue.Message;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.queue.StoredOnce;
import io.leveret.broker.stats.MessageStats;
import io.leveret.broker.stats.Stat;
import io.leveret.codec.ChannelException;
import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.method.MethodCodec;
import io.leveret.codec.method.PublishView;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.RawProperties;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.Exchange;
import io.leveret.routing.ExchangeType;
import io.leveret.routing.Route;
import io.leveret.routing.Router;
import io.leveret.routing.Topology;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * basic.publish: method, header and body frames become a {@link Message} on its way to the queues.
 *
 * <p>A client mostly publishes with the exchange and routing key of the time before: then names and route are those of
 * the time before, found by comparing bytes. Owned by the connection's loop.
 */
final class PublishHandler {

    private static final ShortString NO_ROUTE_TEXT = ShortString.of("NO_ROUTE");
    private static final int DELIVERY_MODE_PERSISTENT = 2;

    private enum Expecting {
        METHOD,
        HEADER,
        BODY
    }

    private final AmqpChannel channel;
    private final PublishView view = new PublishView();
    private final ContentAssembly content = new ContentAssembly();
    /** What the content that is incomplete is charged with. */
    private int chargedBytes;

    private Expecting expecting = Expecting.METHOD;
    private boolean mandatory;
    private boolean immediate;

    private ShortString exchange = ShortString.EMPTY;
    private ShortString routingKey = ShortString.EMPTY;
    private @Nullable Topology<Queue> routedBy;
    private @Nullable Route<Queue> route;
    /** Counts of the exchange, as {@link #countedBy} has it. */
    private @Nullable MessageStats exchangeStats;

    private @Nullable Topology<Queue> countedBy;
    /** The snapshot of permissions that lets the user publish there. */
    private @Nullable AccessTable allowedBy;

    PublishHandler(AmqpChannel channel) {
        this.channel = channel;
    }

    /** Whether header or body frames must come next. */
    boolean isExpectingContent() {
        return expecting != Expecting.METHOD;
    }

    /** Takes the method frame. */
    void method(ByteBuf buf, int index, int length) {
        view.parse(buf, index, length);
        mandatory = view.mandatory();
        immediate = view.immediate();
        if (!exchange.contentEquals(buf, view.exchangeIndex(), view.exchangeLength())) {
            exchange = text(buf, view.exchangeIndex(), view.exchangeLength());
            route = null;
            countedBy = null;
            allowedBy = null;
        }
        if (!routingKey.contentEquals(buf, view.routingKeyIndex(), view.routingKeyLength())) {
            routingKey = text(buf, view.routingKeyIndex(), view.routingKeyLength());
            route = null;
            allowedBy = null;
        }
        expecting = Expecting.HEADER;
    }

    private static ShortString text(ByteBuf buf, int index, int length) {
        ShortString text = ShortString.copyOf(buf, index, length);
        if (!text.isUtf8()) {
            throw MethodCodec.malformedUtf8();
        }
        return text;
    }

    /** Takes a content header frame. */
    void header(ByteBuf buf, int index, int length) {
        assert isExpectingContent();
        if (expecting == Expecting.BODY) {
            throw unexpected("expected content body, got non content body frame instead");
        }
        long bodySize = content.header(buf, index, length);
        if (bodySize > channel.host().terms().messageBytesMax()) {
            expecting = Expecting.METHOD;
            content.drop();
            throw tooLarge(bodySize);
        }
        expecting = Expecting.BODY;
        publishIfComplete();
    }

    /** Takes a content body frame. */
    void body(ByteBuf buf, int index, int length) {
        assert isExpectingContent();
        if (expecting == Expecting.HEADER) {
            throw unexpected("expected content header for class 60, got non content header frame instead");
        }
        content.body(buf, index, length);
        publishIfComplete();
    }

    /** The error for a method frame where content is due. */
    ConnectionException methodInsteadOfContent() {
        return unexpected(
                expecting == Expecting.HEADER
                        ? "expected content header for class 60, got non content header frame instead"
                        : "expected content body, got non content body frame instead");
    }

    private static ConnectionException unexpected(String explanation) {
        return new ConnectionException(ReplyCode.UNEXPECTED_FRAME, explanation);
    }

    private ChannelException tooLarge(long bodySize) {
        return new ChannelException(
                ReplyCode.PRECONDITION_FAILED,
                "message size " + bodySize + " is larger than configured max size "
                        + channel.host().terms().messageBytesMax());
    }

    private void publishIfComplete() {
        if (content.isComplete()) {
            expecting = Expecting.METHOD;
            byte[] complete = content.take();
            charge();
            publish(complete, content.propertiesLength());
        } else {
            charge();
        }
    }

    /** Charges the connection with what is held. The last thing to be done: it may end this connection, or another. */
    private void charge() {
        int more = content.heldBytes() - chargedBytes;
        chargedBytes += more;
        channel.host().halfReceived().take(more);
    }

    /** The channel leaves; what has come of a message will never be complete. */
    void leave() {
        content.drop();
        charge();
    }

    private void publish(byte[] bytes, int propertiesLength) {
        if (immediate) {
            throw new ConnectionException(ReplyCode.NOT_IMPLEMENTED, "immediate=true");
        }
        Topology<Queue> topology = channel.host().topology().virtualHost().topology();
        boolean allowed = channel.host().access().table() == allowedBy;
        if (!allowed) {
            channel.host().access().require(Permission.WRITE, Access.EXCHANGE, exchange);
        }
        requireOpenExchange(topology);
        if (!allowed) {
            allow(topology);
        }
        if (DirectReplies.areWanted(bytes, propertiesLength)) {
            byte[] properties = channel.consumers().replies().addressed(bytes, propertiesLength);
            publish(topology, PublishRules.withProperties(properties, bytes, propertiesLength), properties.length);
        } else {
            publish(topology, bytes, propertiesLength);
        }
    }

    private void publish(Topology<Queue> topology, byte[] bytes, int propertiesLength) {
        PublishRules.Extras extras = PublishRules.check(bytes, propertiesLength);
        PublishRules.requireUser(bytes, propertiesLength, channel.host().access());
        boolean persistent = RawProperties.deliveryMode(bytes, 0, propertiesLength) == DELIVERY_MODE_PERSISTENT;
        int priority = Math.max(0, RawProperties.priority(bytes, 0, propertiesLength));
        if (extras == null) {
            Message message = new Message(
                    exchange, routingKey, bytes, propertiesLength, persistent, priority, Message.NO_EXPIRATION);
            send(message, route(topology, List.of(), bytes, propertiesLength), List.of());
        } else {
            Message message = new Message(
                    exchange,
                    routingKey,
                    extras.content(),
                    extras.propertiesLength(),
                    persistent,
                    priority,
                    extras.expirationMs(),
                    extras.bccKeys());
            send(message, route(topology, extras.routingKeys(), bytes, propertiesLength), extras.routingKeys());
        }
    }

    /** Looks at the routing key too; from here on the user may publish with it until permissions change. */
    private void allow(Topology<Queue> topology) {
        Access access = channel.host().access();
        AccessTable table = access.table();
        Exchange found = topology.exchange(exchange);
        if (found != null && found.type() == ExchangeType.TOPIC) {
            access.requireTopic(Permission.WRITE, exchange, routingKey);
        }
        allowedBy = table;
    }

    private void requireOpenExchange(Topology<Queue> topology) {
        if ((topology == routedBy && route != null) || exchange.isEmpty()) {
            return;
        }
        Exchange found = topology.exchange(exchange);
        String description = channel.host().topology().virtualHost().describe("exchange", exchange);
        if (found == null) {
            throw new ChannelException(ReplyCode.NOT_FOUND, "no " + description);
        }
        if (found.internal()) {
            throw new ChannelException(ReplyCode.ACCESS_REFUSED, "cannot publish to internal " + description);
        }
    }

    private Route<Queue> route(
            Topology<Queue> topology, List<ShortString> furtherKeys, byte[] bytes, int propertiesLength) {
        Route<Queue> known = route;
        if (known != null && topology == routedBy && furtherKeys.isEmpty()) {
            return known;
        }
        Route<Queue> found =
                Router.route(topology, exchange, allKeys(furtherKeys), () -> headers(bytes, propertiesLength));
        boolean reusable = furtherKeys.isEmpty() && !found.dependsOnHeaders();
        route = reusable ? found : null;
        routedBy = topology;
        return found;
    }

    private List<ShortString> allKeys(List<ShortString> furtherKeys) {
        if (furtherKeys.isEmpty()) {
            return List.of(routingKey);
        }
        List<ShortString> all = new ArrayList<>(furtherKeys.size() + 1);
        all.add(routingKey);
        all.addAll(furtherKeys);
        return all;
    }

    private static FieldTable headers(byte[] bytes, int propertiesLength) {
        FieldTable headers = RawProperties.headers(bytes, 0, propertiesLength);
        return headers == null ? FieldTable.EMPTY : headers;
    }

    private void send(Message published, Route<Queue> targets, List<ShortString> furtherKeys) {
        Message message = channel.host().terms().compat().believesDeathsOfClients()
                ? published.withDeathsOfItsHeader()
                : published;
        if (channel.host().topology().virtualHost().isTraced()) {
            Firehose.published(channel, message, targets.queues());
        }
        count(targets.size(), message.bodyLength());
        if (channel.tx().isSelected()) {
            channel.tx().publish(message, targets.queues(), furtherKeys, mandatory);
            return;
        }
        replyOrReturn(message, targets.queues(), furtherKeys, mandatory);
        int count = targets.size();
        StoredOnce.on(channel.loop(), message, targets.queues());
        long tag = channel.confirms().open(count);
        for (int i = 0; i < count; i++) {
            Enqueue.send(channel, targets.get(i), message, tag);
        }
    }

    private void count(int targets, int bodyLength) {
        channel.loop().sampler().sizes().count(bodyLength);
        MessageStats stats = channel.stats();
        stats.count(Stat.PUBLISH);
        stats.count(Stat.ROUTED, targets);
        if (channel.confirms().isSelected()) {
            stats.count(Stat.PUBLISH_CONFIRM);
        }
        MessageStats ofExchange = exchangeStats();
        ofExchange.count(Stat.PUBLISH_IN);
        ofExchange.count(Stat.PUBLISH_OUT, targets);
    }

    private MessageStats exchangeStats() {
        Topology<Queue> topology = channel.host().topology().virtualHost().topology();
        MessageStats known = exchangeStats;
        if (known == null || countedBy != topology) {
            Exchange found = topology.exchange(exchange);
            // Deleted in this moment: who publishes saw it.
            known = found == null
                    ? MessageStats.of(channel.loop().sampler())
                    : channel.loop().exchangeStats().of(found);
            exchangeStats = known;
            countedBy = topology;
        }
        return known;
    }

    /** Sends a reply to whom it addresses; writes a basic.return for a mandatory message that nobody gets. */
    void replyOrReturn(Message message, List<Queue> targets, List<ShortString> furtherKeys, boolean isMandatory) {
        // Replies are answered by nobody: they count for mandatory and not for confirms.
        boolean replied =
                message.exchange().isEmpty() && channel.consumers().replies().send(message, furtherKeys);
        if (!targets.isEmpty() || replied) {
            return;
        }
        channel.stats().count(isMandatory ? Stat.RETURN_UNROUTABLE : Stat.DROP_UNROUTABLE);
        if (isMandatory) {
            MessageFrames.returned(
                    channel.host().output(),
                    channel.number(),
                    ReplyCode.NO_ROUTE.code(),
                    NO_ROUTE_TEXT,
                    message,
                    channel.host().frameMax());
            channel.host().flushAtTurnEnd();
        }
    }
}
