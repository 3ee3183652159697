package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.MapAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What happens in the broker is published to amq.rabbitmq.event. RabbitMQ needs its plugin for that, and is not asked
 * without. Other tests may run at the same broker, so each looks for its own things only.
 */
class EventExchangeTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @RegisterExtension
    final Admin admin = new Admin();

    private Inbox events;

    @BeforeEach
    void listen() throws IOException {
        assumeTrue(hasEvents(), "there is no exchange amq.rabbitmq.event");
        Channel channel = AmqpClient.channel(amqp.newConnection());
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, "amq.rabbitmq.event", "#");
        events = Inbox.on(channel, queue, true);
    }

    private boolean hasEvents() {
        try {
            amqp.channel().exchangeDeclarePassive("amq.rabbitmq.event");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The next event of this type in which a detail has this value. */
    @SuppressWarnings("unchecked")
    private Map<String, Object> event(String type, String detail, Object value) throws InterruptedException {
        while (true) {
            Inbox.Message message = events.next();
            Map<String, Object> details =
                    (Map<String, Object>) Plain.of(message.properties().getHeaders());
            if (message.delivery().getEnvelope().getRoutingKey().equals(type) && value.equals(details.get(detail))) {
                assertThat(message.text()).isEmpty();
                assertThat(message.properties().getDeliveryMode()).isEqualTo(2);
                assertThat(message.properties().getTimestamp()).isNotNull();
                assertThat((Long) details.remove("timestamp_in_ms")).isPositive();
                return details;
            }
        }
    }

    private static MapAssert<String, Object> assertThatEvent(Map<String, Object> event) {
        return assertThat(event).containsEntry("user_who_performed_action", "guest");
    }

    @Test
    @Spec(section = "2.19", row = "events: queue.created, queue.deleted")
    void tellsOfQueues() throws Exception {
        String name = amqp.name("queue");
        amqp.channel().queueDeclare(name, true, false, true, Map.of("x-max-length", 5));
        amqp.channel().queueDelete(name);
        assertThatEvent(event("queue.created", "name", name))
                .containsEntry("vhost", "/")
                .containsEntry("durable", true)
                .containsEntry("exclusive", false)
                .containsEntry("auto_delete", true)
                .containsEntry("arguments", List.of("{<<\"x-max-length\">>,signedint,5}"));
        assertThatEvent(event("queue.deleted", "name", name)).containsEntry("vhost", "/");
    }

    @Test
    @Spec(section = "2.19", row = "events: exchange.created, exchange.deleted")
    void tellsOfExchanges() throws Exception {
        String name = amqp.name("exchange");
        amqp.channel().exchangeDeclare(name, "topic", true, false, true, Map.of("alternate-exchange", "amq.fanout"));
        amqp.channel().exchangeDelete(name);
        assertThatEvent(event("exchange.created", "name", name))
                .containsEntry("vhost", "/")
                .containsEntry("type", "topic")
                .containsEntry("durable", true)
                .containsEntry("internal", true)
                .containsEntry("auto_delete", false)
                .containsEntry("policy", "")
                .containsEntry("arguments", List.of("{<<\"alternate-exchange\">>,longstr,<<\"amq.fanout\">>}"));
        assertThatEvent(event("exchange.deleted", "name", name)).containsEntry("vhost", "/");
    }

    @Test
    @Spec(section = "2.19", row = "events: binding.created, binding.deleted")
    void tellsOfBindings() throws Exception {
        String queue = amqp.queue(amqp.channel());
        amqp.channel().queueBind(queue, "amq.topic", "a.b", Map.of("z", 1));
        amqp.channel().queueUnbind(queue, "amq.topic", "a.b", Map.of("z", 1));
        for (String type : List.of("binding.created", "binding.deleted")) {
            // The binding to the exchange without a name is none that is told of.
            assertThatEvent(event(type, "destination_name", queue))
                    .containsEntry("source_name", "amq.topic")
                    .containsEntry("source_kind", "exchange")
                    .containsEntry("destination_kind", "queue")
                    .containsEntry("routing_key", "a.b")
                    .containsEntry("vhost", "/")
                    .containsEntry("arguments", List.of("{<<\"z\">>,signedint,1}"));
        }
    }

    @Test
    @Spec(section = "2.19", row = "events: binding.created, binding.deleted")
    void tellsOfBindingsBetweenExchanges() throws Exception {
        String exchange = amqp.exchange(amqp.channel(), "fanout");
        amqp.channel().exchangeBind(exchange, "amq.topic", "k");
        assertThatEvent(event("binding.created", "destination_name", exchange))
                .containsEntry("destination_kind", "exchange");
        amqp.channel().exchangeDelete(exchange);
        assertThatEvent(event("binding.deleted", "destination_name", exchange))
                .containsEntry("destination_kind", "exchange");
    }

    @Test
    @Spec(section = "2.19", row = "events: connection.created, connection.closed")
    void tellsOfConnections() throws Exception {
        String name = amqp.name("connection");
        Connection connection = amqp.newConnection(factory -> {
            factory.setClientProperties(Map.of("connection_name", name, "product", "test"));
            factory.setRequestedChannelMax(7);
            factory.setRequestedFrameMax(8192);
            factory.setRequestedHeartbeat(13);
        });
        connection.close();
        Map<String, Object> created = event("connection.created", "user_provided_name", name);
        assertThatEvent(created)
                .containsEntry("type", "network")
                .containsEntry("user", "guest")
                .containsEntry("vhost", "/")
                .containsEntry("protocol", "{0,9,1}")
                .containsEntry("auth_mechanism", "PLAIN")
                .containsEntry("ssl", false)
                .containsEntry("channel_max", 7L)
                .containsEntry("frame_max", 8192L)
                .containsEntry("timeout", 13L)
                .containsEntry("host", "{127,0,0,1}")
                .containsEntry("peer_host", "{127,0,0,1}");
        assertThat(created.get("name")).asString().matches("127\\.0\\.0\\.1:\\d+ -> 127\\.0\\.0\\.1:\\d+");
        assertThat(created.get("client_properties"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .contains("{<<\"connection_name\">>,longstr,<<\"" + name + "\">>}");
        assertThat(event("connection.closed", "user_provided_name", name))
                .containsEntry("pid", created.get("pid"))
                .containsEntry("name", created.get("name"))
                .containsEntry("node", created.get("node"));
    }

    @Test
    @Spec(section = "2.19", row = "events: channel.created, channel.closed")
    void tellsOfChannels() throws Exception {
        String name = amqp.name("connection");
        Connection connection =
                amqp.newConnection(factory -> factory.setClientProperties(Map.of("connection_name", name)));
        Channel channel = connection.createChannel(7);
        channel.close();
        Map<String, Object> opened = event("connection.created", "user_provided_name", name);
        Map<String, Object> created = event("channel.created", "name", opened.get("name") + " (7)");
        assertThatEvent(created)
                .containsEntry("number", 7L)
                .containsEntry("user", "guest")
                .containsEntry("vhost", "/")
                .containsEntry("connection", opened.get("pid"));
        assertThatEvent(event("channel.closed", "pid", created.get("pid")));
    }

    @Test
    @Spec(section = "2.19", row = "events: consumer.created, consumer.deleted")
    void tellsOfConsumers() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        channel.basicQos(3);
        String tag = amqp.name("tag");
        channel.basicConsume(
                queue, false, tag, false, true, Map.of("x-priority", 3), (consumer, delivery) -> {}, consumer -> {});
        channel.basicCancel(tag);
        assertThatEvent(event("consumer.created", "consumer_tag", tag))
                .containsEntry("queue", queue)
                .containsEntry("vhost", "/")
                .containsEntry("exclusive", true)
                .containsEntry("ack_required", true)
                .containsEntry("prefetch_count", 3L)
                .containsEntry("arguments", List.of("{<<\"x-priority\">>,signedint,3}"));
        assertThatEvent(event("consumer.deleted", "consumer_tag", tag))
                .containsEntry("queue", queue)
                .containsEntry("vhost", "/");
    }

    @Test
    @Spec(section = "2.19", row = "events: consumer.created, consumer.deleted")
    void tellsOfConsumersThatEndWithTheirChannel() throws Exception {
        String queue = amqp.queue(amqp.channel());
        Channel channel = AmqpClient.channel(amqp.connection());
        String tag = amqp.name("tag");
        channel.basicConsume(queue, true, tag, (consumer, delivery) -> {}, consumer -> {});
        channel.close();
        assertThat(event("consumer.deleted", "consumer_tag", tag)).containsEntry("queue", queue);
    }

    @Test
    @Spec(section = "2.19", row = "events: user.authentication.success, .failure")
    void tellsOfLogins() throws Exception {
        String user = admin.user();
        admin.permit(user, "/", ".*", ".*", ".*");
        amqp.newConnection(factory -> {
            factory.setUsername(user);
            factory.setPassword(user);
        });
        assertThat(event("user.authentication.success", "name", user))
                .containsEntry("auth_mechanism", "PLAIN")
                .containsEntry("connection_type", "network")
                .containsEntry("protocol", "{0,9,1}")
                .containsEntry("ssl", false)
                .containsEntry("peer_host", "{127,0,0,1}")
                .containsKey("connection_name");
    }

    @Test
    @Spec(section = "2.19", row = "events: user.authentication.success, .failure")
    void tellsOfLoginsInVain() throws Exception {
        String nobody = amqp.name("nobody");
        try {
            amqp.newConnection(factory -> factory.setUsername(nobody)).close();
        } catch (AssertionError expected) {
            // The client says why it has no connection.
        }
        Map<String, Object> event = event("user.authentication.failure", "name", nobody);
        assertThat(event).containsEntry("auth_mechanism", "PLAIN");
        StringBuilder why = new StringBuilder();
        ((List<?>) event.get("error")).forEach(letter -> why.appendCodePoint(((Number) letter).intValue()));
        assertThat(why.toString()).isEqualTo("user '" + nobody + "' - invalid credentials");
    }

    @Test
    @Spec(section = "2.19", row = "events: user.created, .deleted, .password.changed, .password.cleared, .tags.set")
    void tellsOfUsers() throws Exception {
        String user = Admin.name("user");
        admin.set("users/" + user, "{\"password\":\"p\",\"tags\":\"management\"}");
        admin.set("users/" + user, "{\"password\":\"q\",\"tags\":\"\"}");
        admin.set("users/" + user, "{\"tags\":\"\"}");
        admin.delete("users/" + user);
        assertThatEvent(event("user.created", "name", user));
        assertThatEvent(event("user.tags.set", "name", user)).containsEntry("tags", List.of("management"));
        assertThatEvent(event("user.password.changed", "name", user));
        assertThatEvent(event("user.password.cleared", "name", user));
        assertThatEvent(event("user.deleted", "name", user));
    }

    @Test
    @Spec(section = "2.19", row = "events: permission.created, .deleted, topic.permission.created")
    void tellsOfPermissions() throws Exception {
        String user = admin.user();
        admin.permit(user, "/", "a", "b", "c");
        admin.permitTopic(user, "/", "amq.topic", "d", "e");
        admin.delete("permissions/%2F/" + user);
        assertThatEvent(event("permission.created", "user", user))
                .containsEntry("vhost", "/")
                .containsEntry("configure", "a")
                .containsEntry("write", "b")
                .containsEntry("read", "c");
        assertThatEvent(event("topic.permission.created", "user", user))
                .containsEntry("exchange", "amq.topic")
                .containsEntry("write", "d")
                .containsEntry("read", "e");
        assertThatEvent(event("permission.deleted", "user", user)).containsEntry("vhost", "/");
    }

    @Test
    @Spec(section = "2.19", row = "events: user.limits.set, .cleared, vhost.limits.set")
    void tellsOfLimits() throws Exception {
        String user = admin.user();
        String vhost = admin.virtualHost();
        admin.set("user-limits/" + user + "/max-channels", "{\"value\":7}");
        admin.delete("user-limits/" + user + "/max-channels");
        admin.set("vhost-limits/" + vhost + "/max-queues", "{\"value\":8}");
        assertThatEvent(event("user.limits.set", "username", user)).containsEntry("max-channels", 7L);
        assertThatEvent(event("user.limits.cleared", "username", user));
        assertThatEvent(event("parameter.set", "vhost", vhost))
                .containsEntry("component", "vhost-limits")
                .containsEntry("value", Map.of("max-queues", 8L));
        assertThatEvent(event("vhost.limits.set", "max-queues", 8L));
    }

    @Test
    @Spec(section = "2.19", row = "events: parameter.cleared, vhost.limits.cleared")
    void tellsOfTheEndOfAllLimits() throws Exception {
        String vhost = admin.virtualHost();
        admin.set("vhost-limits/" + vhost + "/max-queues", "{\"value\":8}");
        admin.delete("parameters/vhost-limits/" + vhost + "/limits");
        assertThatEvent(event("parameter.cleared", "vhost", vhost))
                .containsEntry("component", "vhost-limits")
                .containsEntry("name", "limits");
        assertThatEvent(event("vhost.limits.cleared", "name", "limits"));
    }

    @Test
    @Spec(section = "2.19", row = "events: parameter.set of a global parameter, also where it is deleted")
    void tellsOfGlobalParameters() throws Exception {
        String name = Admin.name("global");
        admin.set("global-parameters/" + name, "{\"value\":{\"a\":[1,\"x\"]}}");
        admin.delete("global-parameters/" + name);
        assertThatEvent(event("parameter.set", "name", name))
                .containsEntry("component", "global")
                .containsEntry("value", Map.of("a", List.of(1L, "x")))
                .doesNotContainKey("vhost");
        assertThatEvent(event("parameter.set", "name", name))
                .containsEntry("component", "global")
                .doesNotContainKey("value");
    }

    @Test
    @Spec(section = "2.19", row = "events: vhost.created, .deleted")
    void tellsOfVirtualHosts() throws Exception {
        String vhost = Admin.name("vhost");
        admin.set("vhosts/" + vhost, "{\"description\":\"d\",\"tags\":\"a,b\"}");
        admin.delete("vhosts/" + vhost);
        List<Object> exchanges = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            exchanges.add(event("exchange.created", "vhost", vhost).get("name"));
        }
        assertThat(exchanges)
                .containsExactlyInAnyOrder(
                        "", "amq.direct", "amq.fanout", "amq.headers", "amq.match", "amq.rabbitmq.trace", "amq.topic");
        assertThatEvent(event("vhost.created", "name", vhost))
                .containsEntry("description", "d")
                .containsEntry("tags", List.of("a", "b"))
                .containsEntry("tracing", false)
                .containsEntry("default_queue_type", "undefined");
        assertThatEvent(event("vhost.deleted", "name", vhost));
    }

    @Test
    @Spec(section = "2.19", row = "events: what the broker does by itself")
    void namesNobodyWhereTheBrokerActsByItself() throws Exception {
        Connection connection = amqp.newConnection();
        String queue = AmqpClient.channel(connection).queueDeclare().getQueue();
        connection.close();
        assertThat(event("queue.deleted", "name", queue)).containsEntry("user_who_performed_action", "rmq-internal");
    }

    @Test
    @Spec(section = "2.19", row = "events: routing keys")
    void routesByTheTypeOfTheEvent() throws Exception {
        Channel channel = amqp.channel();
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, "amq.rabbitmq.event", "exchange.*");
        Inbox exchanges = Inbox.on(channel, queue, true);
        amqp.queue(channel);
        String name = amqp.exchange(channel, "fanout");
        String told;
        do {
            Inbox.Message next = exchanges.next();
            assertThat(next.delivery().getEnvelope().getRoutingKey()).startsWith("exchange.");
            told = String.valueOf(next.properties().getHeaders().get("name"));
        } while (!told.equals(name));
    }

    @Test
    @Spec(section = "2.19", row = "events: policy.set, policy.cleared, queue.policy.updated, queue.policy.cleared")
    void tellsOfPoliciesAndTheirQueues() throws Exception {
        String name = amqp.name("policy");
        amqp.channel().queueDeclare(name, false, false, false, Map.of());
        admin.set("policies/%2F/" + name, "{\"pattern\":\"^" + name + "$\",\"definition\":{\"max-length\":5}}");
        admin.delete("policies/%2F/" + name);
        amqp.channel().queueDelete(name);

        assertThatEvent(event("queue.policy.updated", "name", name))
                .containsEntry("vhost", "/")
                .containsEntry("type", "rabbit_classic_queue")
                .containsEntry("pattern", "^" + name + "$")
                .containsEntry("apply-to", "all")
                .containsEntry("priority", 0L)
                .containsEntry("definition", Map.of("max-length", 5L));
        assertThatEvent(event("policy.set", "name", name))
                .containsEntry("vhost", "/")
                .containsEntry("priority", 0L)
                .containsEntry("definition", Map.of("max-length", 5L));
        assertThatEvent(event("queue.policy.cleared", "name", name))
                .containsEntry("vhost", "/")
                .containsEntry("type", "rabbit_classic_queue");
        assertThatEvent(event("policy.cleared", "name", name)).containsEntry("vhost", "/");
    }

    @Test
    @Spec(section = "2.19", row = "events: operator policies, which are parameters too")
    void tellsOfOperatorPolicies() throws Exception {
        String name = amqp.name("policy");
        admin.set(
                "operator-policies/%2F/" + name, "{\"pattern\":\"^" + name + "$\",\"definition\":{\"max-length\":5}}");
        admin.delete("operator-policies/%2F/" + name);

        assertThatEvent(event("parameter.set", "name", name))
                .containsEntry("component", "operator_policy")
                .containsEntry("vhost", "/")
                .extractingByKey("value", InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("priority", 0L)
                .containsEntry("definition", Map.of("max-length", 5L));
        assertThatEvent(event("policy.set", "name", name)).containsEntry("definition", Map.of("max-length", 5L));
        assertThatEvent(event("parameter.cleared", "name", name)).containsEntry("component", "operator_policy");
        assertThatEvent(event("operator.policy.cleared", "name", name)).containsEntry("vhost", "/");
    }
}
