package io.leveret.conformance.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageListener;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory.ConfirmType;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;

/** Quorum queues as Spring AMQP declares and uses them: a listener that fails, and confirms. */
class SpringQuorumTest {

    private static final int LIMIT = 3;

    private final String prefix = "spring.quorum." + UUID.randomUUID();
    private final Queue parked =
            QueueBuilder.durable(prefix + ".parked").quorum().build();
    private final Queue tasks = QueueBuilder.durable(prefix + ".tasks")
            .quorum()
            .deliveryLimit(LIMIT)
            .deadLetterExchange("")
            .deadLetterRoutingKey(parked.getName())
            .build();
    private CachingConnectionFactory connections;
    private RabbitTemplate template;
    private RabbitAdmin admin;

    @BeforeEach
    void connect() {
        connections = new CachingConnectionFactory(BrokerAddress.current().connectionFactory());
        connections.setPublisherConfirmType(ConfirmType.CORRELATED);
        template = new RabbitTemplate(connections);
        template.setReceiveTimeout(60_000);
        admin = new RabbitAdmin(connections);
        admin.declareQueue(parked);
        admin.declareQueue(tasks);
    }

    @AfterEach
    void disconnect() {
        admin.deleteQueue(tasks.getName());
        admin.deleteQueue(parked.getName());
        template.destroy();
        connections.destroy();
    }

    @Test
    void aTaskThatAlwaysFailsIsParkedAfterItsLimit() {
        List<Long> counts = new CopyOnWriteArrayList<>();
        SimpleMessageListenerContainer worker = new SimpleMessageListenerContainer(connections);
        worker.setQueueNames(tasks.getName());
        worker.setMessageListener((MessageListener) task -> {
            Object count = task.getMessageProperties().getHeaders().getOrDefault("x-delivery-count", 0L);
            counts.add((Long) count);
            throw new IllegalStateException("always");
        });
        worker.afterPropertiesSet();
        worker.start();
        template.convertAndSend(tasks.getName(), "task");

        Message dead = Objects.requireNonNull(template.receive(parked.getName()));
        worker.destroy();

        assertThat(new String(dead.getBody(), UTF_8)).isEqualTo("task");
        assertThat(counts).containsExactly(0L, 1L, 2L, 3L);
        Map<String, ?> death = dead.getMessageProperties().getXDeathHeader().get(0);
        assertThat(death).extractingByKey("reason").isEqualTo("delivery_limit");
        assertThat(death).extractingByKey("queue").isEqualTo(tasks.getName());
    }

    @Test
    void whatIsSentIsConfirmed() throws Exception {
        CorrelationData sent = new CorrelationData();
        template.convertAndSend("", tasks.getName(), "task", sent);
        assertThat(sent.getFuture().get(60, SECONDS).ack()).isTrue();
        assertThat(template.receiveAndConvert(tasks.getName())).isEqualTo("task");
    }
}
