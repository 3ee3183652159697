package io.leveret.broker;

import io.leveret.broker.parameter.GlobalParameters;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.vhost.TopologyControl;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.broker.vhost.VirtualHosts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a broker has, as definitions in RabbitMQ's format (BEHAVIOUR section 3.6): maps, lists, texts, numbers and truths, in
 * an order that is always the same.
 */
final class DefinitionExport {

    private static final String EXPLANATION = "Definitions of %s. They can be imported by a broker again.";
    private static final String RESERVED_PREFIX = "amq.";
    private static final String VHOST = "vhost";
    private static final String NAME = "name";
    private static final String VALUE = "value";
    private static final String ARGUMENTS = "arguments";
    private static final double WHOLE_MAX = 1L << 53;

    private static final Comparator<BindingInfo> BY_ENDS = Comparator.comparing(BindingInfo::source)
            .thenComparing(BindingInfo::toExchange)
            .thenComparing(BindingInfo::destination)
            .thenComparing(BindingInfo::routingKey)
            .thenComparing(binding -> sorted(binding.arguments()).toString());

    private final VirtualHosts virtualHosts;
    private final Management management;

    DefinitionExport(VirtualHosts virtualHosts, Management management) {
        this.virtualHosts = virtualHosts;
        this.management = management;
    }

    /** All there is. */
    Map<String, Object> all() {
        Map<String, Object> all = head("cluster");
        all.put("original_cluster_name", management.globalParameters().clusterName());
        all.put("explanation", EXPLANATION.formatted("the whole broker"));
        AccessOperations access = management.access();
        all.put("users", access.users().stream().map(DefinitionExport::user).toList());
        List<VirtualHostInfo> hosts = access.virtualHosts();
        all.put("vhosts", hosts.stream().map(DefinitionExport::host).toList());
        all.put(
                "permissions",
                access.permissions().stream().map(DefinitionExport::permissions).toList());
        all.put(
                "topic_permissions",
                access.topicPermissions().stream().map(DefinitionExport::topic).toList());
        List<Object> globals = new ArrayList<>();
        for (GlobalParameterInfo parameter : management.globalParameters().list()) {
            if (GlobalParameters.isPortable(parameter.name())) {
                Map<String, @Nullable Object> global = new LinkedHashMap<>();
                global.put(NAME, parameter.name());
                global.put(VALUE, parameter.value());
                globals.add(global);
            }
        }
        Sections sections = new Sections(true);
        hosts.forEach(host -> add(host.name(), sections));
        all.put("parameters", sections.parameters);
        all.put("global_parameters", globals);
        sections.putThings(all);
        return all;
    }

    /** What is in one virtual host, or nothing if there is none of that name. */
    Optional<Map<String, Object>> of(String name) {
        return management.access().virtualHost(name).map(host -> {
            Map<String, Object> all = head("single_virtual_host");
            all.put("original_vhost_name", name);
            all.put("explanation", EXPLANATION.formatted("virtual host '" + name + "'"));
            putMetadata(host, all);
            Sections sections = new Sections(false);
            add(name, sections);
            all.put("parameters", sections.parameters);
            sections.putThings(all);
            return all;
        });
    }

    private static Map<String, Object> head(String format) {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("rabbit_version", ServerProperties.RABBIT_VERSION);
        head.put("rabbitmq_version", ServerProperties.RABBIT_VERSION);
        head.put("product_name", "Leveret");
        head.put("product_version", ServerProperties.version());
        head.put("rabbitmq_definition_format", format);
        return head;
    }

    private static Map<String, Object> user(UserInfo user) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put(NAME, user.name());
        item.put("password_hash", user.passwordHash());
        item.put("hashing_algorithm", user.hashingAlgorithm());
        item.put("tags", user.tags());
        item.put("limits", new TreeMap<>(user.limits()));
        return item;
    }

    private static Map<String, Object> host(VirtualHostInfo host) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put(NAME, host.name());
        putMetadata(host, item);
        return item;
    }

    private static void putMetadata(VirtualHostInfo host, Map<String, Object> item) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("description", host.description());
        metadata.put("tags", host.tags());
        String type = host.defaultQueueType();
        if (type != null) {
            metadata.put("default_queue_type", type);
        }
        item.putAll(metadata);
        // An empty list is how RabbitMQ writes an object without fields here.
        item.put("limits", host.limits().isEmpty() ? List.of() : new TreeMap<>(host.limits()));
        item.put("metadata", metadata);
    }

    private static Map<String, Object> permissions(PermissionsInfo held) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("user", held.user());
        item.put(VHOST, held.vhost());
        item.put("configure", held.configure());
        item.put("write", held.write());
        item.put("read", held.read());
        return item;
    }

    private static Map<String, Object> topic(TopicPermissionsInfo held) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("user", held.user());
        item.put(VHOST, held.vhost());
        item.put("exchange", held.exchange());
        item.put("write", held.write());
        item.put("read", held.read());
        return item;
    }

    /** What virtual hosts have, one after the other. */
    private static final class Sections {
        private final boolean ofAllHosts;
        private final List<Object> parameters = new ArrayList<>();
        private final List<Object> policies = new ArrayList<>();
        private final List<Object> queues = new ArrayList<>();
        private final List<Object> exchanges = new ArrayList<>();
        private final List<Object> bindings = new ArrayList<>();

        Sections(boolean ofAllHosts) {
            this.ofAllHosts = ofAllHosts;
        }

        void putThings(Map<String, Object> all) {
            all.put("policies", policies);
            all.put("queues", queues);
            all.put("exchanges", exchanges);
            all.put("bindings", bindings);
        }

        /** A thing, with its virtual host where there are several. */
        Map<String, Object> item(String key, String name, String host) {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put(key, name);
            if (ofAllHosts) {
                item.put(VHOST, host);
            }
            return item;
        }
    }

    private void add(String host, Sections sections) {
        TopologyControl control = virtualHosts.get(host);
        if (control == null) {
            return;
        }
        addSettings(host, sections);
        Set<String> queues = addQueues(control.virtualHost(), sections);
        for (ExchangeInfo exchange : management.objects().exchanges(host).orElse(List.of())) {
            if (!exchange.name().isEmpty() && !exchange.name().startsWith(RESERVED_PREFIX)) {
                sections.exchanges.add(exchange(exchange, sections));
            }
        }
        management.objects().bindings(host).orElse(List.of()).stream()
                .filter(binding -> !binding.source().isEmpty())
                .filter(binding -> binding.toExchange() || queues.contains(binding.destination()))
                .sorted(BY_ENDS)
                .forEach(binding -> sections.bindings.add(binding(binding, sections)));
    }

    private void addSettings(String host, Sections sections) {
        for (PolicyInfo policy : management.operatorPolicies().list(host).orElse(List.of())) {
            Map<String, Object> value = new LinkedHashMap<>();
            putRules(policy, value);
            sections.parameters.add(parameter(value, host, "operator_policy", policy.name()));
        }
        for (ParameterInfo parameter : management.parameters().list(host).orElse(List.of())) {
            sections.parameters.add(parameter(parameter.value(), host, parameter.component(), parameter.name()));
        }
        for (PolicyInfo policy : management.policies().list(host).orElse(List.of())) {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put(VHOST, host);
            item.put(NAME, policy.name());
            putRules(policy, item);
            sections.policies.add(item);
        }
    }

    /** As in RabbitMQ, with its virtual host even where there is only one. */
    private static Map<String, Object> parameter(Object value, String host, String component, String name) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put(VALUE, value);
        item.put(VHOST, host);
        item.put("component", component);
        item.put(NAME, name);
        return item;
    }

    private static void putRules(PolicyInfo policy, Map<String, Object> item) {
        double priority = policy.priority();
        boolean isWhole = priority == Math.rint(priority) && Math.abs(priority) <= WHOLE_MAX;
        item.put("pattern", policy.pattern());
        item.put("apply-to", policy.applyTo());
        item.put("definition", sorted(policy.definition()));
        item.put("priority", isWhole ? (Object) (long) priority : (Object) priority);
    }

    private static Set<String> addQueues(VirtualHost host, Sections sections) {
        Set<String> names = new HashSet<>();
        List<Queue> queues = new ArrayList<>(host.topology().queues());
        queues.removeIf(queue -> queue.settings().isExclusive());
        queues.sort(Comparator.comparing(queue -> queue.name().toString()));
        for (Queue queue : queues) {
            names.add(queue.name().toString());
            Map<String, Object> item = sections.item(NAME, queue.name().toString(), host.name());
            item.put("type", queue.settings().type().title());
            item.put("durable", queue.settings().durable());
            item.put("auto_delete", queue.settings().autoDelete());
            item.put(ARGUMENTS, sorted(PlainValues.of(queue.settings().arguments())));
            sections.queues.add(item);
        }
        return names;
    }

    private static Map<String, Object> exchange(ExchangeInfo exchange, Sections sections) {
        Map<String, Object> item = sections.item(NAME, exchange.name(), exchange.vhost());
        item.put("type", exchange.type());
        item.put("durable", exchange.durable());
        item.put("auto_delete", exchange.autoDelete());
        item.put("internal", exchange.internal());
        item.put(ARGUMENTS, sorted(exchange.arguments()));
        return item;
    }

    private static Map<String, Object> binding(BindingInfo binding, Sections sections) {
        Map<String, Object> item = sections.item("source", binding.source(), binding.vhost());
        item.put("destination", binding.destination());
        item.put("destination_type", binding.toExchange() ? "exchange" : "queue");
        item.put("routing_key", binding.routingKey());
        item.put(ARGUMENTS, sorted(binding.arguments()));
        return item;
    }

    private static Object sorted(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> byName = new TreeMap<>();
            map.forEach((name, element) -> byName.put(String.valueOf(name), sorted(element)));
            return byName;
        } else if (value instanceof List<?> list) {
            return list.stream().map(DefinitionExport::sorted).toList();
        }
        return value;
    }
}
