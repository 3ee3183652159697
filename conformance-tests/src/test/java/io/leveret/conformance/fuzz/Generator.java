package io.leveret.conformance.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Makes scripts: a few queues, exchanges and bindings, then steps at random, most of them of what the script's profile is
 * about. The same seed gives the same script. One thread.
 */
final class Generator {

    private static final int STEPS_MIN = 12;
    private static final int STEPS_MORE = 30;
    private static final List<String> TAGS = List.of("c1", "c2", "c3");
    private static final List<String> TYPES = List.of("direct", "fanout", "topic", "headers");

    /** What most steps of a script are about; the weights of the kinds of steps, in the order of {@link #random}. */
    private enum Profile {
        //        publish get consume cancel settle recover qos declare bind queues exchanges mode close odd policy
        GENERAL("24 8 8 3 16 2 3 7 7 5 6 5 3 3 3"),
        CONSUMERS("28 2 14 6 24 4 7 3 1 4 0 1 5 1 0"),
        ROUTING("26 16 2 0 4 0 0 5 22 4 18 1 1 2 1"),
        LIMITS("40 14 6 2 20 2 2 5 2 5 1 1 2 0 4"),
        DECLARING("8 4 4 1 3 0 1 40 10 12 24 0 4 3 1"),
        TRANSACTIONS("30 12 4 1 18 2 1 2 2 3 1 22 3 1 0"),
        HEADERS("46 22 2 0 2 0 0 3 22 3 6 0 1 0 0"),
        REPLIES("36 2 18 6 2 0 1 6 2 6 1 2 8 2 0"),
        QUORUM("26 14 9 3 26 4 2 5 1 3 1 3 5 1 3"),
        SINGLE("28 4 18 9 20 2 4 3 0 3 0 1 7 1 0"),
        POLICIES("34 14 6 2 16 2 1 5 2 4 3 1 2 0 20");

        private final String weights;

        Profile(String weights) {
            this.weights = weights;
        }

        List<Integer> weights() {
            return Arrays.stream(weights.split(" ")).map(Integer::valueOf).toList();
        }
    }

    private final Random random;
    private final long seed;
    private final Profile profile;
    private final int connections;
    private final List<Step> steps = new ArrayList<>();
    private final Map<String, Operation.QueueDeclare> queueDeclares = new HashMap<>();
    private final Map<String, Operation.ExchangeDeclare> exchangeDeclares = new HashMap<>();
    private final List<String> queues = new ArrayList<>(List.of("q1"));
    private final List<String> exchanges = new ArrayList<>();
    private final List<Step> binds = new ArrayList<>();
    private final Set<String> tagsInUse = new HashSet<>();
    private final ArgumentChoice arguments;
    private final Set<String> policies = new HashSet<>();
    private int messages;

    private Generator(long seed) {
        this.seed = seed;
        // Seeds that follow each other begin alike with Random alone.
        random = new Random(seed * 0x9E3779B97F4A7C15L);
        profile = pick(List.of(Profile.values()));
        connections = 1 + random.nextInt(3);
        arguments = new ArgumentChoice(random);
    }

    static Script script(long seed) {
        return new Generator(seed).script();
    }

    private Script script() {
        for (int i = 0; i < connections; i++) {
            if (chance(profile == Profile.TRANSACTIONS ? 70 : 8)) {
                add(i, 1, new Operation.Mode("tx.select"));
            } else if (chance(45)) {
                add(i, 1, new Operation.Mode("confirm.select"));
            }
        }
        int named = 1 + random.nextInt(3);
        for (int i = 1; i <= named; i++) {
            add(declareQueue("q" + i, chance(profile == Profile.DECLARING ? 40 : 3)));
        }
        int routing = random.nextInt(profile == Profile.ROUTING ? 4 : 2) + (profile == Profile.HEADERS ? 1 : 0);
        for (int i = 1; i <= routing; i++) {
            add(declareExchange("x" + i));
            add(bind());
        }
        if (profile == Profile.REPLIES) {
            add(0, 1, new Operation.Consume("amq.rabbitmq.reply-to", "c1", Flags.of("no-ack"), Arguments.NONE));
        }
        int more = STEPS_MIN + random.nextInt(STEPS_MORE);
        while (more-- > 0) {
            add(random());
        }
        return new Script(seed, List.copyOf(steps));
    }

    private void add(Operation operation) {
        int connection = random.nextInt(connections);
        int channel = chance(75) ? 1 : 2;
        if (operation instanceof Operation.Consume consume
                && !tagsInUse.add(connection + "/" + channel + consume.consumerTag())
                && chance(90)) {
            // A tag that is in use ends the connection.
            add(connection, channel, new Operation.Cancel(consume.consumerTag(), Flags.NONE));
        }
        add(connection, channel, operation);
    }

    private void add(int connection, int channel, Operation operation) {
        boolean unopened = operation instanceof Operation.Get && chance(1) && chance(30);
        Step step = new Step(connection, unopened ? 7 : channel, unopened, operation);
        steps.add(step);
        if (operation instanceof Operation.QueueBind || operation instanceof Operation.ExchangeBind) {
            binds.add(step);
        }
    }

    private Operation random() {
        List<Integer> weights = profile.weights();
        int total = weights.stream().mapToInt(Integer::intValue).sum();
        int at = random.nextInt(total);
        int kind = 0;
        while (at >= weights.get(kind)) {
            at -= weights.get(kind++);
        }
        return switch (kind) {
            case 0 -> publish();
            case 1 -> new Operation.Get(queue(), chance(30) ? Flags.of("no-ack") : Flags.NONE);
            case 2 -> consume();
            case 3 -> new Operation.Cancel(pick(TAGS), chance(15) ? Flags.of("nowait") : Flags.NONE);
            case 4 -> settle();
            case 5 -> new Operation.Recover(!chance(5));
            case 6 -> new Operation.Qos(chance(3) ? 10 : 0, random.nextInt(4), chance(25));
            case 7 -> redeclare();
            case 8 -> bindOrUnbind();
            case 9 -> queueOperation();
            case 10 -> exchangeOperation();
            case 11 -> mode();
            case 12 -> chance(70) ? new Operation.ChannelClose() : new Operation.ConnectionClose();
            case 13 -> odd();
            case 14 -> policy();
            default -> throw new IllegalStateException();
        };
    }

    // Names

    /** One that has been declared, more often than not; what is sent to others closes channels and ends much of a script. */
    private String queue() {
        int number = random.nextInt(100);
        if (number < 85) {
            return pick(queues);
        }
        if (number < 88) {
            return "q" + (1 + random.nextInt(4));
        }
        if (number < 94) {
            return "$queue" + (1 + random.nextInt(2));
        }
        return number < 98 ? "" : pick(List.of("q9", "amq.rabbitmq.reply-to", "amq.gen-none"));
    }

    private String exchange() {
        int number = random.nextInt(100);
        if (number < 65 && !exchanges.isEmpty()) {
            return pick(exchanges);
        }
        if (number < 70) {
            return "x" + (1 + random.nextInt(4));
        }
        return number < 97
                ? pick(List.of("amq.direct", "amq.fanout", "amq.topic", "amq.headers", "amq.match"))
                : pick(List.of("", "x9", "amq.rabbitmq.trace"));
    }

    /** One that is there more often than not, and leads somewhere. */
    private String exchangeOften() {
        return chance(60) ? pick(List.of("amq.fanout", "x1")) : exchange();
    }

    private String key() {
        return pick(List.of("a", "b", "a.b", "a.b.c", "", "a..b", "q1", "q2"));
    }

    private String bindingKey() {
        return chance(50)
                ? key()
                : pick(List.of("#", "*", "a.*", "*.b", "a.#", "#.c", "#.b.#", "*.*", "a.*.c", "#.#", "a#", "a.#.c"));
    }

    // Declarations

    private Operation declareQueue(String name, boolean isBad) {
        Flags flags = Flags.NONE;
        if (chance(30)) {
            flags = flags.with("durable");
        }
        if (chance(name.isEmpty() ? 50 : 10)) {
            flags = flags.with("exclusive");
        }
        if (chance(12)) {
            flags = flags.with("auto-delete");
        }
        if (chance(3)) {
            flags = flags.with("nowait");
        }
        int limits = profile == Profile.LIMITS ? 1 + random.nextInt(4) : chance(35) ? 1 + random.nextInt(2) : 0;
        int bad = isBad ? 1 + random.nextInt(2) : 0;
        boolean isQuorum = chance(quorumPercent()) && (!name.isEmpty() || chance(10));
        if (isQuorum) {
            flags = chance(95) ? Flags.of("durable") : flags;
            limits = Math.max(limits, random.nextInt(3));
        }
        Arguments table = isQuorum ? arguments.ofQuorumQueue(limits, bad) : arguments.ofQueue(limits, bad);
        if (profile == Profile.SINGLE && chance(65)) {
            table = table.with("x-single-active-consumer", true);
        }
        Operation.QueueDeclare declare = new Operation.QueueDeclare(name, flags, table);
        queueDeclares.put(name, declare);
        if (!name.isEmpty() && !isBad && !queues.contains(name)) {
            queues.add(name);
        }
        return declare;
    }

    private int quorumPercent() {
        return switch (profile) {
            case QUORUM -> 75;
            case SINGLE -> 30;
            case LIMITS, TRANSACTIONS, DECLARING, POLICIES -> 12;
            default -> 4;
        };
    }

    private Operation declareExchange(String name) {
        Flags flags = Flags.NONE;
        if (chance(30)) {
            flags = flags.with("durable");
        }
        if (chance(15)) {
            flags = flags.with("auto-delete");
        }
        if (chance(8)) {
            flags = flags.with("internal");
        }
        Arguments table = Arguments.NONE;
        if (chance(25)) {
            table = table.with("alternate-exchange", chance(95) ? exchangeOften() : arguments.badValue());
        }
        if (chance(5)) {
            table = table.with("x-note", 5);
        }
        String type = chance(profile == Profile.HEADERS ? 80 : 0)
                ? "headers"
                : chance(97) ? pick(TYPES) : pick(List.of("nonesuch", "", "x-delayed-message"));
        Operation.ExchangeDeclare declare = new Operation.ExchangeDeclare(name, type, flags, table);
        exchangeDeclares.put(name, declare);
        if (name.startsWith("x") && TYPES.contains(type) && !exchanges.contains(name)) {
            exchanges.add(name);
        }
        return declare;
    }

    private Operation redeclare() {
        String name = "q" + (1 + random.nextInt(4));
        int kind = random.nextInt(100);
        if (kind < 20) {
            return new Operation.QueueDeclare(queue(), Flags.of("passive"), Arguments.NONE);
        }
        if (kind < 28) {
            return declareQueue("", chance(10));
        }
        Operation.QueueDeclare before = queueDeclares.get(name);
        if (kind < 60 && before != null) {
            return changed(before);
        }
        return kind < 97 ? declareQueue(name, chance(30)) : declareQueue(pick(List.of("amq.mine", "$queue1")), false);
    }

    /** The same queue again, with something different more often than not. */
    private Operation changed(Operation.QueueDeclare before) {
        return switch (random.nextInt(6)) {
            case 0 -> before;
            case 1 ->
                new Operation.QueueDeclare(before.queue(), toggled(before.flags(), "durable"), before.arguments());
            case 2 ->
                new Operation.QueueDeclare(before.queue(), toggled(before.flags(), "auto-delete"), before.arguments());
            case 3 ->
                new Operation.QueueDeclare(before.queue(), toggled(before.flags(), "exclusive"), before.arguments());
            default ->
                new Operation.QueueDeclare(before.queue(), before.flags(), arguments.changed(before.arguments()));
        };
    }

    private static Flags toggled(Flags flags, String name) {
        return flags.has(name) ? flags.without(name) : flags.with(name);
    }

    private Operation queueOperation() {
        int kind = random.nextInt(100);
        if (kind < 45) {
            return new Operation.QueuePurge(queue(), chance(5) ? Flags.of("nowait") : Flags.NONE);
        }
        Flags flags = Flags.NONE;
        if (chance(25)) {
            flags = flags.with("if-unused");
        }
        if (chance(25)) {
            flags = flags.with("if-empty");
        }
        if (chance(5)) {
            flags = flags.with("nowait");
        }
        return new Operation.QueueDelete(queue(), flags);
    }

    private Operation exchangeOperation() {
        int kind = random.nextInt(100);
        String name = "x" + (1 + random.nextInt(4));
        if (kind < 45) {
            return declareExchange(name);
        }
        if (kind < 60 && exchangeDeclares.containsKey(name)) {
            return changed(exchangeDeclares.get(name));
        }
        if (kind < 75) {
            return new Operation.ExchangeDeclare(exchange(), pick(TYPES), Flags.of("passive"), Arguments.NONE);
        }
        if (kind < 80) {
            return declareExchange(pick(List.of("amq.direct", "amq.topic", "amq.mine", "")));
        }
        return new Operation.ExchangeDelete(exchange(), chance(40) ? Flags.of("if-unused") : Flags.NONE);
    }

    private Operation changed(Operation.ExchangeDeclare before) {
        return switch (random.nextInt(5)) {
            case 0 -> before;
            case 1 -> new Operation.ExchangeDeclare(before.exchange(), pick(TYPES), before.flags(), before.arguments());
            case 2 ->
                new Operation.ExchangeDeclare(
                        before.exchange(),
                        before.type(),
                        toggled(before.flags(), pick(List.of("durable", "auto-delete", "internal"))),
                        before.arguments());
            case 3 ->
                new Operation.ExchangeDeclare(
                        before.exchange(),
                        before.type(),
                        before.flags(),
                        Arguments.of("alternate-exchange", exchange()));
            default -> new Operation.ExchangeDeclare(before.exchange(), before.type(), before.flags(), Arguments.NONE);
        };
    }

    // Policies

    private Operation policy() {
        boolean isOperators = chance(20);
        String name = pick(List.of("p1", "p2", "p3"));
        if (chance(policies.contains(isOperators + name) ? 25 : 3)) {
            return new Operation.PolicyDelete(isOperators, name);
        }
        policies.add(isOperators + name);
        // One or two messages too many get into RabbitMQ's quorum queues that refuse messages.
        boolean withRefusal = queueDeclares.values().stream().noneMatch(Generator::isQuorum);
        Arguments definition = arguments.ofPolicy(isOperators, withRefusal);
        boolean isOfExchange = definition.has("alternate-exchange");
        String what = chance(20) ? "" : isOfExchange ? "x" + (1 + random.nextInt(2)) : pick(queues);
        String applyTo = isOperators ? "queues" : chance(60) ? "all" : isOfExchange ? "exchanges" : "queues";
        // Which of two of the same priority counts is a matter of chance in RabbitMQ.
        int priority = 3 * random.nextInt(3) + Integer.parseInt(name.substring(1));
        return new Operation.Policy(isOperators, name, what, priority, applyTo, definition);
    }

    private static boolean isQuorum(Operation.QueueDeclare declare) {
        return "quorum".equals(declare.arguments().get("x-queue-type"));
    }

    // Bindings

    private Operation bind() {
        Arguments table = chance(profile == Profile.HEADERS ? 90 : 30) ? arguments.ofBinding() : Arguments.NONE;
        if (chance(75)) {
            return new Operation.QueueBind(
                    queue(), exchange(), bindingKey(), chance(3) ? Flags.of("nowait") : Flags.NONE, table);
        }
        return new Operation.ExchangeBind(false, exchange(), exchange(), bindingKey(), table);
    }

    private Operation bindOrUnbind() {
        if (chance(70) || binds.isEmpty()) {
            return bind();
        }
        Operation bound = pick(binds).operation();
        if (bound instanceof Operation.QueueBind bind) {
            String key = chance(85) ? bind.key() : bindingKey();
            return new Operation.QueueUnbind(bind.queue(), bind.exchange(), key, bind.arguments());
        }
        Operation.ExchangeBind bind = (Operation.ExchangeBind) bound;
        return new Operation.ExchangeBind(true, bind.destination(), bind.source(), bind.key(), bind.arguments());
    }

    // Messages

    private Operation publish() {
        boolean isRouting = profile == Profile.ROUTING || profile == Profile.HEADERS;
        String exchange = chance(isRouting ? 15 : 60) ? "" : exchange();
        String key = exchange.isEmpty() ? queue() : key();
        if (profile == Profile.REPLIES && chance(30)) {
            exchange = "";
            key = "$reply" + (1 + random.nextInt(2));
        }
        Flags flags = Flags.NONE;
        if (chance(25)) {
            flags = flags.with("mandatory");
        }
        if (chance(1) && chance(40)) {
            flags = flags.with("immediate");
        }
        Arguments properties =
                arguments.ofMessage(profile == Profile.REPLIES && chance(50), profile == Profile.HEADERS ? 85 : 30);
        return new Operation.Publish(
                exchange, key, flags, hasQuorumQueues() ? unhurried(properties) : properties, body());
    }

    private boolean hasQuorumQueues() {
        return queueDeclares.values().stream()
                .anyMatch(declare -> "quorum".equals(declare.arguments().get("x-queue-type")));
    }

    /** In quorum queues, priorities above 4 mean something since 4.0 only. */
    private static Arguments unhurried(Arguments properties) {
        return properties.get("priority") instanceof Integer priority && priority > 4
                ? properties.with("priority", 4)
                : properties;
    }

    private String body() {
        String id = "m" + ++messages;
        int kind = random.nextInt(100);
        if (kind < 80) {
            return id;
        }
        return kind < 90 ? id + ".".repeat(random.nextInt(15)) : kind < 95 ? "" : id + "x".repeat(5000);
    }

    private Operation consume() {
        Flags flags = Flags.NONE;
        String queue = profile == Profile.REPLIES && chance(50) ? "amq.rabbitmq.reply-to" : queue();
        if (chance(queue.equals("amq.rabbitmq.reply-to") ? 90 : 25)) {
            flags = flags.with("no-ack");
        }
        if (chance(6)) {
            flags = flags.with("exclusive");
        }
        if (chance(3)) {
            flags = flags.with("no-local");
        }
        if (chance(4)) {
            flags = flags.with("nowait");
        }
        Arguments table = Arguments.NONE;
        if (chance(profile == Profile.SINGLE || profile == Profile.CONSUMERS ? 35 : 15) && !isSingleQuorum(queue)) {
            table = table.with("x-priority", chance(95) ? (Object) pick(List.of(1, -1, 5, 5L)) : arguments.badValue());
        }
        String tag = chance(85) || flags.has("nowait") ? pick(TAGS) : "";
        return new Operation.Consume(queue, tag, flags, table);
    }

    /** Of several consumers of such a queue, priority decides since 4.0 only. */
    private boolean isSingleQuorum(String queue) {
        Operation.QueueDeclare declare = queueDeclares.get(queue);
        return declare != null && isQuorum(declare) && declare.arguments().has("x-single-active-consumer");
    }

    private Operation settle() {
        int kind = random.nextInt(100);
        int which = kind < 90 ? random.nextInt(3) : kind < 95 ? Operation.Settle.ALL : kind < 97 ? -2 : -3;
        Flags flags = Flags.NONE;
        if (chance(which == Operation.Settle.ALL ? 95 : 25)) {
            flags = flags.with("multiple");
        }
        if (chance(55)) {
            return new Operation.Settle("ack", which, flags);
        }
        if (chance(60)) {
            flags = flags.with("requeue");
        }
        return chance(60)
                ? new Operation.Settle("nack", which, flags)
                : new Operation.Settle("reject", which, flags.without("multiple"));
    }

    private Operation mode() {
        int kind = random.nextInt(100);
        if (profile == Profile.TRANSACTIONS) {
            return new Operation.Mode(kind < 62 ? "tx.commit" : kind < 92 ? "tx.rollback" : "tx.select");
        }
        return new Operation.Mode(pick(List.of("confirm.select", "tx.select", "tx.commit", "tx.rollback")));
    }

    private Operation odd() {
        return switch (random.nextInt(4)) {
            case 0 -> new Operation.Flow(true);
            case 1 -> new Operation.Flow(!chance(30));
            case 2 -> chance(30) ? new Operation.ChannelOpen() : new Operation.Flow(true);
            default -> new Operation.Get(queue(), Flags.NONE);
        };
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
