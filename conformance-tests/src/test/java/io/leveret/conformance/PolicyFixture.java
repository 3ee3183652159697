package io.leveret.conformance;

import static io.leveret.conformance.AmqpClient.publishConfirmed;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A virtual host of the test's own, and its policies by the management API. */
abstract class PolicyFixture {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @RegisterExtension
    final Admin admin = new Admin();

    String vhost;
    Channel channel;

    @BeforeEach
    final void makeVirtualHost() {
        vhost = admin.virtualHost();
        channel = AmqpClient.channel(amqp.newConnection(factory -> factory.setVirtualHost(vhost)));
    }

    /** Sets a policy for queues and exchanges whose name is its own. */
    void policy(String name, String definition) {
        policy(name, "^" + name + "$", 0, definition);
    }

    void policy(String name, String pattern, int priority, String definition) {
        set("policies", name, pattern, priority, definition);
    }

    /** Sets an operator's policy for queues whose name is its own. */
    void operatorPolicy(String name, String definition) {
        set("operator-policies", name, "^" + name + "$", 0, definition);
    }

    private void set(String kind, String name, String pattern, int priority, String definition) {
        admin.set(
                path(kind, name),
                "{\"pattern\":\"%s\",\"priority\":%d,\"definition\":%s}".formatted(pattern, priority, definition));
    }

    void deletePolicy(String name) {
        admin.delete(path("policies", name));
    }

    String path(String kind, String name) {
        return kind + "/" + vhost + "/" + name;
    }

    void queue(String name) throws IOException {
        queue(name, Map.of());
    }

    void queue(String name, Map<String, Object> arguments) throws IOException {
        channel.queueDeclare(name, false, false, false, arguments);
    }

    void publish(String queue, String... texts) throws IOException {
        publishConfirmed(channel, "", queue, texts);
    }

    long ready(String queue) throws IOException {
        return channel.messageCount(queue);
    }

    /** Takes all that a queue has. */
    List<String> drain(String queue) throws IOException {
        List<String> texts = new ArrayList<>();
        for (GetResponse got = channel.basicGet(queue, true); got != null; got = channel.basicGet(queue, true)) {
            texts.add(new String(got.getBody(), StandardCharsets.UTF_8));
        }
        return texts;
    }
}
