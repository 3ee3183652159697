package io.leveret.conformance.fuzz;

import io.leveret.conformance.fuzz.Model.NotPredicted;
import io.leveret.conformance.fuzz.Model.Refused;
import io.leveret.conformance.fuzz.ModelExchange.Binding;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/** Exchanges, queues and bindings of the {@link Model}. */
final class ModelBroker {

    private static final Set<String> HARMLESS = Set.of(
            "x-note",
            "x-queue-mode",
            "x-queue-type",
            "x-max-length",
            "x-expires",
            "x-message-ttl",
            "x-single-active-consumer");

    private static final Set<String> HARMLESS_FOR_QUORUM = Set.of(
            "x-note",
            "x-queue-type",
            "x-max-length",
            "x-expires",
            "x-message-ttl",
            "x-single-active-consumer",
            "x-delivery-limit",
            "x-dead-letter-strategy",
            "x-quorum-initial-group-size",
            "x-max-in-memory-length",
            "x-max-in-memory-bytes");
    private static final int LONG_MS = 100_000_000;

    private final Map<String, ModelExchange> exchanges = new LinkedHashMap<>();
    private final Map<String, ModelQueue> queues = new LinkedHashMap<>();
    private final Map<ModelQueue, Operation.QueueDeclare> declares = new LinkedHashMap<>();
    private final List<Binding> bindings = new ArrayList<>();
    private int serverNamed;
    private long messages;

    ModelBroker() {
        for (String type : List.of("direct", "fanout", "topic", "headers")) {
            predeclare("amq." + type, type, Flags.of("durable"));
        }
        predeclare("amq.match", "headers", Flags.of("durable"));
        predeclare("amq.rabbitmq.trace", "topic", Flags.of("durable", "internal"));
    }

    private void predeclare(String name, String type, Flags flags) {
        exchanges.put(name, new ModelExchange(name, type, flags, Arguments.NONE));
    }

    // Exchanges

    private static void requireNotDefault(String exchange) {
        if (exchange.isEmpty()) {
            throw Refused.soft("403 ACCESS_REFUSED - operation not permitted on the default exchange");
        }
    }

    private ModelExchange exchange(String name) {
        ModelExchange exchange = exchanges.get(name);
        if (exchange == null) {
            throw Refused.soft("404 NOT_FOUND - no exchange '" + name + "' in vhost '/'");
        }
        return exchange;
    }

    void declare(Operation.ExchangeDeclare declare) {
        String name = declare.exchange();
        if (declare.flags().has("passive")) {
            if (name.isEmpty()) {
                throw new NotPredicted("passive declare of the default exchange");
            }
            exchange(name);
            return;
        }
        if (!Set.of("direct", "fanout", "topic", "headers").contains(declare.type())) {
            throw new NotPredicted("unknown type of exchange");
        }
        requireNotDefault(name);
        ModelExchange there = exchanges.get(name);
        if (there == null && name.startsWith("amq.")) {
            throw Refused.soft("403 ACCESS_REFUSED - exchange name '" + name + "' contains reserved prefix 'amq.*'");
        }
        if (declare.arguments().has("alternate-exchange")
                && !(declare.arguments().get("alternate-exchange") instanceof String)) {
            throw new NotPredicted("alternate exchange that is no name");
        }
        if (there == null) {
            exchanges.put(name, new ModelExchange(name, declare.type(), declare.flags(), declare.arguments()));
            return;
        }
        String thing = " for exchange '" + name + "' in vhost '/'";
        requireSame("type", declare.type(), there.type(), thing);
        for (String flag : List.of("durable", "auto-delete", "internal")) {
            requireSame(
                    flag.replace('-', '_'),
                    declare.flags().has(flag),
                    there.flags().has(flag),
                    thing);
        }
        if (!declare.arguments().equals(there.arguments())) {
            throw new NotPredicted("exchange declared again with other arguments");
        }
    }

    private static void requireSame(String what, Object received, Object current, String thing) {
        if (!received.equals(current)) {
            throw Refused.soft("406 PRECONDITION_FAILED - inequivalent arg '" + what + "'" + thing + ": received '"
                    + received + "' but current is '" + current + "'");
        }
    }

    void delete(Operation.ExchangeDelete delete) {
        String name = delete.exchange();
        requireNotDefault(name);
        if (name.startsWith("amq.")) {
            throw Refused.soft(
                    "403 ACCESS_REFUSED - deletion of system exchange '" + name + "' in vhost '/' not allowed");
        }
        if (delete.flags().has("if-unused")
                && exchanges.containsKey(name)
                && bindings.stream().anyMatch(each -> each.source().equals(name))) {
            throw Refused.soft("406 PRECONDITION_FAILED - exchange '" + name + "' in vhost '/' in use");
        }
        remove(name);
    }

    private void remove(String exchange) {
        if (exchanges.remove(exchange) != null) {
            bindings.removeIf(each -> each.source().equals(exchange));
            unbind(each -> !each.toQueue() && each.destination().equals(exchange));
        }
    }

    /** Exchanges that delete themselves go with the last binding from them. */
    private void unbind(Predicate<Binding> which) {
        Set<String> sources = new LinkedHashSet<>();
        bindings.stream().filter(which).forEach(each -> sources.add(each.source()));
        bindings.removeIf(which);
        for (String source : sources) {
            ModelExchange exchange = exchanges.get(source);
            if (exchange != null
                    && exchange.flags().has("auto-delete")
                    && bindings.stream().noneMatch(each -> each.source().equals(source))) {
                remove(source);
            }
        }
    }

    void bind(Operation.ExchangeBind bind) {
        requireNotDefault(bind.destination());
        requireNotDefault(bind.source());
        Binding binding = new Binding(bind.source(), false, bind.destination(), bind.key(), bind.arguments());
        if (bind.unbind()) {
            unbind(binding::equals);
            return;
        }
        if (!exchanges.containsKey(bind.source()) && !exchanges.containsKey(bind.destination())) {
            throw new NotPredicted("two missing exchanges");
        }
        exchange(bind.source());
        exchange(bind.destination());
        add(binding);
    }

    private void add(Binding binding) {
        if (exchange(binding.source()).type().equals("headers")) {
            throw new NotPredicted("headers exchange");
        }
        if (!bindings.contains(binding)) {
            bindings.add(binding);
        }
    }

    void bind(String queue, int client, String source, String key, Arguments arguments) {
        requireNotDefault(source);
        if (!exchanges.containsKey(source) && !queues.containsKey(queue)) {
            throw new NotPredicted("missing exchange and missing queue");
        }
        exchange(source);
        queue(queue, client);
        add(new Binding(source, true, queue, key, arguments));
    }

    void unbind(String queue, int client, String source, String key, Arguments arguments) {
        requireNotDefault(source);
        Binding binding = new Binding(source, true, queue, key, arguments);
        if (bindings.contains(binding)) {
            queue(queue, client);
        }
        unbind(binding::equals);
    }

    void requirePublishable(String exchange) {
        if (!exchange.isEmpty() && exchange(exchange).flags().has("internal")) {
            throw Refused.soft(
                    "403 ACCESS_REFUSED - cannot publish to internal exchange '" + exchange + "' in vhost '/'");
        }
    }

    /** Every exchange is visited once; the alternate one takes what matches no binding. */
    Set<ModelQueue> route(String exchange, String key) {
        Set<ModelQueue> targets = new LinkedHashSet<>();
        if (exchange.isEmpty()) {
            if (key.startsWith("amq.rabbitmq.reply-to") || key.startsWith("$reply")) {
                throw new NotPredicted("direct reply");
            }
            if (queues.containsKey(key)) {
                targets.add(queues.get(key));
            }
            return targets;
        }
        Set<String> seen = new HashSet<>(Set.of(exchange));
        Deque<String> visits = new ArrayDeque<>(List.of(exchange));
        while (!visits.isEmpty()) {
            ModelExchange visited = exchanges.get(visits.poll());
            if (visited == null) {
                continue;
            }
            boolean isMatched = false;
            for (Binding binding : bindings) {
                if (binding.source().equals(visited.name()) && visited.matches(binding.key(), key)) {
                    isMatched = true;
                    if (binding.toQueue()) {
                        targets.add(queues.get(binding.destination()));
                    } else if (seen.add(binding.destination())) {
                        visits.add(binding.destination());
                    }
                }
            }
            Object alternate = visited.arguments().get("alternate-exchange");
            if (!isMatched && alternate != null && alternate.equals("")) {
                throw new NotPredicted("default exchange as alternate");
            }
            if (!isMatched && alternate != null && seen.add((String) alternate)) {
                visits.add((String) alternate);
            }
        }
        return targets;
    }

    // Queues

    ModelQueue queue(String name, int client) {
        if (name.equals("amq.rabbitmq.reply-to")) {
            throw new NotPredicted("direct reply");
        }
        ModelQueue queue = queues.get(name);
        if (queue == null) {
            throw Refused.soft("404 NOT_FOUND - no queue '" + shown(name) + "' in vhost '/'");
        }
        requireAccess(queue, client);
        return queue;
    }

    private static String shown(String name) {
        return name.startsWith("$queue") ? "amq.gen-none" : name;
    }

    private static void requireAccess(ModelQueue queue, int client) {
        if (queue.flags.has("exclusive") && queue.owner != client) {
            throw locked(queue);
        }
    }

    private static Refused locked(ModelQueue queue) {
        return Refused.soft("405 RESOURCE_LOCKED - cannot obtain exclusive access to locked queue '" + queue.name
                + "' in vhost '/'. It could be originally declared on another connection or the exclusive property value"
                + " does not match that of the original declaration.");
    }

    ModelQueue declare(Operation.QueueDeclare declare, int client) {
        String name = declare.queue();
        if (declare.flags().has("passive")) {
            return queue(name, client);
        }
        if (name.startsWith("amq.") || name.startsWith("$queue")) {
            String shown = queues.containsKey(name) ? name : shown(name);
            if (name.startsWith("$queue") && serverNamed > 0) {
                throw new NotPredicted("queue that the broker named and that is gone");
            }
            throw Refused.soft("403 ACCESS_REFUSED - queue name '" + shown + "' contains reserved prefix 'amq.*'");
        }
        boolean isQuorum = "quorum".equals(declare.arguments().get("x-queue-type"));
        for (Map.Entry<String, Object> each : declare.arguments().values().entrySet()) {
            requireHarmless(each.getKey(), each.getValue(), isQuorum);
        }
        ModelQueue there = queues.get(name);
        if (there == null) {
            if (name.isEmpty() && declare.flags().has("nowait")) {
                throw new NotPredicted("queue whose name nobody is told");
            }
            if (isQuorum) {
                requireFitForQuorum(declare);
            }
            ModelQueue queue = new ModelQueue(
                    name.isEmpty() ? "$queue" + ++serverNamed : name, declare.flags(), declare.arguments(), client);
            queues.put(queue.name, queue);
            declares.put(queue, declare);
            return queue;
        }
        requireSame(declare, there, client);
        return there;
    }

    private static void requireFitForQuorum(Operation.QueueDeclare declare) {
        Flags flags = declare.flags();
        boolean isFit = flags.equals(Flags.of("durable")) || flags.equals(Flags.of("durable", "nowait"));
        if (declare.queue().isEmpty() && isFit) {
            throw Refused.soft(
                    "406 PRECONDITION_FAILED - Cannot declare a server-named queue for type rabbit_quorum_queue");
        }
        if (declare.queue().isEmpty()) {
            throw new NotPredicted("quorum queue without a name and with wrong flags");
        }
        if (!isFit) {
            String property = flags.has("auto-delete")
                    ? "auto-delete"
                    : flags.has("exclusive") ? "exclusive-owner" : "non-durable";
            if (!flags.has("durable") && !property.equals("non-durable")) {
                throw new NotPredicted("quorum queue with several wrong flags");
            }
            throw Refused.soft("406 PRECONDITION_FAILED - invalid property '" + property + "' for queue '"
                    + declare.queue() + "' in vhost '/'");
        }
    }

    private void requireSame(Operation.QueueDeclare declare, ModelQueue there, int client) {
        requireAccess(there, client);
        if (declare.flags().has("exclusive") != there.flags.has("exclusive")) {
            throw new NotPredicted("exclusive or not");
        }
        String thing = " for queue '" + there.name + "' in vhost '/'";
        requireSame("durable", isDurable(declare.flags()), isDurable(there.flags), thing);
        requireSame("auto_delete", declare.flags().has("auto-delete"), there.flags.has("auto-delete"), thing);
        requireSame("x-queue-type", type(declare.arguments()), type(there.arguments), thing);
        if (!declare.arguments().equals(declares.get(there).arguments())) {
            throw new NotPredicted("queue declared again with other arguments");
        }
    }

    private static boolean isDurable(Flags flags) {
        return flags.has("durable") && !flags.has("exclusive");
    }

    private static Object type(Arguments arguments) {
        return arguments.has("x-queue-type") ? arguments.get("x-queue-type") : "classic";
    }

    private static void requireHarmless(String name, Object value, boolean isQuorum) {
        boolean isHarmless = (isQuorum ? HARMLESS_FOR_QUORUM : HARMLESS).contains(name)
                && switch (name) {
                    case "x-queue-type" -> isQuorum || "classic".equals(value);
                    case "x-single-active-consumer" -> value instanceof Boolean;
                    case "x-delivery-limit", "x-quorum-initial-group-size" ->
                        value instanceof Integer number && number >= (name.equals("x-delivery-limit") ? 0 : 1);
                    case "x-max-in-memory-length", "x-max-in-memory-bytes" -> Objects.equals(value, 1);
                    case "x-dead-letter-strategy" -> "at-most-once".equals(value);
                    case "x-queue-mode" -> "lazy".equals(value) || "default".equals(value);
                    case "x-max-length" ->
                        (value instanceof Integer length && length >= 0) || (value instanceof Long more && more >= 0);
                    case "x-expires", "x-message-ttl" -> Objects.equals(value, LONG_MS);
                    default -> true;
                };
        if (!isHarmless) {
            throw new NotPredicted("argument " + name);
        }
    }

    /** Returns how many messages were ready. */
    int delete(String name, int client, Flags flags) {
        if (name.equals("amq.rabbitmq.reply-to")) {
            throw new NotPredicted("direct reply");
        }
        ModelQueue queue = queues.get(name);
        if (queue == null) {
            return 0;
        }
        requireAccess(queue, client);
        if (queue.isQuorum() && (flags.has("if-unused") || flags.has("if-empty"))) {
            throw Refused.hard("540 NOT_IMPLEMENTED - cannot delete queue '" + name
                    + "' in vhost '/'. queue.delete operations with "
                    + (flags.has("if-unused") ? "if-unused" : "if-empty")
                    + " flag set are not supported by quorum queues");
        }
        String thing = "406 PRECONDITION_FAILED - queue '" + name + "' in vhost '/' ";
        if (flags.has("if-empty") && !queue.ready.isEmpty()) {
            throw Refused.soft(thing + "not empty");
        }
        if (flags.has("if-unused") && !queue.consumers.isEmpty()) {
            throw Refused.soft(thing + "in use");
        }
        int ready = queue.ready.size();
        remove(queue);
        return ready;
    }

    private void remove(ModelQueue queue) {
        queues.remove(queue.name);
        unbind(each -> each.toQueue() && each.destination().equals(queue.name));
        for (ModelQueue.Consumer consumer : List.copyOf(queue.consumers)) {
            consumer.channel.client.cancelled(consumer.tag);
            consumer.channel.consumers.remove(consumer.tag);
            consumer.channel.consumed.remove(consumer.tag);
        }
        queue.consumers.clear();
        queue.ready.clear();
    }

    void consume(ModelQueue queue, ModelQueue.Consumer consumer, boolean isExclusive) {
        queue.consumers.add(consumer);
        queue.hadConsumers = true;
        if (isExclusive) {
            queue.exclusiveConsumer = consumer;
        }
        consumer.channel.consumers.put(consumer.tag, consumer);
        consumer.channel.consumed.put(consumer.tag, queue);
    }

    void cancel(ModelChannel channel, String tag) {
        ModelQueue.Consumer consumer = channel.consumers.remove(tag);
        ModelQueue queue = channel.consumed.remove(tag);
        if (consumer != null) {
            leave(queue, consumer);
            goIfUnused(queue);
        }
    }

    private static void leave(ModelQueue queue, ModelQueue.Consumer consumer) {
        queue.consumers.remove(consumer);
        if (queue.exclusiveConsumer == consumer) {
            queue.exclusiveConsumer = null;
        }
    }

    private void goIfUnused(ModelQueue queue) {
        if (queue.flags.has("auto-delete") && queue.hadConsumers && queue.consumers.isEmpty()) {
            remove(queue);
        }
    }

    void close(ModelChannel channel) {
        Set<ModelQueue> left = new LinkedHashSet<>(channel.consumed.values());
        channel.consumers.forEach((tag, consumer) -> leave(channel.consumed.get(tag), consumer));
        requeue(channel.take(0, true));
        channel.close();
        left.forEach(this::goIfUnused);
    }

    void connectionGone(int client) {
        for (ModelQueue queue : List.copyOf(queues.values())) {
            if (queue.flags.has("exclusive") && queue.owner == client) {
                remove(queue);
            }
        }
    }

    // Messages

    void publish(Set<ModelQueue> targets, String exchange, String key, IntFunction<String> content) {
        messages++;
        for (ModelQueue queue : targets) {
            queue.ready.add(new ModelQueue.Entry(messages, exchange, key, content));
            dispatch(queue);
        }
    }

    void release(ModelChannel.Unacked settled) {
        if (settled.consumer() != null) {
            settled.consumer().unacked--;
        }
    }

    void requeue(List<ModelChannel.Unacked> back) {
        Map<ModelQueue, List<ModelQueue.Entry>> byQueue = new LinkedHashMap<>();
        for (ModelChannel.Unacked each : back) {
            release(each);
            byQueue.computeIfAbsent(each.queue(), queue -> new ArrayList<>()).add(each.entry());
        }
        byQueue.forEach(ModelQueue::requeue);
    }

    /** Everything that can be delivered, and what is too much goes. */
    void dispatch() {
        List.copyOf(queues.values()).forEach(this::dispatch);
    }

    private void dispatch(ModelQueue queue) {
        while (!queue.ready.isEmpty()) {
            ModelQueue.Consumer ready = queue.next();
            if (ready == null) {
                break;
            }
            if (!queue.isSingle()
                    && queue.consumers.stream()
                                    .filter(each -> each.prefetch > 0)
                                    .count()
                            > 1) {
                throw new NotPredicted("a choice of consumers of which some may be full");
            }
            queue.served(ready);
            ready.channel.deliver(queue, queue.ready.poll(), ready);
        }
        Object length = declares.get(queue).arguments().get("x-max-length");
        while (length != null && queue.ready.size() > ((Number) length).longValue()) {
            queue.ready.poll();
        }
    }
}
