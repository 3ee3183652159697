package io.leveret.broker.definition;

import io.leveret.broker.queue.Queue;
import io.leveret.broker.queue.QueueType;
import io.leveret.broker.vhost.DefinedThings;
import io.leveret.broker.vhost.TopologyControl;
import io.leveret.codec.AmqpException;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.Binding;
import io.leveret.routing.Destination;
import io.leveret.routing.Exchange;
import io.leveret.routing.ExchangeType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Queues, exchanges and bindings. */
final class ObjectSections {

    /** A type of queues that RabbitMQ has and this broker does not. */
    static final String STREAM = "stream";

    private static final String RESERVED_PREFIX = "amq.";
    private static final String PLUGIN_PREFIX = "x-";
    private static final String VERSION = "x-queue-version";
    private static final String TYPE = "type";
    private static final String NAME = "name";
    private static final String ARGUMENTS = "arguments";

    private record Name(String host, ShortString name) {}

    private record End(String host, ShortString source, boolean toExchange, ShortString destination, ShortString key) {}

    private record Arguments(End end, Object values) {}

    private final Draft draft;
    private final Map<Name, ExchangeType> exchangeTypes = new HashMap<>();
    private final Map<String, Set<Arguments>> boundWithArguments = new HashMap<>();
    private int unbound;

    ObjectSections(Draft draft) {
        this.draft = draft;
    }

    void queue(Item item) {
        String host = draft.host(item);
        ShortString name = item.name();
        String description = "queue '" + name + "' in vhost '" + host + "'";
        Item described = new Item(description, withoutName(item));
        boolean durable = described.flag("durable");
        boolean autoDelete = described.flag("auto_delete");
        FieldTable arguments = typed(item, described.table(ARGUMENTS));
        TopologyControl control = draft.existing(host);
        if (control != null && control.virtualHost().topology().queue(name) != null) {
            return;
        }
        if (name.startsWith(RESERVED_PREFIX)) {
            draft.note(description + " has a name that only the broker may give; left out");
            return;
        }
        if (isStream(arguments)) {
            draft.note(description + " is a stream, which cannot be here; left out");
            return;
        }
        try {
            DefinedThings.requireQueue(durable, autoDelete, current(arguments), description);
        } catch (AmqpException e) {
            throw Fault.of(e);
        }
        draft.add(description, () -> draft.things(host).queue(name, durable, autoDelete, arguments));
    }

    private static Map<?, ?> withoutName(Item item) {
        Map<Object, @Nullable Object> fields = new HashMap<>(item.fields());
        fields.remove(NAME);
        return fields;
    }

    /** Newer brokers say the type beside the arguments, too. */
    private static FieldTable typed(Item item, FieldTable arguments) {
        String type = item.text(TYPE, QueueType.CLASSIC.title());
        if (arguments.get(QueueType.ARGUMENT) != null || type.equals(QueueType.CLASSIC.title())) {
            return arguments;
        }
        FieldTable.Builder typed = FieldTable.builder();
        arguments.entries().forEach(entry -> typed.put(entry.name(), entry.value()));
        return typed.put(QueueType.ARGUMENT, type).build();
    }

    private static boolean isStream(FieldTable arguments) {
        FieldValue type = arguments.get(QueueType.ARGUMENT);
        return type != null && type.render().equals(STREAM);
    }

    /** The version says how RabbitMQ stores a queue; what it was elsewhere, and what clients ask for, does no harm. */
    private static FieldTable current(FieldTable arguments) {
        FieldTable.Builder current = FieldTable.builder();
        for (FieldTable.Entry entry : arguments.entries()) {
            boolean isOldVersion = entry.name().toString().equals(VERSION)
                    && entry.value() instanceof FieldValue.IntegerValue version
                    && version.longValue() == 1;
            if (!isOldVersion) {
                current.put(entry.name(), entry.value());
            }
        }
        return current.build();
    }

    void exchange(Item item) {
        String host = draft.host(item);
        ShortString name = item.shortText(NAME, "");
        if (name.isEmpty() || name.startsWith(RESERVED_PREFIX)) {
            return;
        }
        String description = "exchange '" + name + "' in vhost '" + host + "'";
        Item described = new Item(description, withoutName(item));
        String typeName = described.text(TYPE);
        boolean durable = described.flag("durable");
        boolean autoDelete = described.flag("auto_delete");
        boolean internal = described.flag("internal", false);
        FieldTable arguments = described.table(ARGUMENTS);
        if (existing(host, name) != null) {
            return;
        }
        ExchangeType type = ExchangeType.named(typeName);
        if (type == null && typeName.startsWith(PLUGIN_PREFIX)) {
            draft.note(description + " is of type " + typeName + ", which is not here; left out");
            return;
        }
        if (type == null) {
            throw new Fault("command_invalid: unknown exchange type '" + typeName + "'");
        }
        try {
            DefinedThings.requireExchange(arguments, description);
        } catch (AmqpException e) {
            throw Fault.of(e);
        }
        exchangeTypes.put(new Name(host, name), type);
        Exchange exchange = new Exchange(name, type, durable, autoDelete, internal, arguments);
        draft.add(description, () -> draft.things(host).exchange(exchange));
    }

    private @Nullable Exchange existing(String host, ShortString exchange) {
        TopologyControl control = draft.existing(host);
        return control == null ? null : control.virtualHost().topology().exchange(exchange);
    }

    void binding(Item item) {
        String host = draft.host(item);
        ShortString source = item.shortText("source", "");
        ShortString destination = item.shortText("destination", "");
        String description = "binding of '" + destination + "' to exchange '" + source + "' in vhost '" + host + "'";
        Item described = new Item(description, item.fields());
        boolean toExchange = switch (described.text("destination_type")) {
            case "queue" -> false;
            case "exchange" -> true;
            default -> throw described.wrong("destination_type", "queue or exchange");
        };
        ShortString key = described.shortText("routing_key", "");
        FieldTable arguments = described.table(ARGUMENTS);
        End end = new End(host, source, toExchange, destination, key);
        if (source.isEmpty() || (!arguments.isEmpty() && isBound(new Arguments(end, plain(arguments))))) {
            return;
        }
        requireArguments(host, source, arguments);
        draft.add(description, () -> {
            if (!draft.things(host).binding(source, toExchange, destination, key, arguments)) {
                unbound++;
            }
        });
    }

    private void requireArguments(String host, ShortString source, FieldTable arguments) {
        Exchange existing = existing(host, source);
        ExchangeType type = existing == null ? exchangeTypes.get(new Name(host, source)) : existing.type();
        if (type != null && !arguments.isEmpty()) {
            try {
                DefinedThings.requireBinding(type, arguments);
            } catch (AmqpException e) {
                throw Fault.of(e);
            }
        }
    }

    /** JSON does not say what kind of number an argument was: what shows the same there is the same. */
    private boolean isBound(Arguments wanted) {
        return boundWithArguments
                .computeIfAbsent(wanted.end().host(), this::boundWithArguments)
                .contains(wanted);
    }

    private Set<Arguments> boundWithArguments(String host) {
        Set<Arguments> found = new HashSet<>();
        TopologyControl control = draft.existing(host);
        if (control != null) {
            for (Exchange exchange : control.virtualHost().topology().exchanges()) {
                for (Binding<Queue> binding : control.virtualHost().topology().bindingsFrom(exchange.name())) {
                    if (!binding.arguments().isEmpty()) {
                        End end = new End(
                                host,
                                binding.source(),
                                binding.destination() instanceof Destination.ToExchange,
                                binding.destination().name(),
                                binding.routingKey());
                        found.add(new Arguments(end, plain(binding.arguments())));
                    }
                }
            }
        }
        return found;
    }

    private static Object plain(FieldTable arguments) {
        Map<String, String> values = new HashMap<>();
        for (FieldTable.Entry entry : arguments.entries()) {
            values.put(entry.name().toString(), entry.value().render());
        }
        return values;
    }

    /** How many bindings had an end that is not there. */
    int unbound() {
        return unbound;
    }
}
