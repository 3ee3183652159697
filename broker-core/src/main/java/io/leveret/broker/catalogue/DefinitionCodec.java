package io.leveret.broker.catalogue;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.ExchangeType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Definitions as octets. A key says which thing it is, a value how it is; strings are short strings, tables as on the
 * wire.
 *
 * <pre>
 * key    'E' virtual-host name
 *        'Q' virtual-host name
 *        'P' virtual-host name
 *        'O' virtual-host name, an operator's policy
 *        'B' virtual-host source ('e' | 'q') destination routing-key arguments, sorted by name
 *        'V' virtual-host
 *        'U' user
 *        'G' global parameter
 *        'A' virtual-host user
 *        'T' virtual-host user exchange
 * value  version (1)
 *        exchange: type, flags (1 auto-delete, 2 internal), arguments
 *        queue: incarnation (8), flags (1 auto-delete), arguments
 *        binding: arguments
 *        all others: a table
 * </pre>
 *
 * <p>The arguments of a binding stand in its key, since they tell it from others, whatever their order (AMQP 0-9-1
 * leaves it open); and as given in its value, since they are shown.
 */
public final class DefinitionCodec {

    private static final int VERSION = 1;
    private static final int EXCHANGE = 'E';
    private static final int QUEUE = 'Q';
    private static final int BINDING = 'B';
    private static final int POLICY = 'P';
    private static final int OPERATOR_POLICY = 'O';
    private static final int VIRTUAL_HOST = 'V';
    private static final int USER = 'U';
    private static final int GLOBAL_PARAMETER = 'G';
    private static final int PERMISSIONS = 'A';
    private static final int TOPIC_PERMISSIONS = 'T';
    private static final int TO_EXCHANGE = 'e';
    private static final int TO_QUEUE = 'q';
    private static final int AUTO_DELETE = 1;
    private static final int INTERNAL = 2;
    private static final int INITIAL_BYTES = 128;

    private DefinitionCodec() {}

    /** The key under which this thing stands. */
    public static byte[] key(Definition definition) {
        ByteBuf out = Unpooled.buffer(INITIAL_BYTES);
        if (definition instanceof Definition.OfExchange exchange) {
            out.writeByte(EXCHANGE);
            exchange.virtualHost().writeTo(out);
            exchange.name().writeTo(out);
        } else if (definition instanceof Definition.OfQueue queue) {
            out.writeByte(QUEUE);
            queue.virtualHost().writeTo(out);
            queue.name().writeTo(out);
        } else if (definition instanceof Definition.OfBinding binding) {
            out.writeByte(BINDING);
            binding.virtualHost().writeTo(out);
            binding.source().writeTo(out);
            out.writeByte(binding.toExchange() ? TO_EXCHANGE : TO_QUEUE);
            binding.destination().writeTo(out);
            binding.routingKey().writeTo(out);
            sorted(binding.arguments()).writeTo(out);
        } else if (definition instanceof Definition.OfPolicy policy) {
            out.writeByte(POLICY);
            policy.virtualHost().writeTo(out);
            policy.name().writeTo(out);
        } else if (definition instanceof Definition.OfOperatorPolicy policy) {
            out.writeByte(OPERATOR_POLICY);
            policy.virtualHost().writeTo(out);
            policy.name().writeTo(out);
        } else if (definition instanceof Definition.OfVirtualHost virtualHost) {
            out.writeByte(VIRTUAL_HOST);
            virtualHost.name().writeTo(out);
        } else if (definition instanceof Definition.OfUser user) {
            out.writeByte(USER);
            user.name().writeTo(out);
        } else if (definition instanceof Definition.OfGlobalParameter parameter) {
            out.writeByte(GLOBAL_PARAMETER);
            parameter.name().writeTo(out);
        } else if (definition instanceof Definition.OfPermissions permissions) {
            out.writeByte(PERMISSIONS);
            permissions.virtualHost().writeTo(out);
            permissions.user().writeTo(out);
        } else if (definition instanceof Definition.OfTopicPermissions permissions) {
            out.writeByte(TOPIC_PERMISSIONS);
            permissions.virtualHost().writeTo(out);
            permissions.user().writeTo(out);
            permissions.exchange().writeTo(out);
        }
        return ByteBufUtil.getBytes(out);
    }

    /** The value under that key. */
    public static byte[] value(Definition definition) {
        ByteBuf out = Unpooled.buffer(INITIAL_BYTES);
        out.writeByte(VERSION);
        if (definition instanceof Definition.OfExchange exchange) {
            ShortString.of(exchange.type().typeName()).writeTo(out);
            out.writeByte((exchange.autoDelete() ? AUTO_DELETE : 0) | (exchange.internal() ? INTERNAL : 0));
            exchange.arguments().writeTo(out);
        } else if (definition instanceof Definition.OfQueue queue) {
            out.writeLong(queue.incarnation());
            out.writeByte(queue.autoDelete() ? AUTO_DELETE : 0);
            queue.arguments().writeTo(out);
        } else if (definition instanceof Definition.OfBinding binding) {
            binding.arguments().writeTo(out);
        } else if (definition instanceof Definition.OfPolicy policy) {
            policy.body().writeTo(out);
        } else if (definition instanceof Definition.OfOperatorPolicy policy) {
            policy.body().writeTo(out);
        } else if (definition instanceof Definition.OfVirtualHost virtualHost) {
            virtualHost.metadata().writeTo(out);
        } else if (definition instanceof Definition.OfUser user) {
            user.body().writeTo(out);
        } else if (definition instanceof Definition.OfGlobalParameter parameter) {
            parameter.body().writeTo(out);
        } else if (definition instanceof Definition.OfPermissions permissions) {
            permissions.body().writeTo(out);
        } else if (definition instanceof Definition.OfTopicPermissions permissions) {
            permissions.body().writeTo(out);
        }
        return ByteBufUtil.getBytes(out);
    }

    /**
     * Reads a definition back.
     *
     * @throws IllegalArgumentException if this is none that this version can read
     */
    public static Definition decode(byte[] key, byte[] value) {
        ByteBuf name = Unpooled.wrappedBuffer(key);
        ByteBuf in = Unpooled.wrappedBuffer(value);
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "a definition of version " + version + " (expected: " + VERSION + "), made by a newer broker");
        }
        int kind = name.readUnsignedByte();
        // A virtual host's, but for a user and a global parameter.
        ShortString first = shortString(name);
        return switch (kind) {
            case EXCHANGE -> exchange(first, shortString(name), in);
            case QUEUE -> {
                ShortString queue = shortString(name);
                long incarnation = in.readLong();
                boolean autoDelete = (in.readUnsignedByte() & AUTO_DELETE) != 0;
                yield new Definition.OfQueue(first, queue, incarnation, autoDelete, table(in));
            }
            case BINDING -> {
                ShortString source = shortString(name);
                boolean toExchange = name.readUnsignedByte() == TO_EXCHANGE;
                yield new Definition.OfBinding(
                        first, source, toExchange, shortString(name), shortString(name), table(in));
            }
            case POLICY -> new Definition.OfPolicy(first, shortString(name), table(in));
            case OPERATOR_POLICY -> new Definition.OfOperatorPolicy(first, shortString(name), table(in));
            case VIRTUAL_HOST -> new Definition.OfVirtualHost(first, table(in));
            case USER -> new Definition.OfUser(first, table(in));
            case GLOBAL_PARAMETER -> new Definition.OfGlobalParameter(first, table(in));
            case PERMISSIONS -> new Definition.OfPermissions(first, shortString(name), table(in));
            case TOPIC_PERMISSIONS ->
                new Definition.OfTopicPermissions(first, shortString(name), shortString(name), table(in));
            default -> throw new IllegalArgumentException("a definition of unknown kind " + kind);
        };
    }

    private static Definition exchange(ShortString virtualHost, ShortString name, ByteBuf in) {
        String typeName = shortString(in).toString();
        ExchangeType type = ExchangeType.named(typeName);
        if (type == null) {
            throw new IllegalArgumentException("exchange '" + name + "' of unknown type '" + typeName + "'");
        }
        int flags = in.readUnsignedByte();
        return new Definition.OfExchange(
                virtualHost, name, type, (flags & AUTO_DELETE) != 0, (flags & INTERNAL) != 0, table(in));
    }

    private static ShortString shortString(ByteBuf in) {
        int length = in.readUnsignedByte();
        ShortString text = ShortString.copyOf(in, in.readerIndex(), length);
        in.skipBytes(length);
        return text;
    }

    private static FieldTable table(ByteBuf in) {
        int length = in.readInt();
        return FieldTable.decode(in, in.readerIndex(), length);
    }

    /** The same table with its entries, and those of tables in it, in the order of their names. */
    private static FieldTable sorted(FieldTable table) {
        List<FieldTable.Entry> entries = new ArrayList<>(table.entries());
        entries.sort(Comparator.comparing(FieldTable.Entry::name));
        FieldTable.Builder builder = FieldTable.builder();
        for (FieldTable.Entry entry : entries) {
            builder.put(entry.name(), sorted(entry.value()));
        }
        return builder.build();
    }

    private static FieldValue sorted(FieldValue value) {
        if (value instanceof FieldValue.Table table) {
            return new FieldValue.Table(sorted(table.table()));
        }
        if (value instanceof FieldValue.Array array) {
            return new FieldValue.Array(
                    array.values().stream().map(DefinitionCodec::sorted).toList());
        }
        return value;
    }
}
