package io.leveret.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random definitions go through two brokers and stay the same. */
class DefinitionRoundTripTest {

    private static final List<String> HOSTS = List.of("/", "a", "b/c");
    private static final List<String> USERS = List.of("guest", "u", "ü");
    private static final List<String> TYPES = List.of("direct", "fanout", "topic", "headers");

    private static Map<String, Object> throughABroker(Map<String, Object> definitions) throws BrokerStartException {
        try (Broker broker = Broker.start(BrokerConfig.defaults()
                .withBindHosts(List.of("127.0.0.1"))
                .withPort(0)
                .withEventLoops(1)
                .withStore(null)
                .withDefinitions(
                        new StartDefinitions(List.of(new StartDefinitions.File("test", definitions)), null)))) {
            return broker.management().definitions().all();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void staysTheSame(long seed) throws BrokerStartException {
        Map<String, Object> first = throughABroker(new Choice(seed).definitions());
        Map<String, Object> second = throughABroker(first);
        assertThat(second).as("seed %d", seed).isEqualTo(first);
        assertThat(second.toString()).as("order, seed %d", seed).isEqualTo(first.toString());
        assertThat((List<?>) first.get("queues")).as("seed %d", seed).isNotEmpty();
        assertThat((List<?>) first.get("bindings")).as("seed %d", seed).isNotEmpty();
    }

    /** Definitions by chance. */
    private static final class Choice {
        private final SplittableRandom random;

        Choice(long seed) {
            random = new SplittableRandom(seed);
        }

        private <T> T one(List<T> of) {
            return of.get(random.nextInt(of.size()));
        }

        private String name(String prefix) {
            return prefix + random.nextInt(20) + one(List.of("", " ", "é", "\"", ".x"));
        }

        private interface Making {
            Map<String, Object> item();
        }

        private List<Object> some(int count, Making making) {
            List<Object> items = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                items.add(making.item());
            }
            return items;
        }

        private static Map<String, Object> fields(Object... fields) {
            Map<String, Object> item = new LinkedHashMap<>();
            for (int i = 0; i < fields.length; i += 2) {
                item.put((String) fields[i], fields[i + 1]);
            }
            return item;
        }

        Map<String, Object> definitions() {
            return fields(
                    "bindings",
                    some(60, this::binding),
                    "queues",
                    some(40, this::queue),
                    "exchanges",
                    some(30, this::exchange),
                    "policies",
                    some(5, this::policy),
                    "global_parameters",
                    some(4, () -> fields("name", name("g"), "value", value(2))),
                    "parameters",
                    some(3, this::operatorPolicy),
                    "topic_permissions",
                    some(
                            4,
                            () -> fields(
                                    "user",
                                    one(USERS),
                                    "vhost",
                                    one(HOSTS),
                                    "exchange",
                                    name("x"),
                                    "write",
                                    "^a",
                                    "read",
                                    "")),
                    "permissions",
                    some(
                            5,
                            () -> fields(
                                    "user",
                                    one(USERS),
                                    "vhost",
                                    one(HOSTS),
                                    "configure",
                                    ".*",
                                    "write",
                                    "",
                                    "read",
                                    "^b")),
                    "vhosts",
                    HOSTS.stream().map(this::host).toList(),
                    "users",
                    USERS.stream().map(this::user).toList());
        }

        private Map<String, Object> user(String name) {
            byte[] hash = new byte[36];
            random.nextBytes(hash);
            return fields(
                    "name",
                    name,
                    "password_hash",
                    random.nextInt(3) == 0 ? "" : Base64.getEncoder().encodeToString(hash),
                    "hashing_algorithm",
                    "rabbit_password_hashing_sha256",
                    "tags",
                    one(List.<Object>of("", "administrator", List.of("monitoring", "other"))),
                    "limits",
                    random.nextBoolean() ? Map.of() : Map.of("max-channels", random.nextInt(9)));
        }

        private Map<String, Object> host(String name) {
            Map<String, Object> host = fields("name", name);
            if (random.nextBoolean()) {
                host.put("description", name("text"));
                host.put("tags", List.of("t"));
                host.put("default_queue_type", one(List.of("quorum", "classic")));
                host.put("limits", Map.of("max-queues", 1000));
            }
            return host;
        }

        private Object value(int depth) {
            return switch (random.nextInt(depth > 0 ? 6 : 4)) {
                case 0 -> random.nextLong();
                case 1 -> random.nextInt(1000) / 8.0 + 0.01;
                case 2 -> random.nextBoolean();
                case 3 -> name("v");
                case 4 -> List.of(value(depth - 1), value(depth - 1));
                default -> new TreeMap<>(Map.of("b", value(depth - 1), "a", value(depth - 1)));
            };
        }

        private Map<String, Object> arguments() {
            Map<String, Object> arguments = new LinkedHashMap<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                arguments.put(name("k"), value(2));
            }
            return arguments;
        }

        private Map<String, Object> queue() {
            Map<String, Object> arguments = arguments();
            boolean isQuorum = random.nextInt(3) == 0;
            if (isQuorum) {
                arguments.put("x-queue-type", "quorum");
            } else if (random.nextBoolean()) {
                arguments.put("x-message-ttl", random.nextInt(10_000_000) + 1_000_000);
            }
            return fields(
                    "name",
                    name("q"),
                    "vhost",
                    one(HOSTS),
                    "durable",
                    isQuorum || random.nextBoolean(),
                    "auto_delete",
                    !isQuorum && random.nextBoolean(),
                    "arguments",
                    arguments);
        }

        private Map<String, Object> exchange() {
            return fields(
                    "name", name("x"),
                    "vhost", one(HOSTS),
                    "type", one(TYPES),
                    "durable", random.nextBoolean(),
                    "auto_delete", random.nextBoolean(),
                    "internal", random.nextBoolean(),
                    "arguments", arguments());
        }

        private Map<String, Object> binding() {
            boolean toExchange = random.nextInt(4) == 0;
            return fields(
                    "source", one(List.of(name("x"), "amq.topic", "amq.headers")),
                    "vhost", one(HOSTS),
                    "destination", toExchange ? name("x") : name("q"),
                    "destination_type", toExchange ? "exchange" : "queue",
                    "routing_key", one(List.of("", "a.#", name("k"))),
                    "arguments", arguments());
        }

        private Map<String, Object> policy() {
            return fields(
                    "vhost", one(HOSTS),
                    "name", name("p"),
                    "pattern", "^q1",
                    "apply-to", one(List.of("all", "queues", "exchanges", "classic_queues")),
                    "priority", one(List.<Object>of(0, 3, 1.5, -2)),
                    "definition", fields("max-length", random.nextInt(1000), "dead-letter-exchange", "x"));
        }

        private Map<String, Object> operatorPolicy() {
            return fields(
                    "component",
                    "operator_policy",
                    "vhost",
                    one(HOSTS),
                    "name",
                    name("o"),
                    "value",
                    fields("pattern", "", "definition", Map.of("max-length", 7), "priority", 0, "apply-to", "queues"));
        }
    }
}
