package io.leveret.broker.vhost;

import io.leveret.codec.ChannelException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.Exchange;
import io.leveret.routing.ExchangeType;
import java.util.List;

/** Declares and deletes the exchanges of one virtual host. Owned by the control thread. */
public final class ExchangeDeclarations {

    private static final String ALTERNATE_EXCHANGE = "alternate-exchange";
    private static final String RESERVED_PREFIX = "amq.";

    /** What a client asks for with an active exchange.declare; the name is without CR and LF. */
    public record Request(
            ShortString name,
            ExchangeType type,
            boolean durable,
            boolean autoDelete,
            boolean internal,
            FieldTable arguments) {}

    private final TopologyEditor editor;

    ExchangeDeclarations(TopologyEditor editor) {
        this.editor = editor;
    }

    /** The exchange type of that name; 406 if there is none. */
    public static ExchangeType requireType(ShortString type) {
        ExchangeType known = ExchangeType.named(type.toString());
        if (known == null) {
            throw Arguments.failed("unknown exchange type '" + type + "'");
        }
        return known;
    }

    /** Refuses to change the default exchange. */
    public static void requireNotDefault(ShortString exchange) {
        if (exchange.isEmpty()) {
            throw new ChannelException(ReplyCode.ACCESS_REFUSED, "operation not permitted on the default exchange");
        }
    }

    /** Declares an exchange that may or may not exist. */
    void declare(Request request) {
        String description = editor.virtualHost().describe("exchange", request.name);
        Exchange existing = editor.draft().exchange(request.name);
        if (existing != null) {
            requireEquivalent(existing, request, description);
            return;
        }
        if (request.name.startsWith(RESERVED_PREFIX)) {
            throw new ChannelException(
                    ReplyCode.ACCESS_REFUSED, "exchange name '" + request.name + "' contains reserved prefix 'amq.*'");
        }
        FieldValue alternate = request.arguments.get(ALTERNATE_EXCHANGE);
        if (alternate != null && !(alternate instanceof FieldValue.LongString)) {
            throw Arguments.failed("invalid type '" + alternate.typeName() + "' for arg '" + ALTERNATE_EXCHANGE
                    + "' in " + description);
        }
        Exchange exchange = new Exchange(
                request.name, request.type, request.durable, request.autoDelete, request.internal, request.arguments);
        editor.add(exchange);
    }

    private static void requireEquivalent(Exchange is, Request request, String description) {
        Arguments.requireSame("type", is.type().typeName(), request.type.typeName(), description);
        Arguments.requireSame("durable", is.durable(), request.durable, description);
        Arguments.requireSame("auto_delete", is.autoDelete(), request.autoDelete, description);
        Arguments.requireSame("internal", is.internal(), request.internal, description);
        Arguments.requireSame(List.of(ALTERNATE_EXCHANGE), is.arguments(), request.arguments, description);
    }

    /** Deletes an exchange and its bindings; nothing happens if it does not exist. */
    void delete(ShortString name, boolean ifUnused) {
        String description = editor.virtualHost().describe("exchange", name);
        if (name.startsWith(RESERVED_PREFIX)) {
            throw new ChannelException(ReplyCode.ACCESS_REFUSED, "deletion of system " + description + " not allowed");
        }
        if (editor.draft().exchange(name) == null) {
            return;
        }
        if (ifUnused && editor.draft().hasBindingsFrom(name)) {
            throw Arguments.failed(description + " in use");
        }
        editor.removeExchange(name);
    }
}
