package io.leveret.broker.vhost;

import io.leveret.broker.auth.Access;
import io.leveret.broker.auth.Permission;
import io.leveret.broker.compat.Compat;
import io.leveret.codec.ChannelException;
import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.Exchange;
import io.leveret.routing.ExchangeType;
import java.util.List;

/** Declares and deletes the exchanges of one virtual host. Owned by the control thread. */
public final class ExchangeDeclarations {

    private static final String RESERVED_PREFIX = "amq.";

    /**
     * What a client asks for with an active exchange.declare.
     *
     * @param name without CR and LF
     * @param access what the declaring user may do; that it may configure the exchange has been found out
     */
    public record Request(
            ShortString name,
            ExchangeType type,
            boolean durable,
            boolean autoDelete,
            boolean internal,
            FieldTable arguments,
            Access.Held access) {}

    private final TopologyEditor editor;
    private final PolicyControl policies;

    ExchangeDeclarations(TopologyEditor editor, PolicyControl policies) {
        this.editor = editor;
        this.policies = policies;
    }

    /** The exchange type of that name; 406 if there is none, or 503 in the line of RabbitMQ that says so. */
    public static ExchangeType requireType(ShortString type, Compat compat) {
        ExchangeType known = ExchangeType.named(type.toString());
        if (known != null) {
            return known;
        }
        String unknown = "unknown exchange type '" + type + "'";
        throw compat.endsConnectionForUnknownExchangeType()
                ? new ConnectionException(ReplyCode.COMMAND_INVALID, unknown)
                : Arguments.failed(unknown);
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
        requireValid(request.arguments, description);
        FieldValue alternate = request.arguments.get(Exchange.ALTERNATE_EXCHANGE);
        if (alternate != null) {
            request.access.require(Permission.READ, Access.EXCHANGE, request.name);
            request.access.require(Permission.WRITE, Access.EXCHANGE, alternate.render());
        }
        add(new Exchange(
                request.name, request.type, request.durable, request.autoDelete, request.internal, request.arguments));
    }

    private void add(Exchange exchange) {
        editor.add(exchange);
        policies.added(exchange);
    }

    /** Makes an exchange by checked definitions, unless there is one of that name. */
    void define(Exchange exchange) {
        if (editor.draft().exchange(exchange.name()) == null) {
            add(exchange);
        }
    }

    /** Refuses arguments that no exchange can have. */
    static void requireValid(FieldTable arguments, String description) {
        FieldValue alternate = arguments.get(Exchange.ALTERNATE_EXCHANGE);
        if (alternate != null && !(alternate instanceof FieldValue.LongString)) {
            throw Arguments.failed("invalid type '" + alternate.typeName() + "' for arg '" + Exchange.ALTERNATE_EXCHANGE
                    + "' in " + description);
        }
    }

    private static void requireEquivalent(Exchange is, Request request, String description) {
        Arguments.requireSame("type", is.type().typeName(), request.type.typeName(), description);
        Arguments.requireSame("durable", is.durable(), request.durable, description);
        Arguments.requireSame("auto_delete", is.autoDelete(), request.autoDelete, description);
        Arguments.requireSame("internal", is.internal(), request.internal, description);
        Arguments.requireSame(List.of(Exchange.ALTERNATE_EXCHANGE), is.arguments(), request.arguments, description);
    }

    /** Refuses to delete what only the broker may make. */
    public static void requireDeletable(ShortString name, VirtualHost virtualHost) {
        if (name.startsWith(RESERVED_PREFIX)) {
            throw new ChannelException(
                    ReplyCode.ACCESS_REFUSED,
                    "deletion of system " + virtualHost.describe("exchange", name) + " not allowed");
        }
    }

    /** Deletes an exchange and its bindings; nothing happens if it does not exist. */
    void delete(ShortString name, boolean ifUnused) {
        if (editor.draft().exchange(name) == null) {
            return;
        }
        if (ifUnused && editor.draft().hasBindingsFrom(name)) {
            throw Arguments.failed(editor.virtualHost().describe("exchange", name) + " in use");
        }
        editor.removeExchange(name);
    }
}
